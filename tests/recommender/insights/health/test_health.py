"""The recommender's page, on a log whose every figure can be counted by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from recommender import operating
from recommender.behavior.models import Placement
from recommender.insights.health import selectors
from recommender.insights.health.models import ShownDay
from recommender.insights.health.services import count_shown, forget_delays, note_delay
from recommender.insights.traffic.services import refresh_traffic
from recommender.models import Deployment, ListDelay, ModelVersion, TrainingRun
from recommender.turns import watched
from tests.factories.accounts import AdministratorFactory
from tests.factories.behavior import EventFactory, ImpressionFactory, SlateFactory, VisitSessionFactory
from tests.factories.experiments import make_experiment

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 5, 8, tzinfo=UTC)
NOON = DAY + timedelta(hours=12)
PAGE = "admin:recommender_modelversion_health"
QUERIES = 18


def slate(source: str, placement=Placement.HOME_FOR_YOU, visitor=None, seen: int = 0):
    visit = VisitSessionFactory(started_at=NOON) if visitor is None else VisitSessionFactory(visitor=visitor)
    made = SlateFactory(visitor=visit.visitor, source=source, placement=placement, served_at=NOON)
    for position in range(1, seen + 1):
        ImpressionFactory(slate=made, position=position, seen_at=NOON)
    return made, visit


def did(kind: str, made, visit, position: int, **facts):
    product = made.product_ids[position - 1]
    at = {"occurred_at": NOON} | facts
    return EventFactory(session=visit, kind=kind, product_id=product, slate=made, position=position, **at)


def count() -> None:
    count_shown(DAY.date(), DAY, DAY + timedelta(days=1))


@pytest.fixture
def log():
    """A personal slate of which two places were seen; a popular one, one place; "popular now", one place."""
    first = slate("personal", seen=2)
    second = slate("popular", seen=1)
    slate("popular", Placement.HOME_POPULAR, visitor=first[0].visitor, seen=1)
    did("click", *first, 1)
    did("click", *first, 1)  # again: the place was clicked once
    did("purchase", *first, 2, amount=Decimal("30.00"))
    did("canceled", *second, 1, amount=Decimal("99.00"))
    count()
    return first


def test_all_placements_together(log):
    shown = selectors.shown_by_day(DAY.date(), DAY.date())[DAY.date()]
    assert (shown.slates, shown.fallback_slates, shown.fallback) == (2, 1, 50.0)
    assert (shown.impressions, shown.visitors, shown.products) == (4, 2, 2)
    assert (shown.clicks, shown.purchases, shown.revenue) == (1, 1, Decimal("30.00"))
    assert (shown.ctr, shown.conversion, shown.revenue_per_visitor) == (25.0, 25.0, Decimal(15))


def test_mails_have_rows_of_their_own_and_are_in_no_sum_of_pages(log):
    first = slate("personal", Placement.MAIL_DIGEST)
    slate("personal", Placement.MAIL_DIGEST)
    reminder = slate("due", Placement.MAIL_DUE_AGAIN)
    for position in (1, 1, 2):  # one mail was followed, to two products
        did("click", *first, position)
    did("purchase", *first, 2, amount=Decimal("12.00"))
    before = selectors.shown_by_day(DAY.date(), DAY.date())
    count()

    pages, mails = selectors.shown_by_placement(DAY.date(), DAY.date())
    digest, due = mails[Placement.MAIL_DIGEST], mails[reminder[0].placement]
    assert (digest.slates, digest.clicks, digest.followed) == (2, 1, 50.0)
    assert (digest.purchases, digest.revenue) == (1, Decimal("12.00"))
    assert (due.slates, due.followed) == (1, 0.0)
    assert selectors.shown_by_day(DAY.date(), DAY.date()) == before
    assert set(pages) == {Placement.HOME_FOR_YOU, Placement.HOME_POPULAR}
    positions = selectors.shown_by_position(DAY.date(), DAY.date())
    assert sum(shown.clicks for shown in positions.values()) == 1


def test_popularity_as_an_arm_of_an_experiment_is_no_fallback():
    live, popular = make_experiment().arms.order_by("pk")
    for arm in (live, popular):
        made, _visit = slate("popular")
        made.arm = arm
        made.save()
    count()

    shown = selectors.shown_by_day(DAY.date(), DAY.date())[DAY.date()]
    assert (shown.slates, shown.fallback_slates) == (2, 1)


def test_by_placement_and_by_position(log):
    placements, _mails = selectors.shown_by_placement(DAY.date(), DAY.date())
    mine = placements[Placement.HOME_FOR_YOU]
    assert (mine.impressions, mine.clicks, mine.visitors, mine.revenue_per_visitor) == (3, 1, 2, Decimal(15))
    assert (placements[Placement.HOME_POPULAR].impressions, placements[Placement.HOME_POPULAR].ctr) == (1, 0)
    positions = selectors.shown_by_position(DAY.date(), DAY.date())
    assert [(at, one.impressions, one.clicks, one.purchases) for at, one in positions.items()] == [
        (1, 3, 1, 0),
        (2, 1, 0, 1),
    ]


def test_counting_again_changes_nothing_and_late_events_correct_it(log):
    def rows():
        return sorted(
            ShownDay.objects.values_list("placement", "position", "impressions", "clicks", "revenue")
        )

    before = rows()
    count()
    assert rows() == before
    did("click", *log, 2)
    count()
    assert selectors.shown_by_day(DAY.date(), DAY.date())[DAY.date()].clicks == 2


def test_the_days_of_the_traffic_are_counted_here_too(log):
    ShownDay.objects.all().delete()
    assert DAY.date() in refresh_traffic(now=NOON + timedelta(hours=1))
    assert selectors.shown_by_day(DAY.date(), DAY.date())[DAY.date()].impressions == 4


def test_the_delay_from_event_to_list():
    for seconds in (1, 2, 9):
        note_delay(asked_at=NOON.timestamp() - seconds, now=NOON)
    note_delay(asked_at=NOON.timestamp(), now=NOON - timedelta(days=8))
    assert selectors.delays(NOON) == (3, 2.0, pytest.approx(8.86))
    assert forget_delays(now=NOON) == 1
    assert ListDelay.objects.count() == 3


def test_a_running_training_leaves_its_curve(django_assert_num_queries):
    run = TrainingRun.objects.create(algorithm="pmca_bilstm")
    told = watched(run, lambda *_: None)
    with django_assert_num_queries(2):
        told(1, 4, {"epoch": 1, "loss": 5.0})
        told(2, 4, {"epoch": 1, "loss": 4.0})
        told(3, 4, {"epoch": 2, "loss": 3.0})
    run.refresh_from_db()
    assert run.curve == [{"epoch": 1, "loss": 4.0}, {"epoch": 2, "loss": 3.0}]


@pytest.fixture
def chief(client):
    person = AdministratorFactory()
    client.force_login(person)
    return person


def page(client) -> str:
    return client.get(reverse(PAGE)).content.decode()


def version(number: int) -> ModelVersion:
    run = TrainingRun.objects.create(algorithm="popularity", status="done")
    return ModelVersion.objects.create(
        number=number, run=run, algorithm="popularity", checkpoint=f"v{number}"
    )


def test_without_anything_words_say_so(client, chief):
    text = page(client)
    for said in (
        "No model version is live.",
        "No training has run yet.",
        "Nothing was shown yet",
        "There are no lists yet.",
    ):
        assert said in text


def test_a_deleted_checkpoint_and_a_failed_training_are_said(client, chief, settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    Deployment.objects.create(version=version(1), reason="rolled back from v2")
    TrainingRun.objects.create(algorithm="popularity", status="failed", error="OSError: disk full")
    text = page(client)
    assert "The files of v1 popularity cannot be read" in text
    assert "rolled back from v2" in text
    assert "It failed: OSError: disk full" in text


def test_the_page_costs_the_same_with_more_of_everything(client, chief, log, django_assert_max_num_queries):
    for number in range(1, 6):
        version(number)
        slate("personal", seen=3)
    refresh_traffic(now=timezone.now())
    with django_assert_max_num_queries(QUERIES):
        page(client)


@pytest.mark.parametrize(("name", "task"), [("retrain", "retrain"), ("refresh", "refresh_all")])
def test_a_button_asks_once_acts_and_is_written_down(client, chief, monkeypatch, name, task):
    asked = []
    monkeypatch.setattr(getattr(operating, task), "delay_on_commit", lambda **facts: asked.append(facts))
    address = reverse(f"{PAGE}_{name}")
    assert b"?" in client.get(address).content
    assert asked == []
    client.post(address, {"algorithm": "popularity"})
    assert len(asked) == 1
    assert LogEntry.objects.get().user == chief


def test_a_roll_back_without_an_earlier_version_says_why(client, chief):
    assert "No model version is live." in client.post(reverse(f"{PAGE}_back"), follow=True).content.decode()
    assert not LogEntry.objects.exists()
