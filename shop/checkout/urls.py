"""Addresses of the checkout."""

from django.urls import path

from shop.checkout import views

urlpatterns = [
    path("checkout/", views.address, name="checkout"),
    path("checkout/delivery/", views.delivery, name="checkout_delivery"),
    path("checkout/review/", views.review, name="checkout_review"),
    path("checkout/totals/", views.totals, name="checkout_totals"),
]
