"""Addresses of reviews."""

from django.urls import path

from shop.reviews.api import ReviewsApi, ReviewVoteApi
from shop.reviews.views import review_vote, review_write

urlpatterns = [
    path("p/<slug:slug>/reviews/", review_write, name="review_write"),
    path("reviews/<int:review_id>/helpful/", review_vote, name="review_vote"),
]
api_urlpatterns = [
    path("products/<slug:slug>/reviews/", ReviewsApi.as_view(), name="api_reviews"),
    path("reviews/<int:review_id>/helpful/", ReviewVoteApi.as_view(), name="api_review_vote"),
]
