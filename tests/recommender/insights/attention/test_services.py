from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommender.behavior.models import Visitor
from recommender.dataset.vocabulary import PADDING
from recommender.insights.attention.models import AttentionReading
from recommender.insights.attention.services import read_attention
from recommender.loop import run_loop
from recommender.serving.live_model import live_model
from tests.factories.loop import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    now = timezone.now()
    planted = plant(now=now - timedelta(days=1), visitors=20)
    run_loop(now=now, algorithm="item_knn", refresh=lambda **_: 0)
    return planted


def even(monkeypatch) -> None:
    """The live model attends to all events alike."""

    class Attentive(type(live_model().algorithm)):
        def attention(self, histories):
            real = histories.items != PADDING
            return real / np.maximum(real.sum(axis=1, keepdims=True), 1)

    monkeypatch.setattr(live_model().algorithm, "__class__", Attentive)


def test_without_a_live_model_nothing_is_read():
    assert read_attention() is None


def test_a_model_without_attention_says_so(shop):
    reading = read_attention()

    assert (reading.has_attention, reading.histories, reading.by_day) == (False, 0, {})


def test_it_is_read_of_all_but_those_who_pause_and_replaces_the_reading_before(shop, monkeypatch):
    even(monkeypatch)
    paused = Visitor.objects.filter(pk=shop.visitors[0].pk).update(allows_personalization=False)
    read_attention()
    reading = read_attention()

    assert AttentionReading.objects.count() == 1
    assert reading.histories == len(shop.visitors) - paused
    cells = np.array(list(reading.by_day.values()))  # (kinds, days, 3)
    assert cells[..., 1].sum() == pytest.approx(reading.histories)  # the weights of a history are 1 together
    np.testing.assert_allclose(cells[..., 2], cells[..., 0])  # an even share is 1
