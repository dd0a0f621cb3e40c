"""Addresses of mails."""

from django.urls import path

from shop.mails import views

urlpatterns = [
    path("mails/see/<str:click_key>/", views.follow, name="mail_click"),
    path("mails/stop/<str:way_out_key>/", views.stop, name="mail_unsubscribe"),
]
