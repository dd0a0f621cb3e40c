"""Pages of the account beside those of allauth, and some in their place."""

from django.urls import path

from accounts.outbox.views import outbox
from accounts.profile import urls as profile
from accounts.sessions import urls as sessions
from accounts.sign_in import urls as sign_in
from accounts.views import preferences

urlpatterns = [
    *profile.urlpatterns,
    *sessions.urlpatterns,
    *sign_in.urlpatterns,
    path("preferences/", preferences, name="choose_preferences"),
    path("outbox/", outbox, name="demo_outbox"),
]
