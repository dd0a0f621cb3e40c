"""The accounts' part of /api/v1/."""

from accounts.profile import urls as profile

urlpatterns = [*profile.api_urlpatterns]
