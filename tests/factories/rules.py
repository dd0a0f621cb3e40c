"""Business rules for tests, whole for their kind."""

from datetime import timedelta

import factory
from django.utils import timezone

from recommender.rules.models import BusinessRule, RuleKind
from tests.factories.catalog import ProductFactory


class RuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BusinessRule

    kind = RuleKind.EXCLUDE
    product = factory.SubFactory(ProductFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    note = "Asked for by the buyer."


def pin(product_id: int, placement: str, position: int = 1, **fields) -> BusinessRule:
    """For a week from now on."""
    ends = {"ends_at": timezone.now() + timedelta(days=7)}
    where = {"placement": placement, "position": position}
    return RuleFactory(kind=RuleKind.PIN, product=None, product_id=product_id, **where, **ends | fields)


def boost(places: int, **about) -> BusinessRule:
    return RuleFactory(kind=RuleKind.BOOST, places=places, **{"product": None} | about)


def bury(places: int, **about) -> BusinessRule:
    return RuleFactory(kind=RuleKind.BURY, places=places, **{"product": None} | about)


def exclude(**about) -> BusinessRule:
    return RuleFactory(**{"product": None} | about)
