"""How often a beacon may call."""

import logging
import math
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)

# An office or a school comes from one address.
VISITORS_AT_AN_ADDRESS = 10


class BeaconThrottle(BaseThrottle):
    """Counts batches in fixed windows, for each visitor and each address. Every call counts, also a refused one."""

    def allow_request(self, request, view) -> bool:
        limit, seconds = settings.BEACON_RATE
        try:
            by_visitor = _count(f"visitor:{request.visitor.id}", seconds)
            by_address = _count(f"address:{self.get_ident(request)}", seconds)
        except RedisError as error:
            logger.warning("Beacons are not counted: %s", error)
            return True
        return by_visitor <= limit and by_address <= limit * VISITORS_AT_AN_ADDRESS

    def wait(self) -> float:
        _, seconds = settings.BEACON_RATE
        return seconds - time.time() % seconds


def _count(who: str, seconds: int) -> int:
    key = f"beacon:{who}:{math.floor(time.time() / seconds)}"
    # A window's counter is gone by itself; twice as long, so that it cannot end between these two lines.
    cache.add(key, 0, timeout=2 * seconds)
    return cache.incr(key)
