"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.content_policy import of_api_docs
from config.health import live, ready

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler429 = "config.errors.too_many_requests"  # allauth's name for it
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", include("shop.urls")),
    path("", include("accounts.privacy.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("shop.api_urls")),
    path("api/v1/", include("recommender.urls")),
    # In allauth's own layout below this address, so that its documentation and its clients hold.
    path("api/v1/accounts/", include("accounts.sign_in.headless")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", of_api_docs(SpectacularSwaggerSplitView.as_view(url_name="schema")), name="api_docs"),
    # What has no page around it, a picture that is opened by itself, has no link to its icon: browsers ask here.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg")),
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
]
