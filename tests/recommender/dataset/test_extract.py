from datetime import UTC, datetime, timedelta

import pytest

from recommender.behavior.models import EventKind, Visitor
from recommender.dataset.extract import active_visitor_ids, count_events, extract_dataset
from recommender.dataset.sequences import KIND_CODE
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_events_become_sequences_over_the_whole_catalog():
    products = [product.pk for product in make_products(5)]
    visitor = Visitor.objects.create()
    view(visitor, products[3], at=NOW - timedelta(hours=2))
    view(visitor, products[1], at=NOW - timedelta(hours=1), kind=EventKind.PURCHASE)

    extract = extract_dataset(until=NOW)

    sequences, vocabulary = extract.dataset.sequences, extract.dataset.vocabulary
    assert vocabulary.product_ids.tolist() == products
    assert vocabulary.decode(sequences.items).tolist() == [products[3], products[1]]
    assert sequences.kinds.tolist() == [KIND_CODE["view"], KIND_CODE["purchase"]]
    assert sequences.weights.tolist() == [1.0, 4.0]
    assert sequences.times.tolist() == [int((NOW - timedelta(hours=hours)).timestamp()) for hours in (2, 1)]
    assert sequences.keys.tolist() == [str(visitor.pk)]


def test_products_bring_their_words_category_and_price():
    product = make_products(1, title="Oak stool", brand="Nord", description="Sits well.", price="12.50")[0]

    features = extract_dataset(until=NOW).dataset.features

    assert features.texts == ["", "Oak stool Nord Shelf 0 Sits well."]
    assert features.categories.tolist() == [0, product.category_id]
    assert features.log_prices[1] == pytest.approx(2.6027, abs=1e-4)


def test_what_happens_at_the_moment_or_later_is_not_read():
    product = make_products(1)[0].pk
    visitor = Visitor.objects.create()
    for minutes in (-1, 0, 1):
        view(visitor, product, at=NOW + timedelta(minutes=minutes))

    assert extract_dataset(until=NOW).events == 1
    assert extract_dataset(until=NOW, since=NOW - timedelta(seconds=30)).events == 0


def test_events_are_counted_as_they_would_be_read():
    product = make_products(1)[0].pk
    visitor = Visitor.objects.create()
    for minutes in (-2, -1, 0, 1):
        view(visitor, product, at=NOW + timedelta(minutes=minutes))
    view(visitor, product, at=NOW - timedelta(minutes=1), kind=EventKind.DISMISS)

    since = NOW - timedelta(minutes=1)
    assert count_events(since=since, until=NOW) == extract_dataset(until=NOW, since=since).events == 1


def test_only_interactions_with_products_of_the_shop_count():
    product = make_products(1)[0].pk
    visitor = Visitor.objects.create()
    view(visitor, product, at=NOW - timedelta(minutes=3), kind=EventKind.DISMISS)
    view(visitor, product + 1, at=NOW - timedelta(minutes=2))

    extract = extract_dataset(until=NOW)

    assert extract.events == 1
    assert extract.dropped == {"unknown product": 1}
    assert extract.facts["interactions"] == 0


def test_an_erased_visitor_is_gone_from_the_dataset():
    shop = plant(now=NOW, visitors=5)
    erased_id = str(shop.visitors[0].pk)
    assert erased_id in extract_dataset(until=NOW).dataset.sequences.keys
    shop.visitors[0].delete()

    assert erased_id not in extract_dataset(until=NOW).dataset.sequences.keys


def test_the_same_log_gives_the_same_fingerprint():
    plant(now=NOW)

    assert extract_dataset(until=NOW).dataset.fingerprint == extract_dataset(until=NOW).dataset.fingerprint
    assert (
        extract_dataset(until=NOW).dataset.fingerprint
        != extract_dataset(until=NOW - timedelta(days=3)).dataset.fingerprint
    )


def test_reading_the_log_costs_three_queries_whatever_its_size(django_assert_num_queries):
    plant(now=NOW, visitors=40)

    with django_assert_num_queries(3):  # events, products, categories
        extract_dataset(until=NOW)


def test_active_visitors_are_those_who_interacted_lately():
    product = make_products(1)[0].pk
    active, away, searching = Visitor.objects.bulk_create(Visitor() for _ in range(3))
    view(active, product, at=NOW - timedelta(days=2))
    view(away, product, at=NOW - timedelta(days=12))
    view(searching, product, at=NOW, kind=EventKind.SEARCH)

    assert active_visitor_ids(now=NOW, within=timedelta(days=7)) == [active.pk]


def test_lately_is_counted_from_the_newest_event():
    """So that the visitors of an imported log, which ended long ago, are active."""
    product = make_products(1)[0].pk
    visitor = Visitor.objects.create()
    view(visitor, product, at=NOW - timedelta(days=5_000))

    assert active_visitor_ids(now=NOW, within=timedelta(days=7)) == [visitor.pk]
