from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.weights.past import Past
from benchmarks.weights.search import LOOKS, NOTHING, WANTS, Case, rank, search_cases
from recommender.behavior.models import Event, VisitSession
from recommender.loop import run_loop
from recommender.serving.live_model import live_model
from tests.factories.loop import plant

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_weight_of_nothing_leaves_the_words_order():
    shares = {pk: {"list": pk // 3, "category": 0.0, "brand": 0.0} for pk in (1, 2, 3)}
    case = Case([1, 2, 3], shares, target=3)

    assert rank(case, NOTHING) == 3
    assert rank(case, NOTHING | {"list": 8.0}) == 1


@pytest.mark.django_db
def test_a_held_out_search_asks_for_the_first_result_that_was_looked_at(settings, tmp_path):
    settings.MODEL_STORE, settings.RECOMMENDER_ALGORITHM = tmp_path, "item_knn"
    shop = plant(now=NOW - timedelta(days=1))
    run_loop(now=NOW, refresh=lambda **_: 0)
    visitor, (one, other) = shop.visitors[0], shop.products[:2]
    visit = VisitSession.objects.create(visitor=visitor, started_at=NOW)
    acts = [("search", None, "thing"), ("view", 10**9, ""), ("view", other.pk, ""), ("cart_add", one.pk, "")]
    acts += [("search", None, "thing"), ("purchase", one.pk, "")]
    for minute, (kind, product, query) in enumerate(acts):
        at = NOW + timedelta(minutes=minute)
        Event.objects.create(
            visitor=visitor, session=visit, kind=kind, product_id=product, query=query, occurred_at=at
        )

    past = Past.of(live_model(), until=NOW + timedelta(hours=1))

    assert [case.target for case in search_cases(past, LOOKS)] == [other.pk]
    assert [case.target for case in search_cases(past, WANTS)] == [one.pk, one.pk]
    (case,) = search_cases(past, LOOKS)
    assert set(case.results) >= {one.pk, other.pk}
    assert max(shares["category"] for shares in case.shares.values()) > 0
