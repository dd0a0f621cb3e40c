from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import timezone

from recommender import tasks
from recommender.behavior.models import Event, Visitor
from recommender.loop import run_loop
from recommender.models import RecommendationList, SegmentMember, TrainingRun
from recommender.serving.live_model import live_model
from recommender.training import services as training
from recommender.training.trigger import TriggerRules
from tests.factories.accounts import AdministratorFactory
from tests.factories.behavior import EventFactory
from tests.factories.experiments import make_experiment
from tests.factories.loop import make_products, plant, view, walk_on
from tests.factories.segments import two_habits

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop(now, settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.RECOMMENDER_ALGORITHM = "item_knn"
    return plant(now=now - timedelta(hours=1))


@pytest.fixture
def queued(monkeypatch) -> list[tuple]:
    """What was handed to the workers, instead of handing it to them."""
    sent = []
    for task in (tasks.refresh_shard, tasks.refresh_products):
        monkeypatch.setattr(task, "delay", lambda *args, name=task.name: sent.append((name, *args)))
    return sent


def test_the_tasks_have_the_names_that_schedule_and_routes_know():
    current_app.loader.import_default_modules()
    names = {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}
    names |= set(django_settings.CELERY_TASK_ROUTES)
    own = {
        "refresh_all",
        "refresh_shard",
        "refresh_visitor",
        "refresh_products",
        "refresh_segments",
        "retrain",
        "update_live_model",
        "purge_behavior_log",
    }

    assert names | {f"recommender.tasks.{name}" for name in own} <= set(current_app.tasks)


def test_no_update_begins_in_the_hours_of_the_nightly_training():
    """Of two, the second is turned away, and the night comes once a day."""
    schedule = django_settings.CELERY_BEAT_SCHEDULE
    night, update = (schedule[name]["schedule"] for name in ("retrain nightly", "update when it is due"))
    assert night.hour
    assert not night.hour & update.hour
    assert not {hour + 1 for hour in night.hour} & update.hour


def test_retrain_trains_deploys_and_hands_out_the_lists(shop, queued):
    requester = AdministratorFactory()

    tasks.retrain(requested_by_id=requester.pk)

    assert TrainingRun.objects.get().requested_by == requester
    assert live_model().version.algorithm == "item_knn"
    assert [name for name, *_ in queued] == [
        "recommender.tasks.refresh_products",
        "recommender.tasks.refresh_shard",
    ]


def test_retrain_does_nothing_while_another_training_runs(shop, queued, monkeypatch):
    def busy():
        raise training.Conflict("Another training is running.")

    monkeypatch.setattr(training, "training_lock", busy)

    tasks.retrain()

    assert not TrainingRun.objects.exists()
    assert queued == []


@pytest.fixture
def news(shop, now):
    """Trained an hour ago; since then everybody came once more, for products that are new."""
    version = run_loop(now=now - timedelta(hours=1), refresh=lambda **_: 0).version
    walk_on(shop, at=now - timedelta(minutes=50), products=make_products(8))
    return version


def test_an_update_that_is_due_is_made_and_hands_out_the_lists(news, queued, settings):
    settings.UPDATE_RULES = TriggerRules(samples=300, rest=0)

    tasks.update_live_model()

    assert TrainingRun.objects.get(base=news).requested_by is None
    assert live_model().version.number == news.number + 1
    assert [name for name, *_ in queued] == [
        "recommender.tasks.refresh_products",
        "recommender.tasks.refresh_shard",
    ]


def test_an_update_that_is_not_due_is_not_made(news, queued, caplog):
    with caplog.at_level("INFO", logger="recommender.tasks"):
        tasks.update_live_model()

    assert "the least pause is 3600 s. No update was made." in caplog.text
    assert not TrainingRun.objects.filter(base=news).exists()
    assert queued == []


def test_who_asks_for_an_update_gets_one_that_is_not_due(news, queued):
    requester = AdministratorFactory()

    tasks.update_live_model(requested_by_id=requester.pk)

    assert TrainingRun.objects.get(base=news).requested_by == requester
    assert live_model().version.number == news.number + 1


def test_an_update_does_nothing_while_another_training_runs(news, queued, monkeypatch, caplog):
    def busy():
        raise training.Conflict("Another training is running.")

    monkeypatch.setattr(training, "training_lock", busy)

    with caplog.at_level("INFO", logger="recommender.tasks"):
        tasks.update_live_model(requested_by_id=1)

    assert "No update was made: Another training is running." in caplog.text
    assert not TrainingRun.objects.filter(base=news).exists()
    assert queued == []


def test_refresh_all_hands_out_every_active_visitor_once(shop, queued, settings):
    settings.REFRESH_SHARD_SIZE = 30

    assert tasks.refresh_all() == len(shop.visitors)

    shards = [args[0] for name, *args in queued if name.endswith("refresh_shard")]
    assert [len(shard) for shard in shards] == [30, 30, 20]
    assert sorted(sum(shards, [])) == sorted(str(visitor.pk) for visitor in shop.visitors)  # noqa: RUF017


def test_refresh_shard_makes_the_lists_of_its_visitors(shop, now):
    run_loop(now=now, refresh=lambda **_: 0)

    assert tasks.refresh_shard([str(visitor.pk) for visitor in shop.visitors[:3]]) == 3
    assert RecommendationList.objects.count() == 3


def test_refresh_visitor_lets_the_next_event_ask_again_before_it_reads(shop, now, monkeypatch):
    run_loop(now=now, refresh=lambda **_: 0)
    visitor = shop.visitors[0]
    cache.set(f"refresh:{visitor.pk}", 1)
    marks = []
    monkeypatch.setattr(tasks, "refresh_lists", lambda ids: marks.append(cache.get(f"refresh:{ids[0]}")) or 1)

    assert tasks.refresh_visitor(str(visitor.pk)) == 1
    assert marks == [None]


def test_whom_the_model_knows_nothing_of_comes_into_the_nearest_segment(settings, now):
    two_habits(now=now)
    tasks.refresh_segments()
    searched = EventFactory(kind="search", product_id=None, query="lamp").visitor

    assert tasks.refresh_visitor(str(searched.pk)) == 0

    assert SegmentMember.objects.get(visitor=searched).segment.number == 1


def test_who_has_a_list_of_their_own_waits_for_the_night(shop, now, monkeypatch):
    run_loop(now=now, refresh=lambda **_: 0)
    monkeypatch.setattr(tasks, "assign_segment", lambda _id: pytest.fail("not needed"))

    assert tasks.refresh_visitor(str(shop.visitors[0].pk)) == 1


def test_the_night_groups_the_visitors_and_once_more_changes_nothing(now, caplog):
    two_habits(now=now)
    with caplog.at_level("INFO", logger="recommender.tasks"):
        for _ in range(2):
            tasks.refresh_segments()

    assert "Segments: 65 visitors" in caplog.text
    assert SegmentMember.objects.count() == 65
    assert RecommendationList.objects.exclude(segment=None).count() == 2


def test_refresh_visitor_of_an_erased_visitor_does_nothing(shop, now):
    run_loop(now=now, refresh=lambda **_: 0)

    assert tasks.refresh_visitor(str(Visitor().pk)) == 0


def test_tasks_run_twice_leave_what_one_run_leaves(shop, now):
    run_loop(now=now, refresh=lambda **_: 0)
    for _ in range(2):
        tasks.refresh_visitor(str(shop.visitors[0].pk))
        tasks.refresh_products()

    personal = RecommendationList.objects.filter(visitor=shop.visitors[0])
    assert personal.count() == 1
    assert RecommendationList.objects.filter(placement="home_popular").count() == 1


def test_purge_deletes_what_is_older_than_the_retention(shop, now, settings):
    old = view(shop.visitors[0], 1, at=now - settings.BEHAVIOR_RETENTION - timedelta(days=1))
    count = Event.objects.count()

    assert tasks.purge_behavior_log()["events"] == 1
    assert Event.objects.count() == count - 1
    assert not Event.objects.filter(pk=old.pk).exists()


def test_a_worker_starts_also_where_the_live_model_cannot_be_read(shop, now, settings, tmp_path, caplog):
    run_loop(now=now, refresh=lambda **_: 0)
    settings.MODEL_STORE = tmp_path / "gone"

    tasks.preload_live_model()

    assert "No live model was loaded" in caplog.text


def test_shares_of_experiments_are_renewed(now):
    make_experiment(kind="bandit", started_at=now - timedelta(hours=3))

    assert tasks.renew_experiment_shares() == 1
