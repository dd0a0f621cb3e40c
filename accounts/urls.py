"""Pages of the account beside those of allauth."""

from django.urls import path

from accounts.sessions import urls as sessions
from accounts.views import account, preferences

urlpatterns = [
    path("", account, name="account"),
    *sessions.urlpatterns,
    path("preferences/", preferences, name="choose_preferences"),
]
