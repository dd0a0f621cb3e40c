"""An administrator starts an experiment, and shoppers meet it: in a real Chromium."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from recommender.experiments.choices import State
from recommender.experiments.selectors import exposures
from recommender.models import Slate
from tests.factories.catalog import ProductFactory
from tests.factories.experiments import make_experiment
from tests.security.world import administrator, browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_shopper_is_exposed_once_the_shelf_was_seen(open_window):
    ProductFactory.create_batch(12)
    draft = make_experiment(running=False)
    staff = open_window()
    session = browser(administrator()).cookies[settings.SESSION_COOKIE_NAME].value
    staff.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": staff.address}]
    )
    staff.open(reverse("admin:recommender_experiment_change", args=[draft.pk]))
    button = reverse("admin:recommender_experiment_start", args=[draft.pk])
    staff.page.locator(f"[hx-get='{button}']").locator("visible=true").first.click()
    dialog = staff.page.get_by_text("Start the experiment?")
    expect(dialog).to_be_visible()
    staff.page.get_by_role("button", name="Start", exact=True).last.click()
    expect(staff.page.get_by_text("It runs; lists of its arms are on their way.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.state == State.RUNNING

    shopper = open_window().page
    shopper.goto("/")
    slate = Slate.objects.get(placement="home_for_you", arm__isnull=False)
    assert list(exposures(draft)) == []
    shopper.wait_for_timeout(1_500)  # seen for a second
    with shopper.expect_response("**/api/v1/events/"):
        shopper.reload()

    (exposure,) = exposures(draft)
    assert (exposure.visitor_id, exposure.arm_id) == (slate.visitor_id, slate.arm_id)
