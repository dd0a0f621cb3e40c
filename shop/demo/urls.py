"""Addresses of the demo's switch between shoppers."""

from django.urls import path

from shop.demo import views

urlpatterns = [
    path("demo/shoppers/", views.shoppers, name="demo_shoppers"),
    path("demo/shoppers/<int:account_id>/", views.look, name="demo_look_as"),
    path("demo/back/", views.back, name="demo_go_back"),
]
