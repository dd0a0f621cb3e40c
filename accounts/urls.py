"""Pages of the account beside those of allauth."""

from django.urls import path

from accounts.profile import urls as profile
from accounts.sessions import urls as sessions
from accounts.views import preferences

urlpatterns = [
    *profile.urlpatterns,
    *sessions.urlpatterns,
    path("preferences/", preferences, name="choose_preferences"),
]
