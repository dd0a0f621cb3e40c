"""One visitor: who is meant, and what stands on the list with the reasons that the shopper reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from recommender import catalog
from recommender.behavior.models import Placement, Visitor
from recommender.experiments.plans import running_plans
from recommender.rules.models import BusinessRule
from recommender.rules.selectors import acting_rules
from recommender.serving.models import RecommendationList
from recommender.serving.pools import PERSONAL, SESSION, Candidate, may_show
from recommender.serving.refusals import refusals_of

SHOWN = 24  # two shelves


@dataclass(frozen=True)
class Entry:
    product: object
    why: str
    score: float
    hidden: str
    """Why it is on no shelf though it is on the list: refused, rule, or empty."""
    moved_by: BusinessRule | None


def visitor_named(words: str) -> Visitor | None:
    """By visitor id, account's e-mail or phone number, or order number."""
    words = words.replace("\x00", "").strip()
    if not words:
        return None
    visitors = Visitor.objects.select_related("account", "membership__segment")
    try:
        return visitors.filter(pk=UUID(words)).first()
    except ValueError:
        pass
    named = Q(account__email__iexact=words) | Q(account__phone=words.replace(" ", ""))
    if owner := catalog.order_owner(words):
        account_id, visitor_id = owner
        named |= Q(account=account_id) if account_id else Q(pk=visitor_id)
    return visitors.filter(named).first()


def list_of(visitor: Visitor) -> RecommendationList | None:
    """What the shelf is made from; in an experiment that is the list of the arm that this visitor meets."""
    plan = running_plans().get(Placement.HOME_FOR_YOU)
    met = [arm.id for arm in plan.arms_of(visitor.pk)[:1]] if plan else []
    own = RecommendationList.objects.filter(
        Q(arm=None) | Q(arm__in=met), placement=Placement.HOME_FOR_YOU, visitor=visitor
    )
    return own.select_related("model_version").order_by(F("arm").asc(nulls_last=True)).first()


def entries(visitor: Visitor, made: RecommendationList, *, now: datetime) -> list[Entry]:
    """The best of the list, in its order."""
    best = list(zip(made.product_ids, made.reasons, made.scores, strict=True))[:SHOWN]
    source = PERSONAL if visitor.account_id else SESSION
    scores = {product: score for product, _, score in best}
    products = catalog.products_with_reasons([(p, reason) for p, reason, _ in best], source=source)
    offers = catalog.offers(scores)
    refused = refusals_of([visitor.pk])[visitor.pk]
    placement = Placement.HOME_FOR_YOU
    rules = acting_rules([placement], now=now)
    found = []
    for product in products:
        candidate = Candidate(product.pk, None, source)
        is_shown = may_show(candidate, placement, offers, refused, now)
        is_excluded = rules.excludes(product.pk, product.category_id, placement)
        shifts = rules.shifts(product.pk, product.category_id, placement)
        hidden = "rule" if is_excluded else "" if is_shown else "refused"
        mover = max(shifts, key=lambda shift: abs(shift[0]))[1] if shifts else None
        found.append(Entry(product, product.why, scores[product.pk], hidden, mover))
    return found
