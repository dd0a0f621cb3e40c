"""One family of errors, rendered in one place: services raise, pages and API answer alike.

Pages get a page, htmx requests a fragment, the API `application/problem+json` (RFC 9457).
"""

import sys
from http import HTTPStatus

from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as CacheError
from rest_framework import exceptions as drf

# A server behind us does not answer: the database, the queue or the cache.
OUTAGES = (OperationalError, InterfaceError, QueueError, CacheError)
PROBLEM_JSON = "application/problem+json"


class ApplicationError(Exception):
    """Something the visitor can understand went wrong; `message` is shown to them as it is."""

    status = HTTPStatus.BAD_REQUEST
    code = "invalid"
    message = _("This could not be done.")
    needs_reload = False
    may_pass = False  # the same request may go well in a moment

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: dict | None = None,
        retry_after: int | None = None,
    ):
        self.message = message or self.message
        self.fields = fields or {}
        self.retry_after = retry_after
        super().__init__(str(self.message))


class InvalidInput(ApplicationError):
    """The request does not make sense; `fields` says where."""


class NotFound(ApplicationError):
    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    message = _("We could not find that.")


class Forbidden(ApplicationError):
    status = HTTPStatus.FORBIDDEN
    code = "forbidden"
    message = _("You may not do that.")


class FormExpired(Forbidden):
    """The form's token fits no longer; the page that it stood on gives a new one."""

    code = "form_expired"
    message = _(
        "This form was open for too long, or cookies are off. Please reload the page and send it again."
    )
    needs_reload = True


class MethodNotAllowed(ApplicationError):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "method_not_allowed"
    message = _("There is nothing to see at this address: it only takes what a button or a form sends.")


class Conflict(ApplicationError):
    """The request made sense, but the state of things does not allow it."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class PaymentFailed(ApplicationError):
    status = HTTPStatus.PAYMENT_REQUIRED
    code = "payment_failed"


class TooManyRequests(ApplicationError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_requests"
    message = _("That was a little fast. Please wait a moment and try again.")
    may_pass = True


class Unavailable(ApplicationError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"
    message = _("The shop is catching its breath. Please try again in a moment.")
    may_pass = True


def problem(status: int, *, code: str, detail: str, fields: dict | None = None) -> JsonResponse:
    """An RFC 9457 answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
    }
    body["detail"] = str(detail)
    if fields:
        body["fields"] = fields
    return JsonResponse(body, status=int(status), content_type=PROBLEM_JSON)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def error_response(request: HttpRequest, error: ApplicationError) -> HttpResponse:
    """The answer to a visitor, in the form that they can read."""
    if is_api(request):
        response = problem(error.status, code=error.code, detail=error.message, fields=error.fields)
    else:
        fragment = getattr(request, "htmx", False)
        template = "errors/fragment.html" if fragment else "errors/page.html"
        response = render(
            request,
            template,
            {"error": error, "status": int(error.status), "back": _page_before(request)},
            status=int(error.status),
        )
        if fragment:
            # htmx leaves 4xx and 5xx alone unless it is told where to put them (static/js/shop.js).
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "beforeend"
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the visitor came from, if the browser tells."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours and came_from != request.build_absolute_uri() else ""


class ApplicationErrorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return self._in_words(request, response)
        return response

    def _in_words(self, request, refused):
        """Django's own refusal is an empty page."""
        response = error_response(request, MethodNotAllowed())
        response["Allow"] = refused["Allow"]
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, ApplicationError):
            return error_response(request, exception)
        if isinstance(exception, OUTAGES):
            return _outage(request)
        return None


def problem_response(exception, context) -> HttpResponse:
    """Django REST framework's exception handler."""
    request = context["request"]._request  # noqa: SLF001  the framework's documented way back
    if isinstance(exception, ApplicationError):
        return error_response(request, exception)
    if isinstance(exception, Http404):
        return error_response(request, NotFound())
    if isinstance(exception, PermissionDenied):
        return error_response(request, Forbidden())
    if isinstance(exception, OUTAGES):
        return _outage(request)
    if isinstance(exception, drf.ValidationError):
        fields = (
            exception.detail if isinstance(exception.detail, dict) else {"non_field_errors": exception.detail}
        )
        return problem(
            exception.status_code,
            code="invalid",
            detail=_first_sentence(fields),
            fields=fields,
        )
    if isinstance(exception, drf.APIException):
        code = exception.default_code
        response = problem(exception.status_code, code=code, detail=str(exception.detail))
        if wait := getattr(exception, "wait", None):
            response["Retry-After"] = str(int(wait) + 1)
        return response
    return None


def _first_sentence(fields: dict) -> str:
    name, said = next(iter(fields.items()))
    while isinstance(said, list | dict):
        said = next(iter(said.values() if isinstance(said, dict) else said), "")
    return str(said) if name == "non_field_errors" else f"{name}: {said}"


def bad_request(request, exception=None):
    if isinstance(exception, DisallowedHost):
        return _bare_page(request, 400, "unknown_host", _("This shop is not known under that name."))
    return error_response(request, InvalidInput())


def permission_denied(request, exception=None):
    return error_response(request, Forbidden())


def page_not_found(request, exception=None):
    return error_response(request, NotFound())


def too_many_requests(request):
    """Where allauth counts by itself, behind our own limits. It does not say for how long; no window of its is longer for members."""
    return error_response(request, TooManyRequests(retry_after=60))


def csrf_failure(request, reason=""):
    return error_response(request, FormExpired())


def server_error(request):
    """Django's last resort. Must not need the database: it may be what failed."""
    failed = sys.exc_info()[1]
    down = isinstance(failed, OUTAGES)
    status = 503 if down else 500
    sentence = Unavailable.message if down else _("Something broke on our side. We have written it down.")
    return _bare_page(request, status, "unavailable" if down else "server_error", sentence)


def _outage(request: HttpRequest) -> HttpResponse:
    """A whole page would ask the server that is down once more, and wait for it once more."""
    if getattr(request, "htmx", False):
        return error_response(request, Unavailable())
    return _bare_page(request, 503, Unavailable.code, Unavailable.message)


def _bare_page(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """An answer that reads nothing: no database, no visitor, and not the name that the shop was called by."""
    if is_api(request):
        return problem(status, code=code, detail=sentence)
    page = {
        "sentence": sentence,
        "status": status,
        "theme": request.COOKIES.get("theme", "device"),
        "again": request.get_full_path() if request.method == "GET" else "",
    }
    return render(None, "errors/server_error.html", page, status=status)
