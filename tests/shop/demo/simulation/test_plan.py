from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from config.errors import InvalidInput
from shop.demo.simulation.calendar import Appointment, arm_of, by_day, by_slot
from shop.demo.simulation.plan import LivePlan, Promotion
from shop.demo.simulation.world import visitor_id_of
from tests.factories.catalog import CategoryFactory, ProductFactory

PLAN = LivePlan(start=datetime(2026, 3, 2, tzinfo=UTC), days=10, drift_day=4)


def test_the_drift_begins_with_the_first_minute_of_its_day():
    drift = datetime(2026, 3, 5, tzinfo=UTC)
    assert PLAN.era(drift - timedelta(seconds=1)) == 0
    assert PLAN.era(drift) == 1
    assert replace(PLAN, drift_day=None).era(drift) == 0


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"shoppers": 0}, {"drift_day": 11}, {"drift_day": 0}, {"drift_share": 1.5}]
)
def test_an_impossible_plan_is_refused_in_words(wrong):
    with pytest.raises(InvalidInput, match="not"):
        replace(PLAN, **wrong)


def test_days_are_counted_from_one_and_the_past_is_day_0():
    visits = [Appointment(PLAN.start + timedelta(hours=hours), 1) for hours in (-30, 0, 23.9, 24)]
    assert {day: len(own) for day, own in by_day(visits, PLAN).items()} == {0: 1, 1: 2, 2: 1}


def test_a_day_has_all_its_slots():
    visit = Appointment(PLAN.start + timedelta(hours=13), 1)
    slots = by_slot([visit], midnight=PLAN.start)
    assert [begins.hour for begins in slots] == [0, 6, 12, 18]
    assert [len(own) for own in slots.values()] == [0, 0, 1, 0]


def test_assignment_is_stable_and_even():
    arms = ["a", "b", "c"]
    visitors = [visitor_id_of(number, seed=1) for number in range(3_000)]
    first = [arm_of(visitor, arms, seed=1) for visitor in visitors]
    assert first == [arm_of(visitor, arms, seed=1) for visitor in visitors]
    assert first != [arm_of(visitor, arms, seed=2) for visitor in visitors]
    assert all(900 < first.count(arm) < 1_100 for arm in arms)


@pytest.mark.django_db
def test_a_promotion_reduces_its_department_and_leaves_what_is_reduced():
    garden = CategoryFactory(slug="garden")
    tools = CategoryFactory(parent=garden)
    rake, spade = (
        ProductFactory(category=tools, price=Decimal("10.00")),
        ProductFactory(price=Decimal("10.00")),
    )
    pot = ProductFactory(category=tools, price=Decimal("8.00"), list_price=Decimal("9.00"))
    Promotion.of("1:garden:20").begin()
    for product in (rake, spade, pot):
        product.refresh_from_db()
    assert (rake.price, rake.list_price) == (Decimal("8.00"), Decimal("10.00"))
    assert (spade.price, spade.list_price) == (Decimal("10.00"), None)
    assert (pot.price, pot.list_price) == (Decimal("8.00"), Decimal("9.00"))


@pytest.mark.parametrize("text", ["garden:20", "1:garden:0", "0:garden:20", "x:garden:20"])
def test_a_promotion_that_is_none_is_refused(text):
    with pytest.raises(InvalidInput, match="promotion"):
        Promotion.of(text)
