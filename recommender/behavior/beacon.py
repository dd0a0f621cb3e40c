"""What browsers report by themselves: what was seen, and (for other front ends) what was done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.utils.translation import gettext_lazy as _

from recommender.behavior.log import Fact, append
from recommender.behavior.models import EventKind, Impression, Slate
from recommender.behavior.queueing import queue_refresh
from recommender.behavior.visitor import RequestVisitor
from recommender.catalog import known_ids


@dataclass(frozen=True)
class Report:
    """One line of a batch, checked for form. Without `kind` it is an impression."""

    index: int
    id: UUID
    at: datetime
    kind: EventKind | None = None
    product_id: int | None = None
    query: str = ""
    slate_id: UUID | None = None
    position: int | None = None


@dataclass
class Receipt:
    accepted: int = 0
    ignored: int = 0
    rejected: list[dict] = field(default_factory=list)

    def reject(self, index: int, reason: str) -> None:
        self.rejected.append({"index": index, "reason": str(reason)})


def receive(visitor: RequestVisitor, reports: Sequence[Report]) -> Receipt:
    """Write what is new and true of this visitor. Repeats are ignored: a browser may send a batch twice."""
    if not visitor.is_logged or visitor.is_observed:
        return Receipt(ignored=len(reports))
    receipt = Receipt()
    slates = _slates(visitor, {report.slate_id for report in reports if report.slate_id})
    products = _known(reports)
    impressions, facts = [], []
    for report in reports:
        slate = slates.get(report.slate_id)
        if problem := _problem(report, slate, products):
            receipt.reject(report.index, problem)
        elif report.kind is None:
            impressions.append(_impression(report, slate))
        else:
            facts.append(_fact(report, slate))
    written = _write_impressions(impressions, slates) + append(visitor, facts)
    if facts:
        queue_refresh(visitor.id)
    receipt.accepted = written
    receipt.ignored = len(impressions) + len(facts) - written
    return receipt


def _slates(visitor: RequestVisitor, ids: Collection[UUID]) -> dict[UUID, Slate]:
    """The visitor's own slates among these, each with the positions `seen` already."""
    if not ids:
        return {}
    own = Slate.objects.filter(pk__in=ids, visitor=visitor.id).exclude(visitor__allows_personalization=False)
    return own.annotate(seen=ArrayAgg("impressions__position", default=[])).in_bulk()


def _known(reports: Sequence[Report]) -> set[int]:
    claimed = {report.product_id for report in reports if report.product_id and not report.slate_id}
    return known_ids(claimed) if claimed else set()


def _problem(report: Report, slate: Slate | None, products: set[int]) -> str | None:
    if report.slate_id:
        if slate is None:
            return _("No such slate was shown to this visitor.")
        if not 1 <= report.position <= len(slate.product_ids):
            return _("The slate has no such position.")
    elif report.kind != EventKind.SEARCH and report.product_id not in products:
        return _("There is no such product.")
    return None


def _impression(report: Report, slate: Slate) -> Impression:
    # The product is read from the slate: a browser can only say where it looked.
    return Impression(
        slate_id=slate.pk,
        visitor_id=slate.visitor_id,
        product_id=slate.product_ids[report.position - 1],
        position=report.position,
        seen_at=report.at,
    )


def _fact(report: Report, slate: Slate | None) -> Fact:
    return Fact(
        kind=report.kind,
        product_id=slate.product_ids[report.position - 1] if slate else report.product_id,
        query=report.query,
        slate_id=slate.pk if slate else None,
        position=report.position if slate else None,
        beacon_id=report.id,
        occurred_at=report.at,
    )


def _write_impressions(impressions: Sequence[Impression], slates: dict[UUID, Slate]) -> int:
    new = {
        (impression.slate_id, impression.position): impression
        for impression in impressions
        if impression.position not in slates[impression.slate_id].seen
    }
    # Another batch may bring the same ones at this moment.
    Impression.objects.bulk_create(new.values(), ignore_conflicts=True)
    return len(new)
