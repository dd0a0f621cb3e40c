"""The last mails and texts of the demo, where its visitors find their codes: nothing of it reaches anybody."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

SHOWN = 20
SEARCHED = 1_000
SECONDS = 24 * 3600
COUNT = "outbox:count"


@dataclass(frozen=True)
class Message:
    to: str
    subject: str  # empty: a text
    body: str
    sent_at: datetime


def keep(*, to: str, subject: str = "", body: str) -> None:
    cache.add(COUNT, 0, timeout=None)
    number = cache.incr(COUNT)
    cache.set(_key(number), asdict(Message(to, subject, body, timezone.now())), timeout=SECONDS)


def latest() -> list[Message]:
    """Newest first."""
    count = cache.get(COUNT, 0)
    keys = [_key(number) for number in range(count, max(count - SHOWN, 0), -1)]
    found = cache.get_many(keys)
    return [Message(**found[key]) for key in keys if key in found]


def forget(*addresses: str) -> None:
    """Of somebody who leaves."""
    count = cache.get(COUNT, 0)
    found = cache.get_many([_key(number) for number in range(max(count - SEARCHED, 0) + 1, count + 1)])
    cache.delete_many([key for key, message in found.items() if message["to"] in addresses])


def _key(number: int) -> str:
    return f"outbox:{number}"
