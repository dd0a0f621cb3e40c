"""Who is browsing: request.visitor, from a signed cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from recommender.behavior import cookie
from recommender.behavior.recognition import recognize
from recommender.behavior.visitor import RequestVisitor


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
        if recognized and cookie.is_stale(cookie.read(request), recognized[0]):
            cookie.write(response, recognized[0])
        return response
