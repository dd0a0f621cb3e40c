from collections.abc import Callable
from traceback import walk_tb

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from config.errors import InvalidInput, error_response

BY_NUMBER = ("127.0.0.1", "[::1]")


class MalformedPasskeyMiddleware:
    """allauth believes that what calls itself a passkey has all parts of one; strangers send what they like."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # What the parser of passkeys stumbles over is what was sent.
        modules = (frame.f_globals.get("__name__", "") for frame, _line in walk_tb(exception.__traceback__))
        if any(name.startswith("fido2.") for name in modules):
            return error_response(request, InvalidInput(_("That is no passkey.")))
        return None


class LocalhostMiddleware:
    """For the demo: browsers make passkeys for http://localhost, and for no address that is a number."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.headers.get("Host", "")
        looks = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if looks and host.startswith(BY_NUMBER):
            port = host.rpartition(":")[2] if not host.endswith(BY_NUMBER) else "80"
            return HttpResponseRedirect(f"http://localhost:{port}{request.get_full_path()}")
        return self.get_response(request)
