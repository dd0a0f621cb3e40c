"""Addresses of reviews."""

from django.urls import path

from shop.reviews.api import ReviewsApi
from shop.reviews.views import review_write

urlpatterns = [
    path("p/<slug:slug>/reviews/", review_write, name="review_write"),
]
api_urlpatterns = [
    path("products/<slug:slug>/reviews/", ReviewsApi.as_view(), name="api_reviews"),
]
