"""Leaving the shop: what is deleted, and what is kept without a name."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import logout
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.outbox.messages import forget
from config.errors import Conflict
from recommender.services import RequestVisitor, erase_guest, erase_visitor, forget_visitor
from shop.orders.anonymity import anonymize_orders, unlink_orders
from shop.ownership import forget_guest
from shop.reviews.services import remove_reviews


@transaction.atomic
def delete_account(account: User) -> None:
    """Nothing is left of it but orders without a name. Reviews go: what somebody wrote may tell who it was."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if account.is_staff:
        raise Conflict(
            _(
                "This account has rights in the administration, and what was done with them must stay traceable. "
                "Another administrator has to take the rights away first."
            )
        )
    visitor = getattr(account, "visitor", None)
    anonymize_orders(account=account, visitor_id=visitor and visitor.pk)
    remove_reviews(account=account)
    erase_visitor(account)
    for session in UserSession.objects.filter(user=account):
        session.end()
    _forget_mentions(account)
    account.delete()
    forget(*filter(None, (account.email, account.phone)))


@transaction.atomic
def forget_browser(visitor: RequestVisitor) -> None:
    """The same for a guest. Orders stay with whoever has the link from the mail, and lose the browser."""
    erase_guest(visitor)
    forget_guest(visitor_id=visitor.id)
    unlink_orders(visitor_id=visitor.id)


def leave(request: HttpRequest) -> None:
    """Nothing of the session stays, and the next page is a stranger's."""
    logout(request)
    forget_visitor(request)


def _forget_mentions(account: User) -> None:
    """The administration's own log names what was changed: accounts by name or address."""
    doomed = Collector(using="default")
    doomed.collect([account])
    rows = [(model, [row.pk for row in rows]) for model, rows in doomed.data.items()]
    rows += [(fast.model, list(fast.values_list("pk", flat=True))) for fast in doomed.fast_deletes]
    mentioned = Q(pk=None)
    for model, keys in rows:
        mentioned |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, keys))
    LogEntry.objects.filter(mentioned).delete()
