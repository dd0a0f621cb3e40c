"""Drift by day, on a log whose every case can be counted by hand."""

from datetime import UTC, datetime, timedelta
from math import log2

import pytest
from django.utils import timezone

from recommender.algorithms.interface import FitOptions
from recommender.behavior.models import Visitor
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import NOTHING
from recommender.dataset.split import all_samples, samples_from
from recommender.insights.drift import services
from recommender.insights.drift.models import DriftDay
from recommender.insights.drift.services import measure_drift
from recommender.judging import held_out_losses
from recommender.loop import run_loop
from recommender.models import Deployment, ModelVersion, TrainingRun
from recommender.outlook import update_outlook
from recommender.training import services as training
from recommender.training.registry import algorithm_class
from tests.factories.loop import make_products, plant, view, walk_on

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 8, tzinfo=UTC)
HOUR, WHOLE_DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"


@pytest.fixture
def products():
    """25 of them; before DAY the first was viewed by most, the last by fewest."""
    made = make_products(25)
    for place, product in enumerate(made):
        for number in range(26 - place):
            visitor = Visitor.objects.create()
            for step in (0, 1):
                view(visitor, product.pk, at=DAY - WHOLE_DAY + step * HOUR + timedelta(seconds=number))
    return made


def popularity(*, until: datetime) -> ModelVersion:
    dataset = extract_dataset(until=until).dataset
    fitted = algorithm_class("popularity")().fit(
        dataset, all_samples(dataset.sequences), NOTHING, FitOptions()
    )
    run = TrainingRun.objects.create(algorithm="popularity", status="done")
    return training.register_version(run=run, algorithm=fitted, metrics={}, learned_until=until)


def serve(version: ModelVersion, start: datetime, end: datetime | None = None) -> None:
    Deployment.objects.create(version=version, reason="", started_at=start, ended_at=end)


def visit(products, places: list[int], *, at: datetime) -> None:
    visitor = Visitor.objects.create()
    for step, place in enumerate(places):
        view(visitor, products[place].pk, at=at + step * timedelta(minutes=5))


def rows() -> list[tuple]:
    found = DriftDay.objects.order_by("day", "-is_static", "version__number")
    return [
        (row.day.day, row.version.number, row.is_static, row.cases, row.hit_rate, row.ndcg) for row in found
    ]


def test_a_case_counts_for_what_served_when_it_happened_and_each_for_the_first_version(products):
    first, second = popularity(until=DAY), popularity(until=DAY)
    serve(first, DAY + HOUR, DAY + 12 * HOUR)
    serve(second, DAY + 12 * HOUR)
    visit(products, [0, 5, 24], at=DAY + 9 * HOUR)  # the 6th of the most popular is found, the 25th not
    visit(products, [3, 0], at=DAY + 15 * HOUR)  # the 1st

    assert measure_drift(now=DAY + WHOLE_DAY + HOUR) == 1

    sixth = 1 / log2(1 + 6)
    assert rows() == [
        (8, 1, True, 3, pytest.approx(2 / 3), pytest.approx((sixth + 1) / 3)),
        (8, 1, False, 2, 0.5, pytest.approx(sixth / 2)),
        (8, 2, False, 1, 1.0, 1.0),
    ]
    assert not DriftDay.objects.exclude(loss=None).exists(), "popularity has no loss"


def test_a_day_is_measured_once_when_it_is_over(products):
    serve(popularity(until=DAY), DAY)
    visit(products, [0, 5], at=DAY + 9 * HOUR)

    assert measure_drift(now=DAY + 10 * HOUR) == 0
    assert measure_drift(now=DAY + WHOLE_DAY + HOUR) == 1
    before = rows()
    assert measure_drift(now=DAY + WHOLE_DAY + 2 * HOUR) == 0
    assert rows() == before


def test_a_day_without_cases_is_remembered_as_such(products):
    serve(popularity(until=DAY), DAY)
    assert measure_drift(now=DAY + 2 * WHOLE_DAY + HOUR) == 2
    assert [row[:4] for row in rows()] == [
        (8, 1, True, 0),
        (8, 1, False, 0),
        (9, 1, True, 0),
        (9, 1, False, 0),
    ]


def test_before_it_went_live_the_first_version_is_asked_about_what_it_had_not_learned(products):
    """A version keeps the newest for its judgement, so the log holds days that it does not know."""
    serve(popularity(until=DAY + 8 * HOUR), DAY + 3 * WHOLE_DAY)
    visit(products, [0, 5], at=DAY + 7 * HOUR)  # which it may have learned
    visit(products, [0, 5], at=DAY + 9 * HOUR)

    assert measure_drift(now=DAY + WHOLE_DAY + HOUR) == 1
    assert [row[3] for row in rows()] == [1, 1]


def test_nobody_is_asked_about_what_they_have_learned(products):
    serve(popularity(until=DAY), DAY, DAY + 4 * HOUR)
    serve(popularity(until=DAY + 10 * HOUR), DAY + 4 * HOUR)  # as after an import of old events
    visit(products, [0, 5], at=DAY + 9 * HOUR)
    visit(products, [0, 5], at=DAY + 11 * HOUR)

    measure_drift(now=DAY + WHOLE_DAY)
    assert [row[:4] for row in rows()] == [(8, 1, True, 2), (8, 1, False, 0), (8, 2, False, 1)]


def test_of_a_busy_day_a_part_is_asked_the_same_for_both(products, monkeypatch):
    monkeypatch.setattr(services, "CASES", 4)
    serve(popularity(until=DAY), DAY, DAY + 12 * HOUR)
    serve(popularity(until=DAY), DAY + 12 * HOUR)
    for hour in range(24):
        visit(products, [0, 5], at=DAY + timedelta(hours=hour))

    measure_drift(now=DAY + WHOLE_DAY)
    static, *parts = [row[3] for row in rows()]
    assert (static, sum(parts)) == (4, 4)


def test_a_version_whose_files_are_gone_says_so_and_the_others_are_asked(products, settings):
    first, second = popularity(until=DAY), popularity(until=DAY)
    serve(first, DAY, DAY + HOUR)
    serve(second, DAY + HOUR)
    training.checkpoint_folder(first).rename(settings.MODEL_STORE / "elsewhere")
    visit(products, [0, 5], at=DAY + 9 * HOUR)

    measure_drift(now=DAY + WHOLE_DAY)
    told, _served, asked = DriftDay.objects.order_by("version__number", "-is_static")
    assert told.cases == 0
    assert "00001-popularity" in told.trouble
    assert (asked.cases, asked.trouble) == (1, "")


def test_without_a_version_there_is_nothing_to_measure():
    assert measure_drift(now=DAY) == 0


def test_the_loss_is_the_one_that_the_trigger_looks_at():
    now = timezone.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    shop = plant(now=today - WHOLE_DAY, products=24, visitors=40)
    small = {"embedding_size": 8, "epochs": 2, "batch_size": 64}
    run_loop(now=today - WHOLE_DAY, algorithm="gru4rec", changes=small, refresh=lambda **_: 0)
    walk_on(shop, at=today - 20 * HOUR)

    measure_drift(now=today + HOUR)

    outlook = update_outlook(now=today, thorough=True)
    dataset = outlook.news.extract.dataset
    of_the_day = samples_from(dataset.sequences, outlook.news.arrived, int((today - WHOLE_DAY).timestamp()))
    losses = held_out_losses(outlook.base.algorithm, dataset, of_the_day)
    measured = DriftDay.objects.filter(is_static=True).latest("day")
    assert measured.cases == len(losses) == 40 * 6
    assert measured.loss == pytest.approx(losses.mean(), rel=1e-4)
