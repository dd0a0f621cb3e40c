from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.experiments.selectors import Exposure, crossed_over, exposures, left_out, slates_of
from tests.factories.behavior import ImpressionFactory, SlateFactory, VisitorFactory
from tests.factories.experiments import make_experiment, seen_slate

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def experiment():
    return make_experiment(started_at=NOW - 10 * DAY)


def test_a_visitor_is_exposed_when_a_slate_is_first_seen_not_when_it_is_served(experiment):
    control, other = experiment.arms.all()
    one, two, unseen = VisitorFactory.create_batch(3)
    seen_slate(control, one, positions=2, served_at=NOW - 3 * DAY)
    seen_slate(control, one, served_at=NOW - 2 * DAY)
    seen_slate(other, two, served_at=NOW - 4 * DAY)
    SlateFactory(arm=other, visitor=unseen, served_at=NOW - DAY)

    assert list(exposures(experiment)) == [
        Exposure(two.pk, other.pk, NOW - 4 * DAY),
        Exposure(one.pk, control.pk, NOW - 3 * DAY),
    ]


def test_who_met_two_arms_counts_for_none_and_is_counted(experiment):
    control, other = experiment.arms.all()
    both, one = VisitorFactory.create_batch(2)
    for arm in (control, other):
        seen_slate(arm, both, served_at=NOW - DAY)
    seen_slate(other, one, served_at=NOW - DAY)

    assert [exposure.visitor_id for exposure in exposures(experiment)] == [one.pk]
    assert crossed_over(experiment) == 1


def test_what_an_arm_showed_after_it_broke_does_not_count(experiment):
    control, _other = experiment.arms.all()
    before, after = VisitorFactory.create_batch(2)
    seen_slate(control, before, served_at=NOW - 3 * DAY)
    seen_slate(control, after, served_at=NOW - DAY)
    experiment.arms.filter(is_control=False).update(broken_at=NOW - 2 * DAY, breakage="unreadable")
    experiment.refresh_from_db()

    assert [exposure.visitor_id for exposure in exposures(experiment)] == [before.pk]
    assert left_out(experiment) == 1


def test_a_slate_served_before_an_arm_broke_and_seen_after_it_is_left_out_too(experiment):
    control, other = experiment.arms.all()
    slate = SlateFactory(teams=[control.pk, other.pk], served_at=NOW - 3 * DAY)
    for position in (1, 2):
        ImpressionFactory(slate=slate, position=position, seen_at=NOW - DAY)
    seen_slate(make_experiment(placement="product_similar").arms.first(), VisitorFactory())
    assert left_out(experiment) == 0
    experiment.arms.filter(is_control=False).update(broken_at=NOW - 2 * DAY, breakage="unreadable")

    assert left_out(experiment) == 1


def test_slates_that_two_rankers_share_are_found_by_their_teams(experiment):
    control, other = experiment.arms.all()
    shared = SlateFactory(teams=[control.pk, other.pk, 0, control.pk])
    of_another = make_experiment(placement="product_similar").arms.first()
    SlateFactory(teams=[of_another.pk, 0, 0, 0])
    ImpressionFactory(slate=shared)

    assert list(slates_of(experiment)) == [shared]
    assert list(exposures(experiment)) == []


def test_a_draft_has_nothing():
    draft = make_experiment(running=False)

    assert not slates_of(draft).exists()
    assert list(exposures(draft)) == []
