"""Addresses of cart."""

from django.urls import path

from shop.cart import api, views

urlpatterns = [
    path("cart/", views.cart, name="cart"),
    path("cart/add/", views.add, name="cart_add"),
    path("cart/lines/<int:line_id>/", views.line, name="cart_line"),
]
api_urlpatterns = [
    path("cart/", api.CartView.as_view(), name="api_cart"),
    path("cart/items/", api.CartItemsView.as_view(), name="api_cart_items"),
    path("cart/items/<int:line_id>/", api.CartItemView.as_view(), name="api_cart_item"),
]
