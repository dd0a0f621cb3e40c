from datetime import timedelta

import pytest
from django.utils import timezone

from config.errors import InvalidInput
from recommender import loop
from recommender.behavior.models import Visitor
from recommender.judging import CHAMPION
from recommender.loop import run_loop, train_challenger
from recommender.models import Deployment, GateDecision, ModelVersion, TrainingRun
from recommender.serving import live_model as live_models
from recommender.serving.live_model import live_model
from recommender.training import services as training
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"


@pytest.fixture
def shop(now):
    return plant(now=now)


def quietly(**fields):
    """A turn that makes no lists."""
    return run_loop(**{"refresh": lambda **_: 0, "algorithm": "item_knn"} | fields)


def test_all_stages_run_in_order_and_leave_their_rows(shop, now):
    stages = []

    report = run_loop(
        now=now, algorithm="item_knn", stages=lambda name: stages.append(name) or (lambda *_: None)
    )

    assert stages == [
        "fit popularity",
        "fit session_popularity",
        "fit item_knn",
        "evaluate popularity",
        "evaluate session_popularity",
        "evaluate item_knn",
        "refresh product lists",
        "refresh visitors",
    ]
    run = TrainingRun.objects.get()
    assert run.status == TrainingRun.Status.DONE
    assert run.finished_at > run.started_at
    assert set(run.metrics) == {"popularity", "session_popularity", "item_knn"}
    assert set(run.stage_seconds) == {"extract", "train", "evaluate", "refresh"}
    assert run.dataset_facts["visitors"] == len(shop.visitors)
    assert len(run.dataset_fingerprint) == 64
    assert report.version.metrics == run.metrics["item_knn"]


def test_nothing_of_the_test_period_is_learned(shop, now, monkeypatch):
    learned_until, judged_from = [], []

    def spy_fit(name, dataset, split, options):
        times = dataset.sequences.times
        learned_until.append(
            times[dataset.sequences.offsets[split.before_test.rows] + split.before_test.ends].max()
        )
        judged_from.append(times[dataset.sequences.offsets[split.test.rows] + split.test.ends].min())
        return fit(name, dataset, split, options)

    fit = loop.fitted_to_serve
    monkeypatch.setattr(loop, "fitted_to_serve", spy_fit)
    quietly(now=now)

    assert len(learned_until) == 3
    assert max(learned_until) < min(judged_from)


def test_the_next_challenger_is_measured_against_the_live_model_on_the_same_period(shop, now):
    first = quietly(now=now)
    second = quietly(now=now + timedelta(hours=1))

    assert CHAMPION not in first.reports
    assert second.decision.champion == first.version
    assert second.reports[CHAMPION].metrics == pytest.approx(second.reports["item_knn"].metrics, nan_ok=True)
    assert second.decision.passed  # as good as itself
    assert live_model().version == second.version


def test_a_worse_challenger_is_refused_and_the_reasons_are_kept(shop, now):
    champion = quietly(now=now).version

    report = quietly(now=now, algorithm="session_popularity")

    decision = GateDecision.objects.get(challenger=report.version)
    assert not decision.passed
    assert any("worse than the live model" in reason for reason in decision.reasons)
    assert decision.metrics[CHAMPION]["NDCG@20"] > decision.metrics["session_popularity"]["NDCG@20"]
    assert Deployment.objects.get().version == champion
    assert report.run.status == TrainingRun.Status.DONE


def test_a_live_model_whose_files_are_gone_can_be_replaced(shop, now, settings, tmp_path):
    quietly(now=now)
    settings.MODEL_STORE = tmp_path / "a new disk"
    live_models._loaded.clear()  # another process

    report = quietly(now=now)

    assert report.decision.passed
    assert "The live model could not be compared" in report.decision.reasons[1]
    assert live_model().version == report.version


