"""What allauth's API refuses, said as the rest of our API says it (RFC 9457), beside allauth's own words."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.errors import PROBLEM_JSON

ADDRESS = "/api/v1/accounts/"


class AccountProblemMiddleware:
    """Front ends made for allauth find all that they know: the members of a problem only come on top."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code >= HTTPStatus.BAD_REQUEST
            and request.path.startswith(ADDRESS)
            and response["Content-Type"] != PROBLEM_JSON
        ):
            _make_problem(response)
        return response


def _make_problem(response: HttpResponse) -> None:
    try:
        said = json.loads(response.content)
    except ValueError:
        said = {}
    code, detail = _reason(response.status_code, said)
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "code": code,
        "detail": detail,
    }
    if fields := _fields(said):
        problem["fields"] = fields
    response.content = json.dumps(problem | said)
    response["Content-Type"] = PROBLEM_JSON


def _reason(status: int, said: dict) -> tuple[str, str]:
    """In a word for programs, and a sentence for people."""
    if errors := said.get("errors"):
        return "invalid", errors[0]["message"]
    if status == HTTPStatus.UNAUTHORIZED and said.get("meta", {}).get("is_authenticated"):
        return "not_confirmed", _("Please show once more that it is you.")
    reasons = {
        HTTPStatus.UNAUTHORIZED: ("not_authenticated", _("Please sign in first.")),
        HTTPStatus.FORBIDDEN: ("forbidden", _("You may not do that.")),
        HTTPStatus.NOT_FOUND: ("not_found", _("We could not find that.")),
        HTTPStatus.CONFLICT: ("conflict", _("That does not fit to what came before. Please begin again.")),
        HTTPStatus.GONE: ("session_ended", _("You were signed out. Please sign in again.")),
        HTTPStatus.TOO_MANY_REQUESTS: (
            "too_many_requests",
            _("That was a little fast. Please wait a moment and try again."),
        ),
    }
    return reasons.get(status, ("invalid", _("The request does not make sense.")))


def _fields(said: dict) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for error in said.get("errors", []):
        fields.setdefault(error.get("param", "non_field_errors"), []).append(error["message"])
    return fields
