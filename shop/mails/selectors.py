"""Who may get a mail, who asked for which, and what came of those that were sent."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from accounts.models import User
from recommender.services import Placement, clicked_mails
from shop.mails.models import MailKind, MailSubscription, SentMail

PLACEMENTS = {
    MailKind.DIGEST: Placement.MAIL_DIGEST,
    MailKind.DUE_AGAIN: Placement.MAIL_DUE_AGAIN,
}


def recipients(kind: str) -> QuerySet[User]:
    """Who asked for it, at an address that is proven, and neither left nor paused personalization."""
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    return (
        User.objects.filter(Exists(proven), is_active=True, mail_subscriptions__kind=kind)
        .filter(visitor__isnull=False)
        .exclude(visitor__allows_personalization=False)
        .annotate(visitor_key=F("visitor__pk"))
    )


def mail_choices(account: User) -> list[dict]:
    """Every kind, and whether the account asked for it."""
    chosen = set(MailSubscription.objects.filter(account=account).values_list("kind", flat=True))
    return [{"kind": kind, "is_chosen": kind in chosen} for kind in MailKind]


@dataclass(frozen=True)
class Outcome:
    """Of the mails of a kind that were sent since some time; `clicked` and `unsubscribed` are mails."""

    kind: MailKind
    subscribers: int
    """Now."""
    sent: int
    clicked: int
    unsubscribed: int


def outcomes(*, since: datetime) -> list[Outcome]:
    """Of every kind, in three queries."""
    asked = MailSubscription.objects.values_list("kind").annotate(Count("pk")).order_by()
    mails = SentMail.objects.filter(begun_at__gte=since).values_list("kind").order_by()
    counted = {kind: facts for kind, *facts in mails.annotate(Count("sent_at"), Count("unsubscribed_at"))}
    subscribers, clicked = dict(asked), clicked_mails(since=since)
    found = []
    for kind in MailKind:
        sent, unsubscribed = counted.get(kind, (0, 0))
        clicks = clicked.get(PLACEMENTS[kind], 0)
        found.append(Outcome(kind, subscribers.get(kind, 0), sent, clicks, unsubscribed))
    return found
