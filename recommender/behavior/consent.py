"""Whether a visitor may be known again and learned from: asked once, and changed at any time.

Without an answer a browser is known for one visit only. A no pauses personalization: nothing is written down, nothing
is learned, no lists are made. The answer of an account holds on every browser on which it is signed in.
"""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from recommender.behavior.models import Visitor
from recommender.behavior.queueing import queue_refresh
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


@transaction.atomic
def answer_consent(visitor: RequestVisitor, *, allows: bool) -> None:
    """Take the answer, for this browser and for whatever is known of the visitor already."""
    visitor.allows, visitor.is_paused = allows, not allows
    known = Visitor.objects.filter(pk=visitor.id)
    if not known.update(allows_personalization=allows):
        return
    if not allows:
        known.get().lists.all().delete()
    # Also after a no: a list that is being made at this moment is taken away again.
    queue_refresh(visitor.id)


def is_paused(visitor: RequestVisitor) -> bool:
    """As it stands now: a member may have paused on another browser."""
    if not visitor.is_paused:
        visitor.is_paused = Visitor.objects.filter(pk=visitor.id, allows_personalization=False).exists()
    return visitor.is_paused
