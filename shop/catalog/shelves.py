"""Slates as shelves: the products of all slates of a page in one read, and why they are there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommender.services import Placement, ServedSlate, SlateItem
from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids

POPULAR, SEGMENT = "popular", "segment"
TITLES: dict[str, Promise] = {
    Placement.HOME_FOR_YOU: gettext_lazy("For you"),
    Placement.HOME_POPULAR: gettext_lazy("Popular now"),
    Placement.HOME_BUY_AGAIN: gettext_lazy("Buy again"),
    Placement.HOME_REMINDER: gettext_lazy("Still in mind?"),
    Placement.PRODUCT_SIMILAR: gettext_lazy("Similar products"),
    Placement.PRODUCT_BOUGHT_TOGETHER: gettext_lazy("Often bought together"),
    Placement.CART_ADDONS: gettext_lazy("Goes well with your cart"),
    Placement.MAIL_DIGEST: gettext_lazy("Picked for you this week"),
    Placement.MAIL_DUE_AGAIN: gettext_lazy("Running low? Time to buy again"),
}
# What the shopper did with another product: a shelf may have such a reason as a whole.
WHY: dict[str, Promise] = {
    "viewed": gettext_lazy("Because you viewed “%(title)s”"),
    "liked": gettext_lazy("Because you like “%(title)s”"),
    "in_cart": gettext_lazy("Because “%(title)s” is in your cart"),
    "bought": gettext_lazy("Because you bought “%(title)s”"),
    "reviewed": gettext_lazy("Because you reviewed “%(title)s”"),
}
WHY_NEAR: dict[str, Promise] = {
    "viewed_together": gettext_lazy("Others looked at this together with “%(title)s”"),
    "bought_together": gettext_lazy("Often bought together with “%(title)s”"),
    "similar": gettext_lazy("It is much like “%(title)s”"),
}
WHY_ITSELF: dict[str, Promise] = {
    "waits": gettext_lazy("It waits in your cart"),
    "seen": gettext_lazy("You looked at it lately"),
    "due": gettext_lazy("You bought it before, and it may be used up by now"),
    "segment": gettext_lazy("Popular with shoppers like you"),
    "popular": gettext_lazy("Many look at it or buy it just now"),
    "pinned": gettext_lazy("Chosen by our shop"),
}
# A model that cannot tell its reason: only whose list it is.
WHY_OWN: dict[str, Promise] = {
    "personal": gettext_lazy("From your own list, made of what you did here"),
    "session": gettext_lazy("From your own list, made of what you did here"),
}


@dataclass(frozen=True)
class Shelf:
    title: str
    why: str
    slate: ServedSlate
    products: list[Product]
    """In the order of the slate; each carries its `position` there and `why` it is there (empty if nobody can tell).
    `rule` is what an administrator decided about its place, None where nothing."""

    @property
    def ids(self) -> list[int]:
        return [product.pk for product in self.products]

    @property
    def is_popular(self) -> bool:
        return self.slate.source == POPULAR

    @property
    def is_of_segment(self) -> bool:
        return self.slate.source == SEGMENT


def shelves_of(slates: Sequence[ServedSlate]) -> list[Shelf]:
    shelves, _others = shelves_and_products(slates, ids=())
    return shelves


def shelves_and_products(
    slates: Sequence[ServedSlate], *, ids: Sequence[int]
) -> tuple[list[Shelf], list[Product]]:
    """The shelves, and other products that the page shows, all in one read."""
    known = products_named_in(slates, *ids)
    return [shelf_of(slate, known) for slate in slates], [known[pk] for pk in ids if pk in known]


def products_named_in(slates: Iterable[ServedSlate], *ids: int) -> dict[int, Product]:
    """All that these slates show or give as a reason, and these, in one read."""
    return {product.pk: product for product in products_by_ids({*_named_in(slates), *ids})}


def products_with_reasons(listed: Sequence[tuple[int, dict | None]], *, source: str) -> list[Product]:
    """Products of a recommendation list, each with `why` it is on it; those that the shop has no more are left out."""
    items = [SlateItem(product, place, reason) for place, (product, reason) in enumerate(listed, start=1)]
    ids = {item.product_id for item in items}
    ids |= {item.reason["product_id"] for item in items if item.reason and item.reason.get("product_id")}
    known = {product.pk: product for product in products_by_ids(ids)}
    return [_with_reason(item, source, known) for item in items if item.product_id in known]


def _named_in(slates: Iterable[ServedSlate]) -> Iterable[int]:
    for slate in slates:
        if slate.items:
            yield from slate.about
        for item in slate.items:
            yield item.product_id
            if item.reason and item.reason.get("product_id"):
                yield item.reason["product_id"]


def shelf_of(slate: ServedSlate, known: Mapping[int, Product]) -> Shelf:
    """In the words of the language that is active now."""
    products = [_with_reason(item, slate.source, known) for item in slate.items if item.product_id in known]
    return Shelf(_title(slate, known), _shared_why(slate, known), slate, products)


def _with_reason(item: SlateItem, source: str, known: Mapping[int, Product]) -> Product:
    product = copy(known[item.product_id])  # in a small catalog it may stand on another shelf too
    product.position = item.position
    product.why = _why(item, source, known)
    product.rule = item.rule
    if item.rule and item.rule.kind == "boost":
        moved = _("Our shop has moved it further up.")
        product.why = f"{product.why}. {moved}" if product.why else moved
    return product


def _title(slate: ServedSlate, known: Mapping[int, Product]) -> str:
    """A shelf around a product that had to fall back on popular ones must not call them similar."""
    if slate.placement == Placement.HOME_BECAUSE_VIEWED:
        seen = known.get(next(iter(slate.about), None))
        return _("Because you viewed “%(title)s”") % {"title": seen.title} if seen else ""
    is_fallback = slate.source == POPULAR and slate.placement != Placement.HOME_FOR_YOU
    return str(TITLES[Placement.HOME_POPULAR if is_fallback else slate.placement])


def _shared_why(slate: ServedSlate, known: Mapping[int, Product]) -> str:
    """The reason that most products of the shelf share."""
    of_segment = sum((item.reason or {}).get("kind") == SEGMENT for item in slate.items)
    if of_segment > len(slate.items) / 2:
        return str(WHY_ITSELF[SEGMENT])
    reasons = Counter(
        (item.reason["kind"], item.reason["product_id"])
        for item in slate.items
        if item.reason and item.reason["kind"] in WHY and item.reason.get("product_id") in known
    )
    if not reasons:
        return ""
    (kind, product_id), _count = reasons.most_common(1)[0]
    return str(WHY[kind] % {"title": known[product_id].title})


def _why(item: SlateItem, source: str, known: Mapping[int, Product]) -> str:
    """What its list says of it; less than that is said rather than more."""
    reason = item.reason or {}
    kind, other = reason.get("kind"), known.get(reason.get("product_id"))
    if sentence := WHY_ITSELF.get(kind):
        return str(sentence)
    if other and (sentence := WHY.get(kind) or WHY_NEAR.get(kind)):
        return str(sentence % {"title": other.title})
    return str(WHY_OWN.get(source, ""))
