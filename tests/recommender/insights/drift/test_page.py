"""The page about drift: means by hand, the trigger in words, and a clear word where there is little."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommender import tasks
from recommender.insights.drift import selectors
from recommender.insights.drift.models import DriftDay, UpdateCheck
from recommender.insights.drift.services import note_check
from recommender.models import Deployment, GateDecision, ModelVersion, TrainingRun
from recommender.training.trigger import Due, TriggerRules, update_due
from tests.factories.accounts import AdministratorFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:recommender_modelversion_health_drift")
MONDAY = date(2026, 5, 4)
QUERIES = 12  # four of them are the sign-in's own: the account, and when its session was last used
RULES = TriggerRules(samples=5_000, loss_growth=0.1, samples_for_loss=500, rest=3_600)


@pytest.fixture
def page(client, settings):
    settings.UPDATE_RULES = RULES
    client.force_login(AdministratorFactory())

    def said() -> str:
        answer = client.get(PAGE)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return said


def make_version(number: int, *, base: ModelVersion | None = None, **fields) -> ModelVersion:
    run = TrainingRun.objects.create(
        algorithm="gru4rec", status="done", base=base, reason="5000 new samples."
    )
    return ModelVersion.objects.create(
        number=number, run=run, algorithm="gru4rec", checkpoint=f"v{number}", **fields
    )


def measured(day: date, version: ModelVersion, *, static: bool = False, cases=10, **figures) -> DriftDay:
    return DriftDay.objects.create(day=day, version=version, is_static=static, cases=cases, **figures)


@pytest.fixture
def live() -> ModelVersion:
    made = make_version(1, held_out_loss=4.0)
    Deployment.objects.create(version=made, reason="first")
    return made


def test_a_week_weighs_its_days_and_versions_by_their_cases(live):
    second = make_version(2)
    measured(MONDAY, live, cases=30, loss=4.0, hit_rate=0.5, ndcg=0.2)
    measured(MONDAY, second, cases=10, loss=2.0, hit_rate=0.9, ndcg=0.4)
    measured(MONDAY + timedelta(days=6), second, cases=60, hit_rate=0.4, ndcg=0.3)  # a baseline has no loss
    measured(MONDAY, live, static=True, cases=100, loss=5.0, hit_rate=0.3, ndcg=0.1)
    measured(MONDAY + timedelta(days=7), second, cases=5, loss=1.0, hit_rate=1.0, ndcg=1.0)

    week, after = selectors.by_week(selectors.measured_days())

    assert (week.first, week.last) == (MONDAY, MONDAY + timedelta(days=6))
    assert (week.versions, week.dynamic.cases, week.static.cases) == ([1, 2], 100, 100)
    assert week.dynamic.loss == pytest.approx((30 * 4.0 + 10 * 2.0) / 40)
    assert week.dynamic.hit_rate == pytest.approx((30 * 0.5 + 10 * 0.9 + 60 * 0.4) / 100)
    assert week.dynamic.ndcg == pytest.approx((30 * 0.2 + 10 * 0.4 + 60 * 0.3) / 100)
    assert (week.static.loss, week.static.hit_rate, week.static.ndcg) == (5.0, 0.3, 0.1)
    assert (after.versions, after.static.hit_rate) == ([2], None)


def test_five_periods_share_the_days_that_have_cases(live):
    for number in range(7):
        day = MONDAY + timedelta(days=number)
        for static in (True, False):
            measured(day, live, static=static, cases=0 if number == 3 else 10, hit_rate=number / 10)

    periods = selectors.by_period(selectors.measured_days())

    days = [(one.first.day - MONDAY.day, one.last.day - MONDAY.day) for one in periods]
    assert days == [(0, 0), (1, 1), (2, 2), (4, 4), (5, 6)]
    assert periods[4].dynamic.cases == 20
    assert periods[4].static.hit_rate == pytest.approx(0.55)


def test_four_days_are_too_few_for_five_periods(live, page):
    for number in range(4):
        measured(MONDAY + timedelta(days=number), live, static=True, hit_rate=0.5)
    assert selectors.by_period(selectors.measured_days()) == []
    assert "That takes 5 days with events that the first version had not learned; 4 are measured." in page()


def test_without_anything_words_say_so(page):
    said = page()
    assert "No model version is live, so there is nothing to update." in said
    assert "There is too little to tell" in said


def test_a_version_that_nobody_looked_at_yet(live, page):
    said = page()
    assert "has not looked yet" in said
    assert "never" in said


def test_the_trigger_in_words(live, page):
    due = update_due(samples=1_200, window=[4.4] * 600, reference=4.0, since_last=9_000, rules=RULES)
    note_check(live, due, now=timezone.now())
    said = page()
    assert "fires" in said
    assert "1,200" in said
    assert "It fires at 5,000." in said
    assert "4.400" in said
    assert "from 4.000" in said
    assert "+10.0 %" in said
    assert "It fires where it grew by 10 %." in said
    assert "at most so many" not in said


def test_what_was_only_counted_is_said_to_be_at_most_so_many(live, page):
    note_check(live, Due(False, "too few", samples=312), now=timezone.now())
    said = page()
    assert "at most so many" in said
    assert "That takes 500 new samples." in said


@pytest.mark.parametrize(
    ("passed", "words"),
    [(True, "v2 gru4rec passed the gate: As good."), (False, "v2 gru4rec was refused: As good.")],
)
def test_what_came_of_the_last_update(live, page, passed, words):
    update = make_version(2, base=live)
    GateDecision.objects.create(challenger=update, passed=passed, reasons=["As good."])
    said = page()
    assert words in said
    assert "5000 new samples." in said


def test_an_update_that_failed_says_why(live, page):
    TrainingRun.objects.create(algorithm="gru4rec", status="failed", base=live, error="The disk is full.")
    assert "It failed: The disk is full." in page()


def test_both_sides_stand_beside_each_other(live, page):
    for number in range(5):
        for static in (True, False):
            measured(MONDAY + timedelta(days=number), live, static=static, loss=4.0, hit_rate=0.5, ndcg=0.25)
    said = page()
    assert "Static: v1 gru4rec, never updated" in said
    assert "Nothing else has served yet, so both are the same." in said
    for chart in ("drift-week-loss", "drift-week-hit-rate", "drift-week-ndcg", "drift-period-hit-rate"):
        assert f'id="{chart}"' in said
    assert "May 4 – May 4" in said


def test_the_page_costs_the_same_whatever_was_measured(live, page, client, django_assert_num_queries):
    note_check(live, Due(False, "too few"), now=timezone.now())
    for number in range(50):
        measured(MONDAY + timedelta(days=number), live, static=True, hit_rate=0.5)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


def test_the_task_that_asks_the_trigger_leaves_what_it_saw(live, monkeypatch):
    from recommender import update_loop

    report = update_loop.UpdateReport(Due(False, "too few", samples=7), None, live)
    monkeypatch.setattr(update_loop, "run_update", lambda **_: report)
    tasks.update_live_model()
    tasks.update_live_model()
    assert UpdateCheck.objects.get().samples == 7
