"""Somebody looks at the shop through a visitor's eyes: lists are shown as they are, and looking leaves no trace.

What is only looked at (views, clicks, searches, impressions) is not written, so that nothing is learned of the visitor
that it did not do. What is done on purpose (a favorite, a purchase, "not interested") is: it changes the shop, and lists
must follow it. Only the demo's simulated shoppers are observed; who may be is decided by the caller.
"""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from recommender.behavior.linking import link_visitor
from recommender.behavior.services import forget_visitor

# In the session: the visitor that this browser is again afterwards.
BEFORE = "visitor_before"


def is_observed(request: HttpRequest) -> bool:
    return BEFORE in request.session


def observe_visitor(request: HttpRequest, account: AbstractBaseUser, *, before: UUID) -> None:
    """From here on this session is an observer of the account's visitor. The own history does not join it."""
    request.session[BEFORE] = str(before)
    forget_visitor(request)
    request.visitor.is_observed = True
    link_visitor(request.visitor, account)


def visitor_before(request: HttpRequest) -> UUID:
    """Who this browser is by itself, whether it observes or not."""
    return UUID(request.session[BEFORE]) if is_observed(request) else request.visitor.id


def stop_observing(request: HttpRequest) -> None:
    """The browser is its own visitor again; the next request finds the account that belongs to it."""
    before = visitor_before(request)
    request.session.pop(BEFORE, None)
    request.visitor.account_id = None
    request.visitor.is_observed = False
    request.visitor.become(before)
