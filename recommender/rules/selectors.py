"""Which rules act on a page, and on which products."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from recommender import catalog
from recommender.rules.models import MOVING, BusinessRule, RuleKind


class ActingRules:
    """The rules of one page, found by product and by category. A rule of a category holds for all below it."""

    def __init__(self, rules: Iterable[BusinessRule]):
        self._rules = list(rules)
        named = {rule.category_id for rule in self._rules if rule.category_id}
        below = catalog.categories_below(named) if named else {}
        self._of_product: dict[int, list[BusinessRule]] = defaultdict(list)
        self._of_category: dict[int, list[BusinessRule]] = defaultdict(list)
        for rule in self._rules:
            if rule.product_id:
                self._of_product[rule.product_id].append(rule)
            for category in below.get(rule.category_id, ()):
                self._of_category[category].append(rule)

    def pins(self, placement: str) -> list[BusinessRule]:
        """Of this placement, the first position first."""
        found = [rule for rule in self._rules if rule.kind == RuleKind.PIN and rule.placement == placement]
        return sorted(found, key=lambda rule: rule.position)

    @property
    def pinned(self) -> set[int]:
        return {rule.product_id for rule in self._rules if rule.kind == RuleKind.PIN}

    def excludes(self, product_id: int, category_id: int, placement: str) -> bool:
        return any(rule.kind == RuleKind.EXCLUDE for rule in self._on(product_id, category_id, placement))

    def shifts(self, product_id: int, category_id: int, placement: str) -> list[tuple[int, BusinessRule]]:
        """By how many places each boosting or burying rule moves this product: below 0 is up."""
        return [
            (-rule.places if rule.kind == RuleKind.BOOST else rule.places, rule)
            for rule in self._on(product_id, category_id, placement)
            if rule.kind in MOVING
        ]

    def moves_on(self, placement: str) -> bool:
        return any(rule.kind in MOVING and _is_on(rule, placement) for rule in self._rules)

    def excludes_on(self, placement: str) -> bool:
        return any(rule.kind == RuleKind.EXCLUDE and _is_on(rule, placement) for rule in self._rules)

    @property
    def excluded_products(self) -> set[int]:
        """Excluded from any placement of the page."""
        return {product for product, rules in self._of_product.items() if _has_exclusion(rules)}

    @property
    def excluded_categories(self) -> set[int]:
        """The same, with those below them."""
        return {category for category, rules in self._of_category.items() if _has_exclusion(rules)}

    def _on(self, product_id: int, category_id: int, placement: str) -> Iterator[BusinessRule]:
        for rule in self._of_product.get(product_id, ()):
            if _is_on(rule, placement):
                yield rule
        for rule in self._of_category.get(category_id, ()):
            if _is_on(rule, placement):
                yield rule


def acting_rules(placements: Collection[str], *, now: datetime) -> ActingRules:
    """One query, however many rules and placements; so a rule acts on the very next page."""
    return ActingRules(BusinessRule.objects.acting(at=now).on(placements).order_by("pk"))


def rules_about(product_id: int, category_id: int) -> list[BusinessRule]:
    """All rules that name this product or a category above it, over or not, the newest first."""
    above = catalog.categories_above(category_id)
    about = BusinessRule.objects.filter(product=product_id) | BusinessRule.objects.filter(category__in=above)
    return list(about.select_related("product", "category"))


def _is_on(rule: BusinessRule, placement: str) -> bool:
    return rule.placement in ("", placement)


def _has_exclusion(rules: Iterable[BusinessRule]) -> bool:
    return any(rule.kind == RuleKind.EXCLUDE for rule in rules)
