"""What a member decides about mails that nobody waits for."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from shop.mails.links import WayOut
from shop.mails.models import MailKind, MailSubscription, SentMail


@transaction.atomic
def choose_mails(account: User, kinds: Collection[str]) -> None:
    """Of these kinds from now on, and of no others. A yes of before keeps its date."""
    own = MailSubscription.objects.filter(account=account)
    own.exclude(kind__in=kinds).delete()
    MailSubscription.objects.bulk_create(
        [MailSubscription(account=account, kind=MailKind(kind)) for kind in kinds], ignore_conflicts=True
    )


@transaction.atomic
def unsubscribe(way_out: WayOut) -> None:
    """At once, and as often as it is asked for. Whether there was something to end is not told."""
    mine = {"account": way_out.account_id, "kind": way_out.kind}
    ended, _ = MailSubscription.objects.filter(**mine).delete()
    if ended:
        SentMail.objects.filter(**mine, pk=way_out.mail_id, unsubscribed_at=None).update(
            unsubscribed_at=timezone.now()
        )


def forget_sent_mails(*, before: datetime) -> int:
    return SentMail.objects.filter(begun_at__lt=before).delete()[0]
