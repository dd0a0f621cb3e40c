from datetime import timedelta

import pytest
from django.utils import timezone

from config.errors import Conflict, InvalidInput
from recommender.behavior.models import EventKind, Placement
from recommender.experiments.choices import Breakage, ExperimentKind, Serves, State
from recommender.experiments.models import ArmPeriod
from recommender.experiments.plans import running_plans
from recommender.experiments.services import break_arms, renew_shares, start_experiment, stop_experiment
from tests.factories.behavior import EventFactory, VisitorFactory, VisitSessionFactory
from tests.factories.experiments import make_experiment, make_version, seen_slate

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(minute=5)
HOUR = timedelta(hours=1)


def test_a_draft_starts_and_stops_once(django_capture_on_commit_callbacks):
    draft = make_experiment(running=False)

    with django_capture_on_commit_callbacks(execute=True):
        started = start_experiment(draft, now=NOW)
    assert set(running_plans()) == {Placement.HOME_FOR_YOU}
    with django_capture_on_commit_callbacks(execute=True):
        stopped = stop_experiment(started, now=NOW + HOUR)
    assert running_plans() == {}

    assert (started.started_at, stopped.ended_at, stopped.state) == (NOW, NOW + HOUR, State.ENDED)
    with pytest.raises(Conflict, match="Only a draft can be started"):
        start_experiment(draft, now=NOW)
    with pytest.raises(Conflict, match="Only a running experiment can be stopped"):
        stop_experiment(draft, now=NOW)


def test_a_placement_in_an_experiment_is_taken():
    make_experiment(name="Old lamps")
    draft = make_experiment(running=False)

    with pytest.raises(Conflict, match="“Old lamps” runs on “home: for you” already"):
        start_experiment(draft, now=NOW)


def test_experiments_on_other_placements_may_overlap():
    make_experiment()
    other = make_experiment(running=False, placement=Placement.PRODUCT_SIMILAR)

    assert start_experiment(other, now=NOW).state == State.RUNNING


VERSION = {"serves": Serves.VERSION}
POPULAR = {"serves": Serves.POPULARITY}


