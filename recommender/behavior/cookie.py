"""The visitor cookie: signed, so that nobody can write another visitor's history or read their list.

It lasts as long as the visit, and only for who allowed it longer than that.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from recommender.behavior.consent import answer_of
from recommender.behavior.visitor import RequestVisitor

SALT = "recommender.visitor"
# A page view that comes sooner does not change the cookie, so that most answers carry none.
FRESH = timedelta(minutes=1)


def read(request: HttpRequest) -> RequestVisitor | None:
    """The visitor that the cookie names; None when there is no cookie, or it is not one of ours."""
    age = settings.VISITOR_COOKIE_AGE if answer_of(request) else settings.VISIT_COOKIE_AGE
    try:
        visitor, session, account_id, seen, source = signing.loads(
            request.COOKIES[settings.VISITOR_COOKIE], salt=SALT, max_age=age
        )
        return RequestVisitor(
            id=UUID(visitor),
            session_id=UUID(session),
            account_id=account_id,
            seen_at=datetime.fromtimestamp(seen, UTC),
            source=source,
        )
    except (KeyError, ValueError, TypeError, signing.BadSignature):
        return None


def write(response: HttpResponse, visitor: RequestVisitor) -> None:
    value = signing.dumps(
        [
            visitor.id.hex,
            visitor.session_id.hex,
            visitor.account_id,
            int(visitor.seen_at.timestamp()),
            visitor.source,
        ],
        salt=SALT,
    )
    response.set_cookie(
        settings.VISITOR_COOKIE,
        value,
        max_age=settings.VISITOR_COOKIE_AGE if visitor.allows else None,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_stale(kept: RequestVisitor | None, visitor: RequestVisitor) -> bool:
    """Whether the browser must be told, given what its cookie says now."""
    if kept is None:
        return True
    same = (kept.id, kept.session_id, kept.account_id) == (visitor.id, visitor.session_id, visitor.account_id)
    return not same or visitor.seen_at - kept.seen_at >= FRESH
