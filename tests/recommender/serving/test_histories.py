from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Event, EventKind, Visitor
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import KIND_CODE, Samples, histories_of
from recommender.dataset.vocabulary import Vocabulary
from recommender.serving.histories import latest_histories
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def test_a_history_is_what_training_would_have_read(now):
    """Serving must not see a visitor with other eyes than training does."""
    shop = plant(now=now)
    dataset = extract_dataset(until=now).dataset
    read = latest_histories([visitor.pk for visitor in shop.visitors], dataset.vocabulary)

    assert len(read) == len(dataset.sequences) == len(shop.visitors)
    for row, visitor in enumerate(read.visitors):
        trained_on = dataset.sequences.keys.tolist().index(str(visitor))
        length = dataset.sequences.lengths[trained_on]
        whole = Samples(*(dataset.sequences.offsets[:1] * 0 + number for number in (trained_on, length)))
        expected = histories_of(dataset.sequences, whole, max_length=30)
        for block in ("items", "kinds", "times"):
            got = getattr(read.histories, block)[row]
            assert got[got.shape[0] - min(length, 30) :].tolist() == getattr(expected, block)[0].tolist()


def test_only_the_latest_events_are_read(now, settings):
    settings.RECOMMENDER_MAX_LENGTH = 3
    visitor = Visitor.objects.create()
    for product in range(1, 10):
        view(visitor, product, at=now - timedelta(minutes=10 - product))

    read = latest_histories([visitor.pk], Vocabulary.of(range(1, 10)))

    assert read.histories.items.tolist() == [[7, 8, 9]]


def test_view_and_purchase_of_one_product_are_one_interaction_the_stronger_one(now):
    visitor = Visitor.objects.create()
    for kind in (EventKind.VIEW, EventKind.CART_ADD, EventKind.PURCHASE):
        view(visitor, 5, at=now, kind=kind)

    read = latest_histories([visitor.pk], Vocabulary.of([5]))

    assert read.histories.items.tolist() == [[1]]
    assert read.histories.kinds.tolist() == [[KIND_CODE["purchase"]]]


@pytest.mark.parametrize(("rating", "kinds"), [(1, []), (2, []), (3, ["review"]), (None, ["review"])])
def test_a_bad_review_is_no_sign_of_liking_neither_here_nor_in_training(now, rating, kinds):
    (product,) = make_products(1)
    visitor = Visitor.objects.create()
    event = view(visitor, product.pk, at=now - timedelta(minutes=1), kind=EventKind.REVIEW)
    Event.objects.filter(pk=event.pk).update(rating=rating)

    trained_on = extract_dataset(until=now).dataset
    read = latest_histories([visitor.pk], trained_on.vocabulary)

    codes = [KIND_CODE[kind] for kind in kinds]
    assert trained_on.sequences.kinds.tolist() == codes
    assert [row.tolist() for row in read.histories.kinds] == ([codes] if codes else [])


def test_what_the_vocabulary_does_not_know_leaves_no_history(now):
    visitor = Visitor.objects.create()
    view(visitor, 5, at=now)
    view(visitor, 5, at=now, kind=EventKind.DISMISS)

    assert len(latest_histories([visitor.pk], Vocabulary.of([6]))) == 0


def test_many_visitors_cost_one_query(now, django_assert_num_queries):
    shop = plant(now=now, visitors=30)
    vocabulary = Vocabulary.of([product.pk for product in shop.products])

    with django_assert_num_queries(1):
        latest_histories([visitor.pk for visitor in shop.visitors], vocabulary)
