"""The figures of one product, counted by hand on a small log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.insights.product_page.selectors import Demand, Exposure, demand, exposure
from tests.factories.behavior import EventFactory, ImpressionFactory, SlateFactory, VisitSessionFactory

pytestmark = pytest.mark.django_db
LAMP, CHAIR = 11, 12
FOR_YOU, SIMILAR = Placement.HOME_FOR_YOU, Placement.PRODUCT_SIMILAR


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def log(now):
    """Seen four times for you and once as similar; one click pressed twice; bought once from there, once from nowhere."""
    slates = [SlateFactory(product_ids=[LAMP, CHAIR]) for _ in range(4)]
    other = SlateFactory(product_ids=[LAMP], placement=SIMILAR)
    for slate in [*slates, other]:
        ImpressionFactory(slate=slate, product_id=LAMP)
    ImpressionFactory(slate=slates[0], product_id=CHAIR, position=2)
    ImpressionFactory(slate=SlateFactory(product_ids=[LAMP]), seen_at=now - timedelta(days=31))
    buyer, looker = VisitSessionFactory(), VisitSessionFactory()
    for _ in range(2):
        EventFactory(session=buyer, kind="click", product_id=LAMP, slate=slates[0], position=1)
    bought = {"kind": "purchase", "product_id": LAMP, "amount": Decimal("24.90")}
    EventFactory(session=buyer, slate=slates[0], position=1, **bought)
    EventFactory(session=VisitSessionFactory(), **bought)
    EventFactory(session=looker, kind="view", product_id=LAMP)
    EventFactory(session=looker, kind="view", product_id=LAMP, occurred_at=now - timedelta(days=40))
    EventFactory(session=looker, kind="canceled", product_id=LAMP, amount=Decimal("24.90"), slate=slates[1])


def test_exposure_by_placement(log, now):
    assert exposure(LAMP, now=now + timedelta(seconds=1)) == {
        FOR_YOU: Exposure(impressions=4, clicks=1, purchases=1, revenue=Decimal("24.90")),
        SIMILAR: Exposure(impressions=1),
    }


def test_click_rate_is_clicks_of_impressions(log, now):
    found = exposure(LAMP, now=now)
    assert found[FOR_YOU].click_rate == 25
    assert sum(found.values(), start=Exposure()).click_rate == 20
    assert Exposure(clicks=1).click_rate is None


def test_conversion_is_buyers_of_visitors_who_met_it(log, now):
    found = demand(LAMP, now=now)
    assert found == Demand(viewers=3, buyers=2, interactions=6)
    assert found.conversion == pytest.approx(200 / 3)
    assert demand(99, now=now).conversion is None


def test_what_nobody_met_has_no_exposure(now):
    assert exposure(99, now=now) == {}
