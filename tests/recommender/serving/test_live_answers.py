from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.utils import timezone

from recommender.behavior.models import Visitor
from recommender.loop import run_loop
from recommender.serving.live_answers import answer_or_ask, explain_product, explain_visitor, keep_answer
from tests.factories.catalog import ProductFactory
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    now = timezone.now()
    planted = plant(now=now - timedelta(days=1), visitors=20)
    run_loop(now=now, algorithm="item_knn", refresh=lambda **_: 0)
    return planted


def test_without_a_live_model_nothing_is_known():
    assert explain_product(1) == {"version": None}
    assert explain_visitor(Visitor.objects.create().pk)["events"] == []


def test_the_sequence_is_what_the_model_reads_the_latest_first(shop):
    guest, now = Visitor.objects.create(), timezone.now()
    view(guest, shop.products[3].pk, at=now - timedelta(minutes=5))
    view(guest, shop.products[9].pk, at=now)
    view(guest, ProductFactory().pk, at=now)  # newer than the model

    answer = explain_visitor(guest.pk)

    assert [event["product_id"] for event in answer["events"]] == [shop.products[9].pk, shop.products[3].pk]
    assert {event["kind"] for event in answer["events"]} == {"view"}
    assert answer["events"][0]["at"] == int(now.timestamp())
    assert (answer["version"], answer["has_attention"]) == (1, False)
    assert answer["events"][0]["weight"] is None


def test_nothing_is_said_of_who_paused_or_was_erased(shop):
    guest = Visitor.objects.create(allows_personalization=False)
    view(guest, shop.products[3].pk, at=timezone.now())
    assert explain_visitor(guest.pk)["events"] == []
    gone = guest.pk
    guest.delete()
    assert explain_visitor(gone)["events"] == []


def test_of_a_product_it_says_whether_the_model_knows_it(shop):
    assert explain_product(shop.products[0].pk)["in_vocabulary"]
    (late,) = make_products(1)
    assert explain_product(late.pk) == {
        "version": 1, "in_vocabulary": False, "learned": None, "neighbors": [],
    }  # fmt: skip


def test_a_worker_is_asked_once_and_the_answer_is_read(shop, monkeypatch):
    asked = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: asked.append((name, args)))
    product = shop.products[0].pk
    cache.delete_many([f"live-answer:product:{product}", f"live-answer:product:{product}:asked"])

    assert answer_or_ask("product", product) is answer_or_ask("product", product) is None
    assert asked == [("recommender.tasks.answer_with_live_model", ["product", str(product)])]
    keep_answer("product", str(product))
    assert answer_or_ask("product", product)["version"] == 1
