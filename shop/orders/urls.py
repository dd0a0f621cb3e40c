"""Addresses of orders."""

from django.urls import path

from shop.orders import api, views

urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("orders/<str:number>/", views.order, name="order"),
    path("orders/<str:number>/cancel/", views.cancel, name="order_cancel"),
    path("orders/<str:number>/again/", views.again, name="order_again"),
]
api_urlpatterns = [
    path("orders/", api.OrdersView.as_view(), name="api_orders"),
    path("orders/<str:number>/", api.OrderView.as_view(), name="api_order"),
    path("orders/<str:number>/cancel/", api.CancelOrderView.as_view(), name="api_order_cancel"),
]
