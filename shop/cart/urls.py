"""Addresses of cart."""

from django.urls import path

from shop.cart import api, views

urlpatterns = [
    path("cart/", views.cart, name="cart"),
    path("cart/add/", views.add, name="cart_add"),
    path("cart/add-all/", views.add_all, name="cart_add_all"),
    path("cart/lines/<int:line_id>/", views.line, name="cart_line"),
    path("cart/lines/<int:line_id>/save/", views.save, name="cart_line_save"),
    path("cart/saved/<int:saved_id>/move/", views.move, name="cart_saved_move"),
    path("cart/saved/<int:saved_id>/forget/", views.forget, name="cart_saved_forget"),
    path("cart/voucher/", views.voucher, name="cart_voucher"),
]
api_urlpatterns = [
    path("cart/", api.CartView.as_view(), name="api_cart"),
    path("cart/bundles/", api.CartBundlesView.as_view(), name="api_cart_bundles"),
    path("cart/items/", api.CartItemsView.as_view(), name="api_cart_items"),
    path("cart/items/<int:line_id>/", api.CartItemView.as_view(), name="api_cart_item"),
    path("cart/items/<int:line_id>/save/", api.SaveView.as_view(), name="api_cart_item_save"),
    path("cart/saved/<int:saved_id>/", api.SavedView.as_view(), name="api_cart_saved"),
    path("cart/saved/<int:saved_id>/move/", api.MoveView.as_view(), name="api_cart_saved_move"),
    path("cart/voucher/", api.VoucherView.as_view(), name="api_cart_voucher"),
]
