"""The door of the administration: staff sign in as all members do, and prove it twice."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from accounts.second_factor.proof import is_proven_twice, where_to_prove


class StaffAdminSite(UnfoldAdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and (
            not settings.STAFF_NEED_SECOND_FACTOR or is_proven_twice(request)
        )

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        onward = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if not request.user.is_authenticated:
            if request.method != "GET":
                return redirect_to_login(onward)
            # The shop's own page, whose form is sent to where everybody signs in.
            request.GET = request.GET.copy()
            request.GET[REDIRECT_FIELD_NAME] = onward
            return LoginView.as_view()(request)
        if not super().has_permission(request):
            raise PermissionDenied
        if self.has_permission(request):
            return redirect("admin:index")
        messages.warning(
            request, _("The administration asks for more than a password: a passkey, or a code from an app.")
        )
        return redirect_to_login(onward, where_to_prove(request.user))
