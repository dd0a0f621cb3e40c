"""Whether a visitor may be known again and learned from: asked once, and changed at any time.

Without an answer a browser is known for one visit only. A no pauses personalization: nothing is written down, nothing
is learned, no lists are made. The answer of an account holds on every browser on which it is signed in.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from recommender.behavior.models import Visitor
from recommender.behavior.visitor import RequestVisitor

WORDS = {True: "yes", False: "no"}
# Global Privacy Control, and the older Do Not Track.
HEADERS = ("Sec-GPC", "DNT")


def answer_of(request: HttpRequest) -> bool | None:
    """What was answered on this browser; None where nothing was."""
    kept = request.COOKIES.get(settings.CONSENT_COOKIE)
    return next((allows for allows, word in WORDS.items() if word == kept), None)


def refuses_by_header(request: HttpRequest) -> bool:
    """The browser says no for its owner. That holds until the owner answers."""
    return any(request.headers.get(name) == "1" for name in HEADERS)


def write(response: HttpResponse, *, allows: bool) -> None:
    response.set_cookie(
        settings.CONSENT_COOKIE,
        WORDS[allows],
        max_age=settings.CONSENT_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_paused(visitor: RequestVisitor) -> bool:
    """As it stands now: a member may have paused on another browser."""
    if not visitor.is_paused:
        visitor.is_paused = Visitor.objects.filter(pk=visitor.id, allows_personalization=False).exists()
    return visitor.is_paused
