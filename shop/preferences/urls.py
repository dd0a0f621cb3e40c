"""Addresses of preferences."""

from django.urls import path

from shop.preferences import views

urlpatterns = [
    path("preferences/theme/", views.choose_theme, name="choose_theme"),
]
