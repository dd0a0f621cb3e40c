"""What serving must know of a visitor. Above all what is not to be shown: dismissed products, and bought ones until they
are due again."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef
from django.db.models.functions import JSONObject

from recommender.behavior.models import Dismissal, Event, EventKind, Visitor

LATELY = 20  # dismissals


@dataclass(frozen=True)
class Refusals:
    """Dismissed products, and when each bought one was last bought."""

    dismissed: frozenset[int] = frozenset()
    bought: dict[int, datetime] = field(default_factory=dict)
    has_account: bool = False
    segment_id: int | None = None
    is_paused: bool = False
    """No personalization is wanted."""
    lately_dismissed: tuple[int, ...] = ()
    """The newest of the dismissed, newest first: what they say of their neighbors counts."""

    @property
    def products(self) -> set[int]:
        """All that may be refused, whatever the rhythm of its consumption."""
        return self.dismissed | self.bought.keys()

    def only_said(self) -> "Refusals":
        """What the visitor asked for in so many words, without what we conclude from the rest."""
        return replace(self, bought={}, segment_id=None, lately_dismissed=())

    def refuse(self, product_id: int, *, rhythm: int | None, now: datetime) -> bool:
        """`rhythm` is the days until a consumable is bought again, None for what lasts."""
        if product_id in self.dismissed:
            return True
        return product_id in self.bought and not self.is_due(product_id, rhythm=rhythm, now=now)

    def is_due(self, product_id: int, *, rhythm: int | None, now: datetime) -> bool:
        """Whether a bought consumable is probably used up."""
        last = self.bought.get(product_id)
        return bool(last and rhythm and last + timedelta(days=rhythm) <= now)


def refusals_of(visitor_ids: Iterable[UUID]) -> dict[UUID, Refusals]:
    """In one query; visitors that have no row (nothing was ever written of them) are left out."""
    dismissed = Dismissal.objects.filter(visitor=OuterRef("pk")).order_by("-at", "-pk").values("product_id")
    purchases = Event.objects.filter(visitor=OuterRef("pk"), kind=EventKind.PURCHASE)
    last = purchases.values("product_id").annotate(last=Max("occurred_at"))
    rows = Visitor.objects.filter(pk__in=list(visitor_ids)).values_list(
        "pk",
        "account_id",
        "membership__segment_id",
        "allows_personalization",
        ArraySubquery(dismissed),
        ArraySubquery(last.values(entry=JSONObject(product="product_id", last="last"))),
    )
    return {
        pk: Refusals(
            dismissed=frozenset(products),
            bought={entry["product"]: datetime.fromisoformat(entry["last"]) for entry in bought},
            has_account=account_id is not None,
            segment_id=segment_id,
            is_paused=allows is False,
            lately_dismissed=tuple(products[:LATELY]),
        )
        for pk, account_id, segment_id, allows, products, bought in rows
    }
