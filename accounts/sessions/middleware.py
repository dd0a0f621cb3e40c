from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.sessions.services import note_activity


class SessionActivityMiddleware:
    """In place of allauth's, which writes a row with every request, and asks who is there even for a picture."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Django keeps the user here once somebody asked; after that the page depends on who it is anyway.
        asked = getattr(request, "_cached_user", None)
        if asked is not None and asked.is_authenticated and request.user.is_authenticated:
            note_activity(request)
        return response
