"""At sign-in a guest's history joins the account's."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from recommender.behavior.changes import mark_changed
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.queueing import queue_refresh
from recommender.behavior.visitor import RequestVisitor


@transaction.atomic
def link_visitor(visitor: RequestVisitor, account: AbstractBaseUser) -> RequestVisitor:
    """Make this the account's visitor, from whichever browser it signs in; returns the same object, changed."""
    if visitor.is_bot:
        return visitor
    # Two browsers may sign in at once: the second waits here, and then finds the first one's visitor.
    get_user_model().objects.select_for_update(no_key=True).get(pk=account.pk)
    guest = Visitor.objects.select_for_update(no_key=True).filter(pk=visitor.id).first()
    own = Visitor.objects.filter(account=account).first()
    visitor.account_id = account.pk
    _agree(visitor, own)
    if guest and guest == own:
        return visitor
    # A visitor of another account (someone else used this browser before) stays what it is.
    is_guest = guest is not None and guest.account_id is None
    if own is None:
        _claim(visitor, account, guest)
    elif is_guest:
        _move(guest, own)
        visitor.id = own.id
    else:
        visitor.become(own.id)
    queue_refresh(visitor.id)
    return visitor


def has_guest_history(visitor: RequestVisitor) -> bool:
    """Whether there is something that would join an account."""
    return Event.objects.filter(visitor=visitor.id, visitor__account=None).exists()


def _agree(visitor: RequestVisitor, own: Visitor | None) -> None:
    """The browser and the account learn each other's answer; where both said something, a no of either holds."""
    if own is None or visitor.is_observed:
        return
    if visitor.allows is None:
        visitor.allows = own.allows_personalization
        visitor.is_paused = visitor.is_paused and visitor.allows is None
    elif own.allows_personalization is None:
        own.allows_personalization = visitor.allows
        own.save(update_fields=["allows_personalization"])
    visitor.is_paused |= own.allows_personalization is False


def _claim(visitor: RequestVisitor, account: AbstractBaseUser, guest: Visitor | None) -> None:
    """The account had no visitor yet: the guest becomes it, or a new one does."""
    if guest is None:
        # A session that this id once had may have gone to another account with it.
        visitor.become(
            Visitor.objects.create(id=visitor.id, account=account, allows_personalization=visitor.allows).pk
        )
    elif guest.account_id is None:
        guest.account = account
        guest.save(update_fields=["account"])
    else:
        visitor.become(Visitor.objects.create(account=account, allows_personalization=visitor.allows).pk)


def _move(guest: Visitor, own: Visitor) -> None:
    mark_changed(
        events=Event.objects.filter(visitor=guest), sessions=VisitSession.objects.filter(visitor=guest)
    )
    # Sessions first: an event that is being written holds its session, so all of them are there to be moved then.
    VisitSession.objects.filter(visitor=guest).update(visitor=own)
    for table in (Event, Slate, Impression):
        table.objects.filter(visitor=guest).update(visitor=own)
    _dismissals(guest).exclude(product_id__in=_dismissals(own).values("product_id")).update(visitor=own)
    guest.delete()


def _dismissals(visitor: Visitor) -> QuerySet[Dismissal]:
    return Dismissal.objects.filter(visitor=visitor)
