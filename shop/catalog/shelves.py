"""Slates as shelves: the products of all slates of a page in one read, and why they are there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommender.services import Placement, ServedSlate
from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids

POPULAR = "popular"
TITLES: dict[str, Promise] = {
    Placement.HOME_FOR_YOU: _("For you"),
    Placement.HOME_POPULAR: _("Popular now"),
    Placement.PRODUCT_SIMILAR: _("Similar products"),
    Placement.PRODUCT_BOUGHT_TOGETHER: _("Often bought together"),
    Placement.CART_ADDONS: _("Goes well with your cart"),
}
WHY: dict[str, Promise] = {
    "viewed": _("Because you viewed “%(title)s”"),
    "liked": _("Because you like “%(title)s”"),
    "in_cart": _("Because “%(title)s” is in your cart"),
    "bought": _("Because you bought “%(title)s”"),
    "reviewed": _("Because you reviewed “%(title)s”"),
}


@dataclass(frozen=True)
class Shelf:
    title: str
    why: str
    slate: ServedSlate
    products: list[Product]
    """In the order of the slate; each carries its `position` there."""

    @property
    def ids(self) -> list[int]:
        return [product.pk for product in self.products]

    @property
    def is_popular(self) -> bool:
        return self.slate.source == POPULAR


def shelves_of(slates: Sequence[ServedSlate]) -> list[Shelf]:
    shelves, _others = shelves_and_products(slates, ids=())
    return shelves


def shelves_and_products(
    slates: Sequence[ServedSlate], *, ids: Sequence[int]
) -> tuple[list[Shelf], list[Product]]:
    """The shelves, and other products that the page shows, all in one read."""
    known = {product.pk: product for product in products_by_ids({*_named_in(slates), *ids})}
    return [_shelf(slate, known) for slate in slates], [known[pk] for pk in ids if pk in known]


def _named_in(slates: Iterable[ServedSlate]) -> Iterable[int]:
    for slate in slates:
        for item in slate.items:
            yield item.product_id
            if item.reason and item.reason.get("product_id"):
                yield item.reason["product_id"]


def _shelf(slate: ServedSlate, known: dict[int, Product]) -> Shelf:
    products = []
    for item in slate.items:
        if product := known.get(item.product_id):
            product.position = item.position
            products.append(product)
    return Shelf(title=_title(slate), why=_why(slate, known), slate=slate, products=products)


def _title(slate: ServedSlate) -> Promise:
    """A shelf around a product that had to fall back on popular ones must not call them similar."""
    is_fallback = slate.source == POPULAR and slate.placement != Placement.HOME_FOR_YOU
    return TITLES[Placement.HOME_POPULAR if is_fallback else slate.placement]


def _why(slate: ServedSlate, known: dict[int, Product]) -> str:
    """The reason that most products of the shelf share."""
    reasons = Counter(
        (item.reason["kind"], item.reason["product_id"])
        for item in slate.items
        if item.reason and item.reason["kind"] in WHY and item.reason.get("product_id") in known
    )
    if not reasons:
        return ""
    (kind, product_id), _count = reasons.most_common(1)[0]
    return str(WHY[kind] % {"title": known[product_id].title})
