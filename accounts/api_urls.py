"""The accounts' part of /api/v1/."""

from accounts.privacy import urls as privacy
from accounts.profile import urls as profile
from accounts.sign_in import urls as sign_in

urlpatterns = [*profile.api_urlpatterns, *sign_in.api_urlpatterns, *privacy.api_urlpatterns]
