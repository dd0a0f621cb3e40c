"""What the shop knows of a shopper, as the shopper reads it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from accounts.privacy.words import Day, days_of
from recommender.services import RequestVisitor, visitor_tables
from shop.catalog.models import Product
from shop.catalog.shelves import products_with_reasons
from shop.fragments import page_of

EVENTS_ON_A_PAGE = 40
PRODUCTS_ON_A_PAGE = 24


@dataclass(frozen=True)
class Knowledge:
    """How much of what the shop knows."""

    events: int
    searches: int
    impressions: int
    visits: int
    dismissals: int
    listed: int

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())


def knowledge_of(visitor: RequestVisitor) -> Knowledge:
    tables = visitor_tables(visitor.id)
    return Knowledge(
        events=tables["events"].count(),
        searches=tables["events"].filter(kind="search").count(),
        impressions=tables["impressions"].count(),
        visits=tables["visits"].count(),
        dismissals=tables["dismissals"].count(),
        listed=sum(len(made.product_ids) for made in tables["recommendation_lists"]),
    )


def history_of(visitor: RequestVisitor, *, number: int) -> tuple[Page, list[Day]]:
    """One page of what the visitor did, newest first."""
    page = page_of(visitor_tables(visitor.id)["events"], number=number, size=EVENTS_ON_A_PAGE)
    return page, days_of(page.object_list, _named(event.product_id for event in page.object_list))


def dismissed_products(visitor: RequestVisitor) -> list[Product]:
    """The latest first. What the shop no longer has cannot be suggested, and is left out."""
    ids = list(visitor_tables(visitor.id)["dismissals"].values_list("product_id", flat=True))
    named = _named(ids)
    return [named[pk] for pk in ids if pk in named]


def suggestions_for(visitor: RequestVisitor, *, number: int) -> tuple[Page, list[Product]]:
    """One page of the visitor's own recommendation lists; each product says why it is there."""
    listed = [
        (product, reason)
        for made in visitor_tables(visitor.id)["recommendation_lists"].order_by("placement")
        for product, reason in zip(made.product_ids, made.reasons, strict=True)
    ]
    page = page_of(listed, number=number, size=PRODUCTS_ON_A_PAGE)
    return page, products_with_reasons(page.object_list, source="personal")


def segment_of(visitor: RequestVisitor) -> Any:
    """Those who behave like this visitor; None where nobody was found yet."""
    return visitor_tables(visitor.id)["segment_profile"].first()


def _named(ids) -> dict[int, Product]:
    return Product.objects.only("slug", "title").in_bulk({pk for pk in ids if pk})
