"""Addresses of reviews."""

from django.urls import path

from shop.reviews.api import OwnReviewApi, OwnReviewsApi, ReviewsApi, ReviewVoteApi
from shop.reviews.views import review_remove, review_vote, review_write, reviews

urlpatterns = [
    path("p/<slug:slug>/reviews/", review_write, name="review_write"),
    path("reviews/", reviews, name="reviews"),
    path("reviews/<int:review_id>/remove/", review_remove, name="review_remove"),
    path("reviews/<int:review_id>/helpful/", review_vote, name="review_vote"),
]
api_urlpatterns = [
    path("products/<slug:slug>/reviews/", ReviewsApi.as_view(), name="api_reviews"),
    path("reviews/", OwnReviewsApi.as_view(), name="api_own_reviews"),
    path("reviews/<int:review_id>/", OwnReviewApi.as_view(), name="api_own_review"),
    path("reviews/<int:review_id>/helpful/", ReviewVoteApi.as_view(), name="api_review_vote"),
]
