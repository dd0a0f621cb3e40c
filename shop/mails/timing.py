"""When a mail may leave: not at night, and not too often."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from shop.mails.models import SentMail


def is_quiet(now: datetime) -> bool:
    """By the shop's clock: accounts know no time zone."""
    begins, ends = settings.MAIL_QUIET_HOURS
    hour = localtime(now).hour
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def had_enough(account_ids: Collection[int], kind: str, *, now: datetime) -> set[int]:
    """Of these, who got one of this kind lately, or enough of all kinds. One that may not have left counts as well."""
    gap = settings.MAIL_GAPS[kind]
    most, within = settings.MAIL_MOST
    begun = SentMail.objects.filter(account__in=account_ids, begun_at__gt=now - max(gap, within))
    enough: set[int] = set()
    counts = dict.fromkeys(account_ids, 0)
    for account_id, of_kind, at in begun.values_list("account_id", "kind", "begun_at"):
        counts[account_id] += at > now - within
        if counts[account_id] >= most or (of_kind == kind and at > now - gap):
            enough.add(account_id)
    return enough
