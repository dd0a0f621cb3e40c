"""What the shop tells the behavior log. Nothing is written of bots, nor of who paused personalization."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from recommender.behavior.attribution import (
    ATTRIBUTED,
    NOWHERE,
    Origin,
    mailed_origin,
    named_origin,
    newest_origins,
)
from recommender.behavior.log import Fact, append
from recommender.behavior.models import LOOKS, Dismissal, Event, EventKind
from recommender.behavior.queueing import queue_refresh
from recommender.behavior.visitor import RequestVisitor
from recommender.behavior.visits import ensure_visit


@dataclass(frozen=True)
class PurchasedLine:
    product_id: int
    quantity: int
    amount: Decimal


def record_event(
    visitor: RequestVisitor,
    kind: EventKind | str,
    *,
    product_id: int | None = None,
    query: str = "",
    quantity: int | None = None,
    amount: Decimal | None = None,
    rating: int | None = None,
    found: int | None = None,
    slate_id: UUID | str | None = None,
    position: int | str | None = None,
) -> None:
    """Append what the visitor did, and ask for a fresh list after commit.

    `found`: how many products a search came to. `slate_id` and `position` may be taken from the address of the page as they are.
    """
    if not visitor.is_logged:
        return
    kind = EventKind(kind)
    if visitor.is_observed and kind in LOOKS:
        return
    origin = _origin(visitor, kind, product_id, slate_id, position)
    fact = Fact(
        kind=kind,
        product_id=product_id,
        query=query.replace("\0", "")[:200],
        quantity=quantity,
        amount=amount,
        rating=rating,
        found=found,
        slate_id=origin.slate_id,
        position=origin.position,
    )
    if append(visitor, [fact]):
        queue_refresh(visitor.id)


def record_mail_click(visitor: RequestVisitor, *, product_id: int, slate_id: UUID) -> None:
    """A link of a mail was followed, whose signature the caller has checked. It is this browser's doing, and is written into
    its visitor's log, whoever got the mail; of a mail that the log no longer knows, nothing is written.
    """
    origin = mailed_origin(product_id=product_id, slate_id=slate_id)
    if not visitor.is_logged or visitor.is_observed or origin == NOWHERE:
        return
    fact = Fact(
        kind=EventKind.CLICK, product_id=product_id, slate_id=origin.slate_id, position=origin.position
    )
    if append(visitor, [fact]):
        queue_refresh(visitor.id)


def record_purchases(visitor: RequestVisitor, lines: Iterable[PurchasedLine], *, at: datetime) -> None:
    """All lines of an order: one read, one insert."""
    lines = list(lines)
    if not visitor.is_logged or not lines:
        return
    origins = newest_origins(visitor, [line.product_id for line in lines])
    facts = [_purchase(line, origins.get(line.product_id, NOWHERE), at) for line in lines]
    if append(visitor, facts):
        queue_refresh(visitor.id)


def cancel_purchases(product_ids: Iterable[int], *, at: datetime) -> None:
    """What was bought at that moment was not bought after all, and counts as little as if nobody had wanted it.

    To the microsecond, the moment names the order. Its visitor does not: a guest may have become a member since.
    """
    purchases = Event.objects.filter(
        kind=EventKind.PURCHASE, occurred_at=at, product_id__in=list(product_ids)
    )
    visitor_ids = set(purchases.values_list("visitor_id", flat=True))
    purchases.update(kind=EventKind.CANCELED)
    for visitor_id in visitor_ids:
        queue_refresh(visitor_id)


def dismiss_product(visitor: RequestVisitor, product_id: int) -> None:
    """Not to be recommended to this visitor again. Saying it twice is one fact.

    It holds also while personalization is paused: it is a wish, and nothing is concluded from it then.
    """
    if visitor.is_bot:
        return
    with transaction.atomic():
        ensure_visit(visitor)
        _, is_new = Dismissal.objects.get_or_create(visitor_id=visitor.id, product_id=product_id)
        if is_new:
            record_event(visitor, EventKind.DISMISS, product_id=product_id)


def restore_product(visitor: RequestVisitor, product_id: int) -> None:
    """Take a dismissal back. That it was said stays in the log."""
    removed, _ = Dismissal.objects.filter(visitor=visitor.id, product_id=product_id).delete()
    if removed:
        queue_refresh(visitor.id)


def forget_visitor(request: HttpRequest) -> None:
    """At sign-out: the next page is a stranger's, so that this machine's next user does not see this one's taste."""
    request.visitor.account_id = None
    request.visitor.is_paused = request.visitor.allows is False
    request.visitor.become(uuid.uuid4())


def _origin(
    visitor: RequestVisitor,
    kind: EventKind,
    product_id: int | None,
    slate_id: UUID | str | None,
    position: int | str | None,
) -> Origin:
    if product_id is None:
        return NOWHERE
    if slate_id:
        return named_origin(visitor, product_id=product_id, slate_id=slate_id, position=position)
    if kind in ATTRIBUTED:
        return newest_origins(visitor, [product_id]).get(product_id, NOWHERE)
    return NOWHERE


def _purchase(line: PurchasedLine, origin: Origin, at: datetime) -> Fact:
    return Fact(
        kind=EventKind.PURCHASE,
        product_id=line.product_id,
        quantity=line.quantity,
        amount=line.amount,
        slate_id=origin.slate_id,
        position=origin.position,
        occurred_at=at,
    )
