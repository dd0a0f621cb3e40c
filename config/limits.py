"""How often somebody may do something: the table is in settings/limits.py, the counters lie in Valkey.

An account that is merely named is never counted by itself: a stranger could use up its limit, and the owner would stand
before a locked door. It is counted together with the address that names it. So a stranger locks out nobody but
themselves, and who guesses from many addresses finds passwords that are in no list, and codes that allow few tries.
"""

import json
import logging
import math
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from config.addresses import client_address
from config.errors import TooManyRequests, error_response

logger = logging.getLogger(__name__)

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# How forms and the API call the account that somebody names.
NAMES = ("login", "email", "phone", "username")


class RateLimitMiddleware:
    """Counts what is sent, before anything is done with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method in SAFE:
            return None
        try:
            wait = max((_count(rate, *who) for rate, *who in _counted(request)), default=0)
        except RedisError as error:
            logger.warning("Requests are not counted: %s", error)
            return None
        return error_response(request, too_often(wait)) if wait else None


def too_often(seconds: int) -> TooManyRequests:
    minutes = math.ceil(seconds / 60)
    if seconds <= 60:
        said = ngettext(
            "That was a little often. You can try again in %(count)d second.",
            "That was a little often. You can try again in %(count)d seconds.",
            seconds,
        ) % {"count": seconds}
    else:
        said = ngettext(
            "That was a little often. You can try again in %(count)d minute.",
            "That was a little often. You can try again in %(count)d minutes.",
            minutes,
        ) % {"count": minutes}
    return TooManyRequests(said, retry_after=seconds)


def _counted(request: HttpRequest) -> Iterator[tuple[RateLimitItem, str, str, str]]:
    """All that this request counts for: how often it may be, what it is, and who does it."""
    route = request.resolver_match.view_name
    for what, limit in settings.RATE_LIMITS.items():
        if not any(fnmatchcase(route, pattern) for pattern in limit["routes"]):
            continue
        for by, rate in limit["rates"].items():
            if who := WHO[by](request):
                yield parse(rate), what, by, who


def _count(rate: RateLimitItem, *who: str) -> int:
    """Count one more; the seconds to wait where that is one too many."""
    limiter = _limiter(settings.CACHES["default"]["LOCATION"], settings.CACHES["default"]["KEY_PREFIX"])
    if limiter.hit(rate, *who):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(rate, *who).reset_time - time.time()))


@lru_cache
def _limiter(url: str, prefix: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(RedisStorage(url, key_prefix=f"{prefix}:limits", socket_connect_timeout=1))


def _address(request: HttpRequest) -> str:
    """Whoever has one IPv6 address has a whole network of them."""
    address = client_address(request)
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return address


def _shopper(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    return f"visitor {request.visitor.id}"


def _name_at_address(request: HttpRequest) -> str:
    """The account that is named, from this address; empty where none is. Names are kept as digests only."""
    name = next((said for said in map(_said(request).get, NAMES) if isinstance(said, str) and said), "")
    if not name:
        return ""
    return f"{sha256(name.strip().casefold().encode(errors='replace')).hexdigest()} {_address(request)}"


def _said(request: HttpRequest) -> dict:
    if request.content_type != "application/json":
        return request.POST
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


WHO = {"address": _address, "shopper": _shopper, "name at address": _name_at_address}
