from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.experiments.choices import Breakage, ExperimentKind, Serves
from recommender.experiments.models import ArmPeriod
from recommender.experiments.plans import ArmPlan, forget_plans, running_plans
from tests.factories.experiments import make_experiment, make_version

pytestmark = pytest.mark.django_db
HOME = Placement.HOME_FOR_YOU
VISITORS = [uuid4() for _ in range(300)]


def plan():
    return running_plans()[HOME]


def test_drafts_and_ended_ones_are_no_plans():
    make_experiment(running=False)
    now = timezone.now()
    make_experiment(started_at=now, ended_at=now)

    assert running_plans() == {}


def test_it_costs_one_query_and_then_none(django_assert_num_queries):
    make_experiment()
    make_experiment(placement=Placement.PRODUCT_SIMILAR)

    with django_assert_num_queries(1):
        first = running_plans()
    with django_assert_num_queries(0):
        assert running_plans() == first
    assert set(first) == {HOME, Placement.PRODUCT_SIMILAR}


def test_a_visitor_meets_one_arm_and_always_the_same():
    make_experiment()
    met = [plan().arms_of(visitor) for visitor in VISITORS]

    assert met == [plan().arms_of(visitor) for visitor in VISITORS]
    assert {len(arms) for arms in met} == {1}
    assert 100 < sum(arms[0].is_popular for arms in met) < 200


def test_who_is_not_in_the_traffic_meets_none():
    make_experiment(traffic_share=0.2)

    inside = sum(bool(plan().arms_of(visitor)) for visitor in VISITORS)

    assert 30 < inside < 90


def test_where_two_rankers_share_a_slate_a_visitor_meets_both():
    experiment = make_experiment(kind=ExperimentKind.INTERLEAVING)

    assert [arm.id for arm in plan().arms_of(VISITORS[0])] == [
        arm.pk for arm in experiment.arms.order_by("pk")
    ]


def test_a_broken_arm_serves_what_is_live():
    version = make_version()
    experiment = make_experiment({}, {"serves": Serves.VERSION, "version": version, "diversity": 0.5})
    broken = experiment.arms.get(is_control=False)
    broken.broken_at, broken.breakage = timezone.now(), Breakage.UNREADABLE
    broken.save()

    assert plan().arms[1] == ArmPlan(broken.pk, 0.5)
    assert not plan().arms[1].has_own_lists


def test_lists_are_made_for_the_arm_that_is_met_and_by_all_where_shares_move():
    arms = ({}, {"serves": Serves.VERSION, "version": make_version()}, {"diversity": 0.9})
    experiment = make_experiment(*arms)
    own = {arm.pk for arm in experiment.arms.filter(is_control=False)}

    lists = [plan().lists_for(visitor) for visitor in VISITORS]
    assert {len(found) for found in lists} == {0, 1}

    type(experiment).objects.update(kind=ExperimentKind.BANDIT)
    forget_plans()
    assert {arm.id for arm in plan().lists_for(VISITORS[0])} == own


class TestThompsonSampling:
    @pytest.fixture
    def experiment(self):
        return make_experiment(kind=ExperimentKind.BANDIT)

    def renew(self, experiment, at, *shares):
        for arm, share in zip(experiment.arms.order_by("pk"), shares, strict=True):
            ArmPeriod.objects.create(arm=arm, starts_at=at, share=share, seen=0, clicked=0)
        forget_plans()

    def test_the_newest_shares_hold(self, experiment):
        now = timezone.now()
        self.renew(experiment, now - timedelta(hours=2), 0.5, 0.5)
        self.renew(experiment, now - timedelta(hours=1), 0.0, 1.0)

        assert all(plan().arms_of(visitor)[0].is_popular for visitor in VISITORS)

    def test_an_arm_lasts_for_a_period_and_is_drawn_anew_in_the_next(self, experiment):
        now = timezone.now()
        self.renew(experiment, now - timedelta(hours=2), 0.5, 0.5)
        first = [plan().arms_of(visitor) for visitor in VISITORS]
        again = [plan().arms_of(visitor) for visitor in VISITORS]
        self.renew(experiment, now - timedelta(hours=1), 0.5, 0.5)
        second = [plan().arms_of(visitor) for visitor in VISITORS]

        assert first == again
        changed = sum(one[0].id != other[0].id for one, other in zip(first, second, strict=True))
        assert 100 < changed < 200
