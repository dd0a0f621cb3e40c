from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommender.behavior.models import Dismissal, EventKind, Placement, Visitor
from recommender.loop import run_loop
from recommender.models import RecommendationList
from recommender.serving.histories import latest_histories
from recommender.serving.lists import refresh_active_visitors, refresh_lists, write_lists
from recommender.serving.live_model import live_model
from shop.catalog.models import Product
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop(now, settings, tmp_path):
    """A shop whose live model is a fitted item k-NN."""
    settings.MODEL_STORE = tmp_path / "models"
    planted = plant(now=now - timedelta(days=1))
    run_loop(now=now, algorithm="item_knn", refresh=lambda **_: 0)
    return planted


def list_of(visitor) -> RecommendationList:
    return RecommendationList.objects.get(placement=Placement.HOME_FOR_YOU, visitor=visitor)


def test_without_a_live_model_no_list_is_made(now):
    visitor = Visitor.objects.create()
    view(visitor, make_products(3)[0].pk, at=now)

    assert refresh_lists([visitor.pk]) == 0
    assert not RecommendationList.objects.exists()


def test_a_list_holds_products_scores_reasons_and_the_model_version(shop, now):
    guest = Visitor.objects.create()
    view(guest, shop.products[3].pk, at=now)

    assert refresh_lists([guest.pk], now=now) == 1

    made = list_of(guest)
    assert (
        shop.after(shop.products[3].pk) in made.product_ids[:2]
    )  # before it or after it: neighbors know no order
    assert len(made.product_ids) == len(made.scores) == len(made.reasons) == len(shop.products)
    assert made.scores == sorted(made.scores, reverse=True)
    assert made.model_version == live_model().version
    assert made.made_at == now


def test_a_list_is_as_long_as_the_settings_say(shop, now, settings):
    settings.LIST_LENGTH = 5

    refresh_lists([shop.visitors[0].pk], now=now)

    assert len(list_of(shop.visitors[0]).product_ids) == 5


def test_making_a_list_again_replaces_it(shop, now):
    guest = Visitor.objects.create()
    for step in (3, 11):
        view(guest, shop.products[step].pk, at=now + timedelta(hours=step))
        refresh_lists([guest.pk], now=now)

    assert shop.after(shop.products[11].pk) in list_of(guest).product_ids[:2]


def test_the_database_knows_one_list_for_everyone(now):
    """NULL is equal to NULL in this constraint, also for the upsert."""
    for product in (1, 2):
        write_lists(
            [
                RecommendationList(
                    placement=Placement.HOME_POPULAR, product_ids=[product], scores=[1], reasons=[None]
                )
            ]
        )

    assert RecommendationList.objects.get().product_ids == [2]


def test_who_has_done_nothing_has_no_list(shop, now):
    stranger = Visitor.objects.create()

    assert refresh_lists([stranger.pk], now=now) == 0


def test_an_erased_visitor_is_passed_over(shop, now):
    erased = shop.visitors[0]
    erased_id = erased.pk
    erased.delete()

    assert refresh_lists([erased_id, shop.visitors[1].pk], now=now) == 1


def test_what_cannot_be_sold_is_not_listed(shop, now):
    gone, sold_out = shop.products[5], shop.products[6]
    Product.objects.filter(pk=gone.pk).update(is_active=False)
    Product.objects.filter(pk=sold_out.pk).update(stock=0)
    guest = Visitor.objects.create()
    view(guest, shop.products[4].pk, at=now)

    refresh_lists([guest.pk], now=now)

    assert not {gone.pk, sold_out.pk} & set(list_of(guest).product_ids)


def test_bought_things_that_last_and_dismissed_ones_are_not_listed(shop, now):
    guest = Visitor.objects.create()
    view(guest, shop.products[4].pk, at=now - timedelta(days=40), kind=EventKind.PURCHASE)
    view(guest, shop.products[5].pk, at=now)
    Dismissal.objects.create(visitor=guest, product_id=shop.products[6].pk)

    refresh_lists([guest.pk], now=now)

    listed = list_of(guest).product_ids
    assert shop.products[4].pk not in listed
    assert shop.products[6].pk not in listed
    assert shop.products[7].pk in listed


def test_a_consumable_returns_when_it_is_due_and_says_why(shop, now):
    early, due = shop.products[15], shop.products[16]
    Product.objects.filter(pk__in=[early.pk, due.pk]).update(is_consumable=True, replenishment_days=30)
    guest = Visitor.objects.create()
    view(guest, early.pk, at=now - timedelta(days=10), kind=EventKind.PURCHASE)
    view(guest, due.pk, at=now - timedelta(days=35), kind=EventKind.PURCHASE)
    view(guest, shop.products[2].pk, at=now)

    refresh_lists([guest.pk], now=now)

    made = list_of(guest)
    assert early.pk not in made.product_ids
    assert made.product_ids.index(due.pk) == 2
    assert made.reasons[2] == {"kind": "due", "product_id": due.pk}


