"""Addresses of the account's own pages."""

from django.urls import path

from accounts.profile import api, views

urlpatterns = [
    path("", views.account, name="account"),
    path("profile/", views.profile, name="account_profile"),
    path("security/", views.security, name="account_security"),
]
api_urlpatterns = [path("account/", api.ProfileView.as_view(), name="api_account")]
