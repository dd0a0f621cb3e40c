"""Pages of the account beside those of allauth."""

from django.urls import path

from accounts.views import account, preferences

urlpatterns = [
    path("", account, name="account"),
    path("preferences/", preferences, name="choose_preferences"),
]