def test_what_is_due_keeps_its_score_where_it_is_not_among_the_best(shop, now, settings):
    settings.LIST_LENGTH = 3
    due = shop.products[16]
    Product.objects.filter(pk=due.pk).update(is_consumable=True, replenishment_days=30)
    guest = Visitor.objects.create()
    view(guest, due.pk, at=now - timedelta(days=35), kind=EventKind.PURCHASE)
    view(guest, shop.products[2].pk, at=now)

    refresh_lists([guest.pk], now=now)

    made = list_of(guest)
    assert made.product_ids[2] == due.pk
    assert made.scores[:2] == sorted(made.scores[:2], reverse=True)
    model = live_model()
    history = latest_histories([guest.pk], model.vocabulary).histories
    expected = model.algorithm.scores(history)[0, model.vocabulary.encode([due.pk])]
    assert made.scores[2] == pytest.approx(expected.item())


def test_a_shard_costs_the_same_queries_however_many_visitors_it_has(shop, now, django_assert_num_queries):
    live_model()
    for size in (2, 60):
        # live version, refusals, histories, sellable, consumables, upsert
        with django_assert_num_queries(6):
            refresh_lists([visitor.pk for visitor in shop.visitors[:size]], now=now)


def test_visitors_who_stayed_away_get_no_new_list(shop, now, settings):
    settings.REFRESH_SHARD_SIZE = 7
    away = Visitor.objects.create()
    view(away, shop.products[0].pk, at=now - settings.REFRESH_ACTIVE_WITHIN - timedelta(days=5))
    steps = []

    made = refresh_active_visitors(now=now, progress=lambda done, total, _facts: steps.append((done, total)))

    assert made == len(shop.visitors)
    assert steps[0] == (7, len(shop.visitors))
    assert steps[-1] == (len(shop.visitors), len(shop.visitors))
    assert not RecommendationList.objects.filter(visitor=away).exists()


def test_lists_do_not_depend_on_how_many_are_scored_at_once(shop, now, monkeypatch):
    ids = [visitor.pk for visitor in shop.visitors[:9]]
    refresh_lists(ids, now=now)
    together = dict(RecommendationList.objects.values_list("visitor", "product_ids"))

    monkeypatch.setattr("recommender.serving.list_making.SCORED_AT_ONCE", 2 * (len(shop.products) + 1))
    refresh_lists(ids, now=now)

    assert dict(RecommendationList.objects.values_list("visitor", "product_ids")) == together


def test_a_list_is_varied_where_the_model_knows_what_is_alike(shop, now, monkeypatch, settings):
    size = live_model().vocabulary.size

    class Twins(type(live_model().algorithm)):
        """All items are the same thing but every third."""

        def item_vectors(self):
            return np.where(np.arange(size)[:, None] % 3 == 0, [[1.0, 0.0]], [[0.0, 1.0]])

    def kinds():
        refresh_lists([guest.pk], now=now)
        items = live_model().vocabulary.encode(list_of(guest).product_ids)
        return (items % 3 == 0).tolist()

    guest = Visitor.objects.create()
    view(guest, shop.products[3].pk, at=now)
    monkeypatch.setattr(live_model().algorithm, "__class__", Twins)
    settings.LIST_DIVERSITY = 0
    by_score = kinds()
    settings.LIST_DIVERSITY = 0.5
    varied = kinds()

    assert varied[0] == by_score[0]
    assert varied[1] != varied[0]
    assert sum(varied) == sum(by_score)


def test_what_the_model_looked_at_becomes_the_reason(shop, now, monkeypatch):
    class Attentive(type(live_model().algorithm)):
        """Looks at the first event of a history only."""

        def attention(self, histories):
            weights = np.zeros(histories.items.shape, dtype=np.float32)
            weights[np.arange(len(histories)), (histories.items > 0).argmax(axis=1)] = 1
            return weights

    monkeypatch.setattr(live_model().algorithm, "__class__", Attentive)
    guest = Visitor.objects.create()
    view(guest, shop.products[3].pk, at=now - timedelta(hours=2), kind=EventKind.CART_ADD)
    view(guest, shop.products[9].pk, at=now)

    refresh_lists([guest.pk], now=now)

    made = list_of(guest)
    others = {str(r) for p, r in zip(made.product_ids, made.reasons, strict=True) if p != shop.products[3].pk}
    assert others == {str({"kind": "in_cart", "product_id": shop.products[3].pk})}
