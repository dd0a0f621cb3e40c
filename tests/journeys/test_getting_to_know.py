"""A stranger looks at something, and the home page turns to them and says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender import tasks
from recommender.behavior.models import Event
from recommender.loop import train_challenger
from recommender.serving.deployment import deploy
from tests.factories.loop import plant

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SMALL_NETWORK = {"epochs": 2, "hidden": 8, "embedding_size": 8, "vector_size": 4, "batch_size": 64}
FOR_YOU = "[data-placement=home_for_you]"


def test_the_shelf_of_a_stranger_becomes_personal(open_window, settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    now = timezone.now()
    shop = plant(now=now - timedelta(minutes=5))
    challenger = train_challenger(now=now, algorithm="pmca_bilstm", changes=SMALL_NETWORK)
    deploy(version=challenger.version, reason="the network knows why")
    seen = shop.products[7]

    window = open_window()
    page = window.page
    window.open()
    assert "What others like just now" in page.inner_text(FOR_YOU)

    window.open(seen.get_absolute_url())
    visitor = Event.objects.get(kind="view", visitor__is_simulated=False).visitor
    tasks.refresh_visitor(str(visitor.pk))
    window.open()
    shelf = page.inner_text(FOR_YOU)
    assert f"Because you viewed “{seen.title}”" in shelf
    assert "What others like" not in shelf
    assert page.locator(f"{FOR_YOU} .card").count() == 12
