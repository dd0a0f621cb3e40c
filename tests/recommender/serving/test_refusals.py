from datetime import UTC, datetime, timedelta

import pytest

from recommender.behavior.models import Dismissal, EventKind, Visitor
from recommender.serving.refusals import Refusals, refusals_of
from tests.factories.accounts import UserFactory
from tests.factories.loop import view

NOW = datetime(2026, 3, 1, 12, 30, 15, 123450, tzinfo=UTC)


@pytest.mark.django_db
def test_one_query_tells_who_exists_and_what_they_refuse(django_assert_num_queries):
    member = Visitor.objects.create(account=UserFactory())
    guest = Visitor.objects.create()
    for days, product in ((3, 4), (1, 5)):
        Dismissal.objects.create(visitor=member, product_id=product, at=NOW - timedelta(days=days))
    for days in (9, 2):
        view(member, 7, at=NOW - timedelta(days=days), kind=EventKind.PURCHASE)
    view(member, 8, at=NOW)

    with django_assert_num_queries(1):
        found = refusals_of([member.pk, guest.pk, Visitor().pk])

    assert found == {
        member.pk: Refusals(
            frozenset({4, 5}),
            {7: NOW - timedelta(days=2)},
            has_account=True,
            lately_dismissed=(5, 4),
        ),
        guest.pk: Refusals(),
    }


@pytest.mark.parametrize(
    ("rhythm", "days_ago", "refused"),
    [(None, 300, True), (10, 9, True), (10, 10, False), (10, 11, False)],
)
def test_a_bought_product_is_refused_until_it_is_due(rhythm, days_ago, refused):
    refusals = Refusals(bought={7: NOW - timedelta(days=days_ago)})

    assert refusals.refuse(7, rhythm=rhythm, now=NOW) is refused
    assert not refusals.refuse(8, rhythm=rhythm, now=NOW)


def test_a_dismissed_product_is_refused_even_when_it_is_due():
    refusals = Refusals(frozenset({7}), {7: NOW - timedelta(days=90)})

    assert refusals.refuse(7, rhythm=10, now=NOW)