@pytest.mark.parametrize(
    ("fields", "arms", "sentence"),
    [
        ({}, [{}], "two arms at least"),
        ({}, [{"is_control": False}, POPULAR], "Exactly one arm must be the control"),
        ({}, [{"share": 0.5}, {"share": 0.4}], "add up to 0.9, not to 1"),
        ({"kind": "interleaving"}, [{}, POPULAR, {"diversity": 0.5}], "exactly two arms"),
        ({"kind": "interleaving"}, [{}, {"category_share": 0.5}], "share one slate"),
        ({"kind": "interleaving", "placement": "product_similar"}, [{}, POPULAR], "two rankings that can be"),
        ({"placement": "home_reminder"}, [{}, POPULAR], "nothing can be compared"),
        ({"placement": "home_buy_again"}, [{}, POPULAR], "nothing can be compared"),
        ({"placement": "search_rerank"}, [{}, POPULAR], "only the taste can differ"),
        (
            {"placement": "search_rerank"},
            [{"search_taste": 0}, {"diversity": 0}],
            "only the taste can differ",
        ),
        ({}, [{}, {"search_taste": 0}], "Only a search has results"),
        ({"placement": "product_similar"}, [{}, {"diversity": 0.5}], "ranked by a model"),
        ({"placement": "product_similar"}, [{}, {"category_share": 0.5}], "about one product"),
        ({"placement": "home_popular"}, [{}, POPULAR], "popular anyway"),
    ],
)
def test_what_is_not_whole_does_not_start_and_every_reason_is_said(fields, arms, sentence):
    draft = make_experiment(*arms, running=False, **fields)

    with pytest.raises(InvalidInput, match=sentence):
        start_experiment(draft, now=NOW)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_version_without_a_checkpoint_does_not_start(settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    draft = make_experiment({}, VERSION | {"name": "new", "version": make_version(7)}, running=False)

    with pytest.raises(InvalidInput, match="Arm “new”: v7 popularity cannot be read"):
        start_experiment(draft, now=NOW)


@pytest.mark.parametrize("shares", [(1 / 3, 1 / 3, 1 / 3), (0.333, 0.333, 0.333)])
def test_three_thirds_add_up(shares):
    draft = make_experiment(*({"share": share} for share in shares), running=False)

    assert start_experiment(draft, now=NOW).state == State.RUNNING


def test_only_arms_of_running_experiments_break_and_only_once():
    version = make_version()
    arms = ({}, VERSION | {"version": version})
    running = make_experiment(*arms)
    draft = make_experiment(*arms, running=False)

    broken = [break_arms(version, Breakage.ROLLED_BACK, now=NOW + k * HOUR) for k in (0, 1)]

    assert broken == [1, 0]
    arm = running.arms.get(is_control=False)
    assert (arm.broken_at, arm.breakage) == (NOW, "rolled_back")
    assert not draft.arms.exclude(broken_at=None).exists()


class TestRenewingShares:
    @pytest.fixture
    def experiment(self):
        """The second arm is clicked far more often."""
        experiment = make_experiment(kind=ExperimentKind.BANDIT, started_at=NOW - 10 * HOUR)
        for arm, clicks in zip(experiment.arms.order_by("pk"), (2, 20), strict=True):
            for number in range(40):
                slate = seen_slate(arm, VisitorFactory(), served_at=NOW - 5 * HOUR)
                if number < clicks:
                    visit = VisitSessionFactory(visitor=slate.visitor)
                    EventFactory.create_batch(
                        2, session=visit, kind=EventKind.CLICK, slate=slate, position=1, product_id=11
                    )
        return experiment

    def test_the_arm_that_is_clicked_more_gets_more(self, experiment):
        assert renew_shares(now=NOW) == 1

        control, other = ArmPeriod.objects.order_by("arm_id")
        assert (control.seen, control.clicked, other.seen, other.clicked) == (40, 2, 40, 20)
        assert other.share > 0.99
        assert other.starts_at == NOW.replace(minute=0, second=0, microsecond=0)

    def test_twice_in_an_hour_changes_nothing(self, experiment):
        renew_shares(now=NOW)
        first = list(ArmPeriod.objects.values_list("arm", "starts_at", "share"))

        assert renew_shares(now=NOW + timedelta(minutes=20)) == 0
        assert list(ArmPeriod.objects.values_list("arm", "starts_at", "share")) == first

    def test_the_same_hour_gives_the_same_shares_whenever_it_is_counted(self, experiment):
        renew_shares(now=NOW)
        first = list(ArmPeriod.objects.values_list("arm", "share"))
        ArmPeriod.objects.all().delete()
        renew_shares(now=NOW + timedelta(minutes=20))

        assert list(ArmPeriod.objects.values_list("arm", "share")) == first

    def test_a_slate_of_the_last_minutes_waits_for_its_clicks(self, experiment):
        hour = NOW.replace(minute=0, second=0, microsecond=0)
        seen_slate(experiment.arms.first(), VisitorFactory(), served_at=hour - timedelta(minutes=10))

        renew_shares(now=NOW)

        assert ArmPeriod.objects.order_by("arm_id")[0].seen == 40

    def test_what_was_served_but_not_seen_does_not_count(self, experiment):
        unseen = seen_slate(experiment.arms.first(), VisitorFactory(), served_at=NOW - 5 * HOUR)
        unseen.impressions.all().delete()

        renew_shares(now=NOW)

        assert ArmPeriod.objects.order_by("arm_id")[0].seen == 40

    def test_a_broken_arm_gets_nothing(self, experiment):
        experiment.arms.filter(is_control=False).update(broken_at=NOW, breakage="unreadable")

        renew_shares(now=NOW)

        assert list(ArmPeriod.objects.order_by("arm_id").values_list("share", flat=True)) == [1.0, 0.0]

    def test_a_split_keeps_its_shares(self, experiment):
        type(experiment).objects.update(kind=ExperimentKind.SPLIT)

        assert renew_shares(now=NOW) == 0
