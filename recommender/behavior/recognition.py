"""From a request to its visitor."""

from urllib.parse import urlsplit

from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest
from django.utils import timezone

from recommender.behavior import consent, cookie
from recommender.behavior.bots import is_bot
from recommender.behavior.linking import link_visitor
from recommender.behavior.observing import is_observed
from recommender.behavior.visitor import RequestVisitor


def recognize(request: HttpRequest) -> RequestVisitor:
    """The visitor of this request. Costs SQL only where a cookie and a signed-in account disagree."""
    visitor = cookie.read(request) or RequestVisitor(is_new=True, source=_source(request))
    visitor.continue_at(timezone.now(), source=_source(request))
    visitor.device = _device(request)
    visitor.is_bot = is_bot(request)
    # Bots have no session to speak of, and asking for one would cost a read.
    visitor.is_observed = not visitor.is_bot and is_observed(request)
    visitor.allows = consent.answer_of(request)
    if not visitor.is_observed:
        visitor.is_paused = (
            consent.refuses_by_header(request) if visitor.allows is None else not visitor.allows
        )
    _agree_with_account(request, visitor)
    return visitor


def _agree_with_account(request: HttpRequest, visitor: RequestVisitor) -> None:
    # A session that changed in this very request is a sign-in under way, which still needs to find its guest.
    if visitor.is_bot or request.session.modified:
        return
    if SESSION_KEY not in request.session:
        visitor.account_id = None
    elif request.session[SESSION_KEY] != str(visitor.account_id):
        account = get_user(request)
        if account.is_authenticated:
            link_visitor(visitor, account)


def _source(request: HttpRequest) -> str:
    """The host that sent the visitor here; empty for our own pages and for none."""
    try:
        host = urlsplit(request.headers.get("Referer", "")).netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return "" if host == request.headers.get("Host") else host[:120]


def _device(request: HttpRequest) -> str:
    agent = request.headers.get("User-Agent", "")
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "mobile" if "Mobi" in agent else "desktop"
