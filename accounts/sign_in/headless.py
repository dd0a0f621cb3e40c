"""allauth's API in its own layout, with what some of its views (65.21) take for granted asked before they are."""

from allauth.headless import urls as allauth
from allauth.headless.account import inputs, views
from allauth.headless.base.response import AuthenticationResponse, ConflictResponse
from allauth.headless.constants import Client
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLResolver
from django.utils.translation import gettext as _

from accounts.sign_in.selectors import is_known_by

GUESTS = {"GET", "HEAD", "OPTIONS", "POST"}  # who registers may look at a number, and correct it


class RequestLoginCodeInput(inputs.RequestLoginCodeInput):
    def clean(self) -> dict:
        """allauth looks for an account that nobody named."""
        said = super().clean()
        if not self.errors and not said.get("email") and not said.get("phone"):
            self.add_error("email", _("Please type your e-mail address or your phone number."))
        return said


class RequestLoginCodeView(views.RequestLoginCodeView):
    input_class = RequestLoginCodeInput


class ManagePhoneView(views.ManagePhoneView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.user.is_anonymous and request.method not in GUESTS:
            return AuthenticationResponse(request)
        return super().dispatch(request, *args, **kwargs)


class ConfirmLoginCodeView(views.ConfirmLoginCodeView):
    """A contact that has changed since its code was sent proves nothing anymore."""

    def handle(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return _refused(request, self.process) or super().handle(request, *args, **kwargs)


class ResetPasswordView(views.ResetPasswordView):
    """The same."""

    def handle_input(self, data: dict | None):
        return _refused(self.request, self.process) or super().handle_input(data)


def _refused(request: HttpRequest, process) -> HttpResponseBase | None:
    """For strangers, too, there is a process: allauth answers both alike."""
    if process is None or process.user is None:
        return None
    if is_known_by(process.user, process.state.get("phone") or process.state["email"]):
        return None
    process.abort()
    return ConflictResponse(request)


OURS = {
    "request_login_code": RequestLoginCodeView,
    "manage_phone": ManagePhoneView,
    "confirm_login_code": ConfirmLoginCodeView,
    "reset_password": ResetPasswordView,
}


def _put_ours(patterns: list, client: Client) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _put_ours(
                pattern.url_patterns, Client(pattern.namespace) if pattern.namespace in CLIENTS else client
            )
        elif pattern.name in OURS:
            pattern.callback = OURS[pattern.name].as_api_view(client=client)


CLIENTS = {client.value for client in Client}
app_name = allauth.app_name
urlpatterns = allauth.urlpatterns
_put_ours(urlpatterns, Client.BROWSER)
