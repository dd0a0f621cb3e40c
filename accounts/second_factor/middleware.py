from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

BY_NUMBER = ("127.0.0.1", "[::1]")


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
