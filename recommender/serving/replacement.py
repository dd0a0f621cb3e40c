"""When a product leaves a shelf that stands on the screen, the next candidate takes its place; and it may come back."""

from collections.abc import Collection
from itertools import chain
from uuid import UUID

from django.utils import timezone

from recommender.behavior.models import Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.rules.models import BusinessRule
from recommender.rules.selectors import acting_rules
from recommender.serving.page_arms import PageArms
from recommender.serving.pools import POPULAR, Lists, SlateRequest, popular
from recommender.serving.refusals import Refusals, refusals_of
from recommender.serving.slates import ServedSlate, SlateItem, choose
from recommender.serving.steering import pinned


def serve_replacement(
    visitor: RequestVisitor,
    *,
    slate_id: UUID,
    product_id: int,
    about: Collection[int] = (),
    without: Collection[int] = (),
) -> ServedSlate | None:
    """A slate that stands as the named one stood, with another product in the place of this one; only that is served.

    A slate is a fact, so it is not changed: what is seen and clicked in the place names the new one, at the position
    where it really is. None where the slate is not this visitor's, or where nothing is left to show. `about` is what
    the shelf was asked for; `without` is what the page shows besides.
    """
    old = _slate(visitor, slate_id, product_id)
    if old is None:
        return None
    on_page = {*old.product_ids, *without}
    standing = [product for product in old.product_ids if product != product_id]
    request = SlateRequest(
        old.placement, k=1, product_ids=tuple(about), without=on_page, standing=standing, pins=False
    )
    (shelf,) = choose(visitor, [request], now=timezone.now())
    if not shelf.items or shelf.items[0].product_id in on_page:  # better a gap than a product twice
        return None
    (chosen,) = shelf.items
    place = old.product_ids.index(product_id)
    new = Slate.objects.create(
        visitor_id=visitor.id,
        placement=old.placement,
        product_ids=_with(old.product_ids, place, chosen.product_id),
        model_version_id=old.model_version_id,
        source=old.source,
        arm_id=old.arm_id,
        teams=old.teams and _with(old.teams, place, chosen.team or 0),
    )
    return _one_place(new, chosen.product_id, chosen.reason, request, chosen.rule)


def serve_again(
    visitor: RequestVisitor, *, slate_id: UUID, product_id: int, about: Collection[int] = ()
) -> ServedSlate | None:
    """The place that a product had in this slate, with the reason that its list has for it now."""
    slate = _slate(visitor, slate_id, product_id)
    if slate is None:
        return None
    request = SlateRequest(slate.placement, k=1, product_ids=tuple(about))
    refused = refusals_of([visitor.id]).get(visitor.id, Refusals())
    arms = PageArms.of(visitor).on(slate.placement) or (None,)
    lists = Lists(visitor, refused, [request], arms=filter(None, arms))
    pool = chain(*(lists.pool(request, arm) for arm in arms))
    pins = map(pinned, acting_rules([slate.placement], now=timezone.now()).pins(slate.placement))
    fallback = popular(product_id) if slate.source == POPULAR else None
    found = next((c for c in (*pins, *pool) if c.product_id == product_id), fallback)
    return _one_place(
        slate, product_id, found.reason if found else None, request, found.rule if found else None
    )


def _slate(visitor: RequestVisitor, slate_id: UUID, product_id: int) -> Slate | None:
    """Addresses and forms can be edited, so they are not believed."""
    if not visitor.is_logged:
        return None
    slate = Slate.objects.filter(pk=slate_id, visitor=visitor.id).first()
    return slate if slate and product_id in slate.product_ids else None


def _with(values: list[int], place: int, value: int) -> list[int]:
    return [*values[:place], value, *values[place + 1 :]]


def _one_place(
    slate: Slate,
    product_id: int,
    reason: dict | None,
    request: SlateRequest,
    rule: BusinessRule | None,
) -> ServedSlate:
    item = SlateItem(product_id, slate.product_ids.index(product_id) + 1, reason, rule)
    return ServedSlate(slate.pk, str(slate.placement), slate.source, (item,), tuple(request.product_ids))
