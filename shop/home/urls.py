"""Addresses of home."""

from django.urls import path

from shop.home import dismissals, views

urlpatterns = [
    path("", views.home, name="home"),
    path("popular/", views.popular_more, name="popular_more"),
    path("news/<uuid:slate_id>/", views.news, name="news"),
    path("dismiss/<int:product_id>/", dismissals.dismiss, name="dismiss"),
]
