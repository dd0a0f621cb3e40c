from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.rules.models import BusinessRule, RuleKind
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.rules import RuleFactory, boost, pin

pytestmark = pytest.mark.django_db
NOW = timezone.now()
POPULAR = Placement.HOME_POPULAR


def rule(**fields) -> BusinessRule:
    return BusinessRule(**{"kind": "exclude", "product": ProductFactory(), "note": "Why not."} | fields)


def whole_pin(**fields) -> BusinessRule:
    whole = {"kind": "pin", "placement": POPULAR, "position": 1, "ends_at": NOW + timedelta(days=1)}
    return rule(**whole | fields)


@pytest.mark.parametrize(
    ("make", "field", "sentence"),
    [
        (lambda: rule(product=None), "product", "Name either a product or a category."),
        (lambda: rule(category=CategoryFactory()), "product", "Name either a product or a category."),
        (lambda: rule(ends_at=NOW - timedelta(days=1)), "ends_at", "It must end after it begins."),
        (lambda: rule(places=3), "places", "Only boosting and burying move by places."),
        (lambda: rule(position=1), "position", "Only a pin has a position."),
        (lambda: rule(note=""), "note", "This field cannot be blank."),
        (lambda: rule(kind="boost", placement="search_rerank"), "placement", "In a search the words decide"),
        (lambda: whole_pin(placement=""), "placement", "A pin needs a placement."),
        (lambda: whole_pin(placement="home_buy_again"), "placement", "nothing can be pinned there"),
        (lambda: whole_pin(position=None), "position", "A pin needs a position."),
        (lambda: whole_pin(position=13), "position", "less than or equal to 12"),
        (lambda: whole_pin(ends_at=None), "ends_at", "A pin needs an end."),
        (lambda: whole_pin(product=None, category=CategoryFactory()), "category", "Only a product can be pinned."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_beside_the_field(make, field, sentence):
    with pytest.raises(ValidationError) as error:
        make().full_clean()
    assert sentence in str(error.value.message_dict[field])


@pytest.mark.parametrize(
    "wrong",
    [
        {"product": None},
        {"kind": "boost"},
        {"kind": "pin", "placement": POPULAR, "position": 1},
        {"kind": "pin", "placement": "home_buy_again", "position": 1, "ends_at": NOW + timedelta(days=1)},
        {"position": 1},
        {"places": 2},
        {"ends_at": NOW - timedelta(days=100)},
    ],
)
def test_the_database_refuses_it_too(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleFactory(**wrong)


def test_boosting_and_burying_move_by_a_shelf_where_nothing_is_said():
    made = rule(kind="bury")
    made.full_clean()
    assert made.places == 12


class TestOverlappingPins:
    def test_one_position_has_one_pin_at_a_time(self):
        pin(ProductFactory().pk, POPULAR)

        with pytest.raises(ValidationError, match="Another product is pinned at this position"):
            whole_pin().full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            pin(ProductFactory().pk, POPULAR)

    def test_one_product_has_one_position_at_a_time(self):
        first = pin(ProductFactory().pk, POPULAR)

        with pytest.raises(ValidationError, match="This product is pinned in this placement"):
            whole_pin(product=first.product, position=2).full_clean()

    def test_one_after_the_other_is_no_overlap(self):
        first = pin(ProductFactory().pk, POPULAR)

        beside = [
            whole_pin(starts_at=first.ends_at, ends_at=first.ends_at + timedelta(days=1)),
            whole_pin(placement="home_for_you"),
            whole_pin(position=2),
        ]
        for one in beside:
            one.full_clean()
            one.save()
        assert set(BusinessRule.objects.all()) == {first, *beside}

    def test_a_pin_may_be_changed(self):
        made = pin(ProductFactory().pk, POPULAR)
        made.note = "Another reason"
        made.full_clean()
        made.save()
        assert BusinessRule.objects.get().note == "Another reason"


def test_acting_is_from_the_beginning_to_before_the_end():
    made = boost(1, product_id=ProductFactory().pk, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    moments = {hours: NOW + timedelta(hours=hours) for hours in (-0.1, 0, 0.9, 1)}

    acting = {hours for hours, at in moments.items() if made in BusinessRule.objects.acting(at=at)}

    assert acting == {0, 0.9}


def test_rules_of_a_placement_are_its_own_and_those_of_everywhere():
    everywhere, here, _elsewhere = (
        RuleFactory(),
        RuleFactory(placement=POPULAR),
        RuleFactory(placement="cart_addons"),
    )

    assert set(BusinessRule.objects.on([POPULAR])) == {everywhere, here}
    assert {found.kind for found in BusinessRule.objects.all()} == {RuleKind.EXCLUDE}
