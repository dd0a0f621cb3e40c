"""Business rules on the shelves of one page: what is moved and what is pinned. Done when a page is served, so that a rule
is seen on the very next one.

Places count, as with dismissals: the scores of two lists do not compare. A shopper's own word stands above any rule: what was
dismissed is not pinned either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from recommender.catalog import Offer
from recommender.rules.models import BusinessRule, RuleKind
from recommender.rules.selectors import ActingRules
from recommender.serving import explanations
from recommender.serving.pools import PINNED, Candidate, SlateRequest

Pins = list[tuple[int, Candidate]]
"""Positions, and who stands there."""


def moved(
    pool: Sequence[Candidate], placement: str, *, rules: ActingRules, offers: Mapping[int, Offer]
) -> list[Candidate]:
    """The pool anew: boosted further up, buried further down; both name the rule that moved them."""
    if not rules.moves_on(placement):
        return list(pool)
    places, told = {}, []
    for place, candidate in enumerate(pool):
        shifts = rules.shifts(candidate.product_id, offers[candidate.product_id].category, placement)
        shift = sum(by for by, _ in shifts)
        # Half a place more: who rises to a place stands before the one that it had, who sinks behind it.
        places[candidate.product_id] = place + shift + (0.5 if shift > 0 else -0.5 if shift else 0)
        told.append(replace(candidate, rule=_strongest(shifts, shift)) if shift else candidate)
    return sorted(told, key=lambda c: places[c.product_id])


def pins_of(
    requests: Sequence[SlateRequest], rules: ActingRules, may_show: Callable[[Candidate, str], bool]
) -> list[Pins]:
    """For each request what is pinned there, the first position first; no product twice on a page, the first request has it."""
    seen: set[int] = set()
    found = []
    for request in requests:
        pins: Pins = []
        for rule in rules.pins(request.placement) if request.pins else ():
            product = rule.product_id
            is_free = product not in seen and product not in request.product_ids
            if is_free and may_show(pinned(rule), request.placement):
                seen.add(product)
                pins.append((rule.position, pinned(rule)))
        found.append(pins[: request.k])
    return found


def with_pins(candidates: Sequence[Candidate], pins: Pins, *, k: int) -> list[Candidate]:
    """Each pin at its position of the first k, or, where the shelf is shorter, as far down as there is room for all."""
    order = list(candidates)
    for number, (position, candidate) in enumerate(pins):
        last = k - (len(pins) - number)
        order.insert(min(position - 1, last), candidate)
    return order


def pinned(rule: BusinessRule) -> Candidate:
    return Candidate(rule.product_id, {"kind": explanations.PINNED}, PINNED, rule=rule)


def _strongest(shifts: Sequence[tuple[int, BusinessRule]], shift: int) -> BusinessRule:
    """Of the rules that agree with where it went, the one that says most."""
    kind = RuleKind.BOOST if shift < 0 else RuleKind.BURY
    return max((rule for _, rule in shifts if rule.kind == kind), key=lambda rule: rule.places)