def test_popularity_does_not_beat_itself(shop, now):
    report = quietly(now=now, algorithm="popularity")

    assert not report.decision.passed
    assert "does not beat popularity" in report.decision.reasons[0]
    assert not Deployment.objects.exists()


def test_the_live_model_may_know_another_catalog(shop, now):
    quietly(now=now)
    new = make_products(3)
    for minute, visitor in enumerate(shop.visitors):
        view(visitor, new[0].pk, at=now + timedelta(minutes=minute))
        view(visitor, new[1].pk, at=now + timedelta(minutes=minute + 1))

    report = quietly(now=now + timedelta(hours=2))

    assert report.reports[CHAMPION].metrics["HR@20"] < report.reports["item_knn"].metrics["HR@20"]


def test_an_empty_log_is_said_in_words_and_kept_with_the_run(now):
    with pytest.raises(InvalidInput, match="The behavior log is empty"):
        quietly(now=now)

    run = TrainingRun.objects.get()
    assert run.status == TrainingRun.Status.FAILED
    assert "The behavior log is empty" in run.error


def test_a_log_that_is_too_small_for_a_time_cut_is_said_in_words(now):
    view(Visitor.objects.create(), make_products(1)[0].pk, at=now - timedelta(minutes=1))

    with pytest.raises(InvalidInput, match="too small to learn from: 1 interactions"):
        quietly(now=now)


def test_an_unknown_algorithm_writes_no_run(now):
    with pytest.raises(InvalidInput, match="no algorithm “oracle”"):
        quietly(now=now, algorithm="oracle")
    assert not TrainingRun.objects.exists()


def test_a_failure_half_way_leaves_a_failed_run_and_the_live_model_as_it_was(shop, now, monkeypatch):
    champion = quietly(now=now).version
    monkeypatch.setattr(training, "register_version", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        quietly(now=now)

    assert TrainingRun.objects.first().status == TrainingRun.Status.FAILED
    assert TrainingRun.objects.first().error == "ZeroDivisionError: division by zero"
    assert live_model().version == champion


def test_train_challenger_registers_a_version_that_is_not_live(shop, now):
    challenger = train_challenger(now=now, algorithm="item_knn", changes={"neighbors": 5})

    assert ModelVersion.objects.get() == challenger.version
    assert challenger.run.config == {"neighbors": 5}
    assert live_model() is None
    assert not GateDecision.objects.exists()


def test_the_same_log_and_seed_give_the_same_numbers(shop, now):
    first, second = quietly(now=now), quietly(now=now)

    assert first.run.dataset_fingerprint == second.run.dataset_fingerprint
    assert first.version.metrics == second.version.metrics


SMALL_NETWORK = {
    "epochs": 3,
    "hidden": 8,
    "embedding_size": 8,
    "vector_size": 4,
    "batch_size": 64,
    "patience": 9,
}


@pytest.mark.slow
def test_a_killed_training_goes_on_where_it_stood(shop, now):
    """The second turn comes an hour and an event later, and still takes up the dataset of the first."""
    network = {"algorithm": "pmca_bilstm", "changes": SMALL_NETWORK, "now": now}

    class Killed(BaseException):
        pass

    def kill_in_second_epoch(_stage):
        def listen(_done, _total, facts):
            if facts.get("epoch") == 2:
                raise Killed

        return listen

    with pytest.raises(Killed):
        quietly(**network, stages=kill_in_second_epoch)
    assert training.resume_path("pmca_bilstm").exists()
    view(shop.visitors[0], shop.products[0].pk, at=now + timedelta(minutes=1))
    epochs = set()
    report = quietly(
        **network | {"now": now + timedelta(hours=1)},
        stages=lambda _stage: lambda _done, _total, facts: epochs.add(facts.get("epoch")),
    )

    assert {epoch for epoch in epochs if epoch} == {2, 3}
    assert [row["epoch"] for row in report.run.curve] == [1, 2, 3]
    assert report.run.device in {"cpu", "cuda"}
    assert not training.resume_path("pmca_bilstm").exists()
