"""Who is browsing: request.visitor, from a signed cookie, and what this browser allows, from a plain one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from recommender.behavior import consent, cookie
from recommender.behavior.recognition import recognize
from recommender.behavior.visitor import RequestVisitor

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class VisitorMiddleware:
    """Sets the cookie only where a view asked who is browsing, so that pictures and health checks stay cacheable."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        recognized: list[RequestVisitor] = []

        def visitor() -> RequestVisitor:
            recognized.append(recognize(request))
            return recognized[0]

        request.visitor = SimpleLazyObject(visitor)
        response = self.get_response(request)
        if recognized:
            _tell(request, response, recognized[0])
        return response


def _tell(request: HttpRequest, response: HttpResponse, visitor: RequestVisitor) -> None:
    """The browser, what its cookies do not say yet."""
    has_answered = visitor.allows not in {None, consent.answer_of(request)}
    if has_answered:
        consent.write(response, allows=visitor.allows)
    kept = cookie.read(request)
    if kept is None and visitor.is_paused and request.method in SAFE_METHODS:
        return  # only looked around; a cart needs to be found again, and that begins with a POST
    if has_answered or cookie.is_stale(kept, visitor):
        cookie.write(response, visitor)
