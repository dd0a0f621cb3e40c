"""What the shop knows is in the shopper's hands: paused at once, taken along, and gone."""

import json
from pathlib import Path

import pytest

from accounts.models import User
from recommender.models import Event, RecommendationList, Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOR_YOU = "[data-placement=home_for_you]"


def test_a_members_way_out(open_window):
    account = UserFactory(email="leaver@aisle.example")
    seen, *others = ProductFactory.create_batch(8)
    window = open_window(consent="")
    page = window.page
    window.open("/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("/")

    # Asked once, without a script, and never again.
    page.click(".consent [value=yes]")
    page.wait_for_selector(".consent", state="detached")
    window.open(seen.get_absolute_url())
    RecommendationList.objects.create(
        placement="home_for_you",
        visitor=Visitor.objects.get(account=account),
        product_ids=[product.pk for product in others],
        scores=[1.0] * len(others),
        reasons=[{"kind": "viewed", "product_id": seen.pk}] * len(others),
    )
    window.open("/")
    assert f"Because you viewed “{seen.title}”" in page.inner_text(FOR_YOU)

    # Pausing changes the home page at once.
    window.open("/privacy/")
    page.click("text=Pause personalization")
    page.wait_for_selector("text=Resume personalization")
    window.open("/")
    assert page.is_visible("text=Personalization is paused")
    assert "Because you viewed" not in page.inner_text("main")
    events = Event.objects.count()
    window.open(others[0].get_absolute_url())
    assert Event.objects.count() == events

    # All of it in one file.
    window.open("/privacy/")
    with page.expect_download() as download:
        page.click("text=Download your data")
    kept = json.loads(Path(download.value.path()).read_text())
    assert kept["account"][0]["email"] == account.email
    assert [event["product_id"] for event in kept["events"]] == [seen.pk]

    # And gone, after the password once more.
    page.click("text=Delete your account")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.fill("[name=confirmation]", account.email)
    page.click("button >> text=Delete my account")
    page.wait_for_selector("text=Your account is deleted.")
    assert not User.objects.exists()
    assert not Event.objects.exists()
    assert not Visitor.objects.filter(account__isnull=False).exists()
