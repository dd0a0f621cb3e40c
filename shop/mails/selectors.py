"""Who may get a mail, and who asked for which."""

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from shop.mails.models import MailKind, MailSubscription


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
