from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recommender.behavior.models import Placement, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.models import RecommendationList
from recommender.services import has_news
from tests.factories.behavior import SlateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return Visitor.objects.create()


@pytest.fixture
def slate(person):
    return SlateFactory(visitor=person, product_ids=[1, 2, 3, 4, 5, 6, 7, 8])


def list_is(person, product_ids, *, minutes: int):
    """Made so many minutes from now."""
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU,
        visitor=person,
        product_ids=product_ids,
        scores=[0.0] * len(product_ids),
        made_at=timezone.now() + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("product_ids", "minutes", "news"),
    [
        ([11, 12, 3, 4, 5, 6, 7, 8], 1, True),
        ([11, 12, 3, 4, 5, 6, 7, 8], -1, False),  # the shelf was made from it
        ([8, 7, 6, 5, 4, 3, 2, 1, 11, 12], 1, False),  # the same in another order
        ([11, 2, 3, 4, 5, 6, 7, 8], 1, False),  # one of eight
        ([], 1, False),
    ],
)
def test_a_newer_list_with_other_products_is_news(person, slate, product_ids, minutes, news):
    list_is(person, product_ids, minutes=minutes)

    assert has_news(RequestVisitor(id=person.pk), slate_id=slate.pk) is news


def test_there_is_none_without_a_list_for_bots_for_strangers_and_of_no_slate(person, slate):
    assert not has_news(RequestVisitor(id=person.pk), slate_id=slate.pk)
    list_is(person, [11, 12, 13], minutes=1)
    assert not has_news(RequestVisitor(id=person.pk, is_bot=True), slate_id=slate.pk)
    assert not has_news(RequestVisitor(), slate_id=slate.pk)
    assert not has_news(RequestVisitor(id=person.pk), slate_id=uuid4())
