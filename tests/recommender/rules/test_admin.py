from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.rules.models import BusinessRule
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.rules import RuleFactory, boost, pin

pytestmark = pytest.mark.django_db
ADD = reverse("admin:recommender_businessrule_add")
LIST = reverse("admin:recommender_businessrule_changelist")


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def typed(product) -> dict:
    return {
        "kind": "pin",
        "product": product.pk,
        "placement": Placement.HOME_POPULAR,
        "position": 1,
        "starts_at_0": "2026-03-01",
        "starts_at_1": "08:00:00",
        "ends_at_0": "2026-03-08",
        "ends_at_1": "08:00:00",
        "note": "The week of lamps.",
    }


def test_a_rule_is_made_and_leaves_a_trace(administrator):
    assert administrator.post(ADD, typed(ProductFactory())).status_code == 302

    made = BusinessRule.objects.get()
    assert (made.kind, made.placement, made.position, made.note) == (
        "pin", "home_popular", 1, "The week of lamps.",
    )  # fmt: skip
    assert LogEntry.objects.get().object_id == str(made.pk)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"placement": ""}, "A pin needs a placement."),
        ({"ends_at_0": "", "ends_at_1": ""}, "A pin needs an end."),
        ({"position": ""}, "A pin needs a position."),
        ({"ends_at_0": "2026-02-01"}, "It must end after it begins."),
        ({"note": ""}, "This field is required."),
        ({"product": ""}, "Name either a product or a category."),
    ],
)
def test_what_is_missing_is_said(administrator, wrong, sentence):
    page = administrator.post(ADD, typed(ProductFactory()) | wrong).content.decode()

    assert sentence in page
    assert not BusinessRule.objects.exists()


def test_a_taken_position_is_refused_in_words(administrator):
    administrator.post(ADD, typed(ProductFactory()))
    page = administrator.post(ADD, typed(ProductFactory())).content.decode()

    assert "Another product is pinned at this position in this period." in page
    assert BusinessRule.objects.count() == 1


def test_the_list_says_what_acts_and_what_does_not(administrator):
    now = timezone.now()
    boost(3, product_id=ProductFactory(title="Brass lamp").pk)
    pin(ProductFactory(title="Oak chair", stock=0).pk, Placement.HOME_POPULAR)
    RuleFactory(starts_at=now + timedelta(days=1), product__title="Tea cup")
    RuleFactory(ends_at=now - timedelta(hours=1), product__title="Old mill")

    page = administrator.get(LIST).content.decode()

    for words in ("Brass lamp", "↑ 3", "acts now", "waits: not for sale now", "planned", "over"):
        assert words in page


def test_an_acting_rule_is_ended_and_kept(administrator):
    acting = RuleFactory()
    planned = RuleFactory(starts_at=timezone.now() + timedelta(days=1))

    administrator.post(LIST, {"action": "end_now", "_selected_action": [acting.pk, planned.pk]})

    acting.refresh_from_db()
    planned.refresh_from_db()
    assert acting.ends_at <= timezone.now()
    assert planned.ends_at is None
    assert LogEntry.objects.get().object_id == str(acting.pk)


class TestWhoSeesItInTheShop:
    @pytest.fixture
    def rule(self):
        return pin(ProductFactory(title="Brass lamp").pk, Placement.HOME_POPULAR)

    def test_the_staff_see_the_rule_on_the_card(self, administrator, rule):
        page = administrator.get("/").content.decode()

        assert reverse("admin:recommender_businessrule_change", args=[rule.pk]) in page
        assert "Rule: pin" in page

    @pytest.mark.parametrize("who", ["guest", "member", "staff without the right"])
    def test_others_see_why_it_is_there_and_no_more(self, rule, who):
        client = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
        if who != "guest":
            client.force_login(UserFactory(is_staff=who.startswith("staff")))
        page = client.get("/").content.decode()

        assert "Chosen by our shop" in page
        assert "Rule: pin" not in page
        assert "/admin/recommender/" not in page
        assert rule.note not in page
