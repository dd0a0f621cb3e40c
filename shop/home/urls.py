"""Addresses of home."""

from django.urls import path

from shop.home import dismissals, views

urlpatterns = [
    path("", views.home, name="home"),
    path("popular/", views.popular_more, name="popular_more"),
    path("dismiss/<int:product_id>/", dismissals.dismiss, name="dismiss"),
]
