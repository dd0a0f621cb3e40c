"""The accounts' part of /api/v1/."""

from accounts.privacy import urls as privacy
from accounts.profile import urls as profile

urlpatterns = [*profile.api_urlpatterns, *privacy.api_urlpatterns]
