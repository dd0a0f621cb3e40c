"""Addresses of favorites."""

from django.urls import path

from shop.favorites.api import FavoriteApi, FavoritesApi
from shop.favorites.views import favorite_toggle, favorites

urlpatterns = [
    path("favorites/", favorites, name="favorites"),
    path("favorites/<int:product_id>/", favorite_toggle, name="favorite_toggle"),
]
api_urlpatterns = [
    path("favorites/", FavoritesApi.as_view(), name="api_favorites"),
    path("favorites/<int:product_id>/", FavoriteApi.as_view(), name="api_favorite"),
]
