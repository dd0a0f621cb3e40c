"""The live version goes on learning: visitors walk round a circle of products, then the other way, or to new ones."""

from datetime import timedelta

import numpy as np
import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from config.errors import Conflict, InvalidInput
from recommender import update_loop
from recommender.dataset.sequences import target_times
from recommender.judging import CHAMPION, LEARNING
from recommender.loop import run_loop
from recommender.models import Deployment, GateDecision, ModelVersion, RecommendationList, TrainingRun
from recommender.outlook import update_outlook
from recommender.serving import live_model as live_models
from recommender.serving.deployment import deploy
from recommender.serving.live_model import live_model
from recommender.training import services as training
from recommender.training import updates
from recommender.training.trigger import TriggerRules
from recommender.update_loop import run_update
from tests.factories.loop import make_products, plant, walk_on

pytestmark = pytest.mark.django_db

NETWORK = {"embedding_size": 16, "epochs": 8, "batch_size": 64, "learning_rate": 0.02, "decay_every": 9}
REST = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def small_rules(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.UPDATE_RULES = TriggerRules(
        samples=300, loss_growth=0.5, samples_for_loss=50, rest=REST.total_seconds()
    )
    settings.UPDATE_CONFIG = {"epochs": 3, "batch_size": 32, "learning_rate": 0.02}


@pytest.fixture
def shop(now):
    return plant(now=now)


@pytest.fixture
def base(shop, now) -> ModelVersion:
    """Live; since it was trained, everybody came once more and walked the other way round."""
    version = train(now).version
    walk_on(shop, at=now + timedelta(minutes=10), stride=-1)
    return version


def train(now, algorithm="gru4rec", changes=NETWORK):
    return run_loop(now=now, algorithm=algorithm, changes=changes, refresh=lambda **_: 0)


def quietly(**fields):
    """An update that makes no lists."""
    return run_update(**{"refresh": lambda **_: 0} | fields)


def weights_of(algorithm) -> dict[str, np.ndarray]:
    return {name: value.numpy() for name, value in algorithm.network.state_dict().items()}


def test_an_update_that_is_due_goes_live_and_says_why(base, shop, now):
    stages = []

    report = run_update(now=now + 2 * REST, stages=lambda name: stages.append(name) or (lambda *_: None))

    turn = report.turn
    assert turn.decision.passed, turn.decision.reasons
    assert live_model().version == turn.version
    assert Deployment.objects.get(ended_at=None).reason == turn.decision.reasons[-1]
    run = TrainingRun.objects.get(base=base)
    assert run.status == TrainingRun.Status.DONE
    assert run.reason == report.due.reason
    assert report.due.reason == f"{report.due.samples} new samples reach the threshold of 300."
    assert report.due.samples > 480  # what shoppers did since, and what judged the base
    assert set(run.stage_seconds) == {"train", "evaluate", "refresh"}
    assert stages[-2:] == ["refresh product lists", "refresh visitors"]
    lists = RecommendationList.objects.filter(visitor__in=shop.visitors, model_version=turn.version)
    assert lists.count() == len(shop.visitors)


def test_averaged_weights_serve_and_both_are_measured_side_by_side(base, now):
    turn = quietly(now=now + 2 * REST).turn

    assert set(turn.run.metrics) == {"popularity", LEARNING, "gru4rec", CHAMPION}
    assert turn.run.metrics["gru4rec"]["NDCG@20"] > turn.run.metrics[CHAMPION]["NDCG@20"]
    assert turn.version.metrics == turn.run.metrics["gru4rec"]
    serving, learning = training.load_version(turn.version), training.load_learning(turn.version)
    assert any(
        (weights_of(serving)[name] != weights_of(learning)[name]).any() for name in weights_of(serving)
    )


def test_the_next_update_goes_on_from_the_learning_weights(base, shop, now, settings):
    """With steps of no length they stay where they were, and the average comes nearer to them."""
    first = quietly(now=now + 2 * REST).turn.version
    walk_on(shop, at=now + 3 * REST, stride=-1)
    settings.UPDATE_CONFIG |= {"learning_rate": 0.0}

    second = quietly(now=now + 5 * REST).turn.version

    assert TrainingRun.objects.get(pk=second.run_id).base == first
    learning = weights_of(training.load_learning(first))
    for name, value in weights_of(training.load_learning(second)).items():
        np.testing.assert_array_equal(value, learning[name])
    before, after = (weights_of(training.load_version(version)) for version in (first, second))
    name = "items.own.weight"
    assert np.abs(after[name] - learning[name]).sum() < np.abs(before[name] - learning[name]).sum()


def test_what_judges_was_not_learned_and_the_next_update_learns_it(base, shop, now, monkeypatch):
    learned = []

    def spy(learner, dataset, *, new, past, **options):
        learned.append([target_times(dataset.sequences, part) for part in (past, new)])
        return update(learner, dataset, new=new, past=past, **options)

    update = updates.update
    monkeypatch.setattr(updates, "update", spy)
    first = quietly(now=now + 2 * REST).turn
    walk_on(shop, at=now + 3 * REST, stride=-1)
    second = quietly(now=now + 5 * REST).turn

    begins = [base.learned_until.timestamp(), first.version.learned_until.timestamp()]
    for (past, new), turn, begin in zip(learned, (first, second), begins, strict=True):
        assert past.max() < begin <= new.min()
        assert new.max() < turn.version.learned_until.timestamp() <= now.timestamp() + 5 * 3600
        assert turn.reports["gru4rec"].cases == turn.reports[CHAMPION].cases
    judged = first.run.dataset_facts["judging"]
    assert (learned[1][1] < (now + 2 * REST).timestamp()).sum() == judged


def test_an_update_that_got_worse_is_refused_and_not_tried_again_at_once(shop, now, settings):
    """They walk as ever, so the live model knows them well; steps that are far too long spoil what it knows."""
    base = train(now).version
    walk_on(shop, at=now + timedelta(minutes=10))
    settings.UPDATE_CONFIG |= {"learning_rate": 3.0}
    settings.UPDATE_STRATEGY = "fine_tune"

    report = run_update(now=now + 2 * REST)

    decision = GateDecision.objects.get(challenger=report.turn.version)
    assert not decision.passed
    assert decision.champion == base
    assert live_model().version == base
    assert not RecommendationList.objects.exists()
    assert report.turn.run.status == TrainingRun.Status.DONE
    assert not update_outlook(now=now + 4 * REST).due.due


def test_one_that_is_not_due_leaves_nothing(base, now):
    report = quietly(now=now + REST / 2)

    assert report.turn is None
    assert "least pause" in report.due.reason
    assert TrainingRun.objects.count() == ModelVersion.objects.count() == 1


def test_by_hand_it_is_made_although_it_is_not_due(base, now):
    turn = quietly(now=now + REST / 2, by_hand=True).turn

    assert turn.run.reason.startswith("Asked for by hand. The last training or update was")
    assert turn.run.base == base


def test_by_hand_it_is_not_made_where_there_is_nothing_new(base, now):
    ModelVersion.objects.update(learned_until=now + 9 * REST)
    live_model().version.refresh_from_db()

    report = quietly(now=now + REST, by_hand=True)

    assert report.turn is None
    assert "Nothing has happened that it does not know" in report.due.reason


def test_a_baseline_is_fitted_anew_on_all_but_what_judges(shop, now):
    version = train(now, "item_knn", {"neighbors": 7}).version
    walk_on(shop, at=now + timedelta(minutes=10), products=make_products(8))

    turn = quietly(now=now + 2 * REST).turn

    assert turn.decision.passed, turn.decision.reasons
    assert turn.run.base == version
    assert turn.run.config["neighbors"] == live_model().algorithm.config.neighbors == 7
    assert turn.version.learned_until > version.learned_until
    assert turn.reports["item_knn"].metrics["HR@10"] > turn.reports[CHAMPION].metrics["HR@10"]
    assert training.load_learning(turn.version) is None


def test_a_strategy_that_keeps_no_average_serves_what_learns(base, now, settings):
    settings.UPDATE_STRATEGY = "distilled"

    turn = quietly(now=now + 2 * REST).turn

    assert LEARNING not in turn.reports
    assert training.load_learning(turn.version) is None
    assert turn.run.config["strategy"] == "distilled"


def test_a_strategy_that_nobody_knows_is_said_in_words(base, now, settings):
    settings.UPDATE_STRATEGY = "osmosis"

    with pytest.raises(InvalidInput, match=r"no strategy “osmosis” of updating\. Known are: fine_tune"):
        quietly(now=now + 2 * REST)
    assert TrainingRun.objects.get(base=base).status == TrainingRun.Status.FAILED


def test_an_unknown_field_of_the_config_is_a_failed_run(base, now):
    with pytest.raises(ValueError, match="TrainingConfig has no field depth"):
        quietly(now=now + 2 * REST, changes={"depth": 3})
    assert TrainingRun.objects.get(base=base).status == TrainingRun.Status.FAILED


def test_a_killed_update_leaves_nothing_half_and_is_made_again_after_a_rest(base, now):
    class Killed(BaseException):
        pass

    def kill(_stage):
        def listen(*_facts):
            raise Killed

        return listen

    with pytest.raises(Killed):
        quietly(now=now + 2 * REST, stages=kill)

    run = TrainingRun.objects.get(base=base)
    assert (run.status, run.error) == (TrainingRun.Status.FAILED, training.INTERRUPTED)
    assert ModelVersion.objects.get() == live_model().version == base
    turn = quietly(now=now + 4 * REST).turn
    assert turn.decision.passed
    assert turn.version.number == 2


def test_it_does_not_start_while_another_training_runs(base, now):
    names = ("host", "port", "dbname", "user", "password")
    given = connection.get_connection_params()
    with psycopg.connect(**{name: given[name] for name in names if name in given}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [training.TRAINING_LOCK])
        with pytest.raises(Conflict, match="Another training is running"):
            quietly(now=now + 2 * REST)
    assert not TrainingRun.objects.filter(base=base).exists()


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (lambda base, now: train(now + REST, "popularity", {}), "Another training has run meanwhile"),
        (lambda base, now: Deployment.objects.all().delete(), "Another version went live meanwhile"),
    ],
    ids=["a training", "a deployment"],
)
def test_what_was_decided_before_something_else_happened_is_not_done(
    base, now, monkeypatch, meanwhile, sentence
):
    """Two workers ask the trigger at once, say; the second one finds that the first has done it."""
    outlook = update_outlook(now=now + 2 * REST)
    meanwhile(base, now)
    monkeypatch.setattr(update_loop, "update_outlook", lambda **_: outlook)

    with pytest.raises(Conflict, match=sentence):
        quietly(now=now + 2 * REST)
    assert not TrainingRun.objects.filter(base=base).exists()


def test_a_training_after_an_update_is_judged_only_by_what_neither_knows(base, now):
    updated = quietly(now=now + 2 * REST).turn.version

    turn = train(now + 3 * REST, "item_knn", {})

    assert turn.decision.champion == updated
    samples = turn.reports[CHAMPION].samples
    extract = update_outlook(now=now + 3 * REST, thorough=True).news.extract
    judged_from = target_times(extract.dataset.sequences, samples).min()
    assert judged_from >= updated.learned_until.timestamp()


def test_a_training_begins_anew_whatever_the_updates_before_it_learned(base, now):
    """Each night the version is made of what the log still holds; who was erased is in nothing that it learned."""
    later = now + 2 * REST
    updated = quietly(now=later, by_hand=True).turn.version
    beside_updated = train(later).version
    # The same night, had another one that knows as much been live.
    ModelVersion.objects.filter(pk=base.pk).update(learned_until=updated.learned_until)
    deploy(version=ModelVersion.objects.get(pk=base.pk), reason="as good as any")
    live_models._loaded.clear()
    beside_base = train(later).version

    other = weights_of(training.load_version(beside_base))
    for name, value in weights_of(training.load_version(beside_updated)).items():
        np.testing.assert_allclose(value, other[name], atol=1e-5)


def test_known_products_keep_their_vectors_and_new_ones_start_beside_their_neighbors(shop, now, settings):
    """With steps of no length, so that only the growth is seen. They walk old, new, old, new."""
    tiny = {"vector_size": 8, "hidden": 8, "rerank": 10, "dropout": 0.0, "forget": 0.0, "epochs": 1}
    version = train(now, "pmca_bilstm", NETWORK | tiny).version
    new = make_products(4)
    mixed = [thing for pair in zip(shop.products[:4], new, strict=True) for thing in pair]
    walk_on(shop, at=now + timedelta(minutes=10), products=mixed, steps=8)
    settings.UPDATE_CONFIG |= {"learning_rate": 0.0, "epochs": 1, "batch_size": 256}

    turn = quietly(now=now + 2 * REST).turn

    before, after = training.load_version(version), training.load_version(turn.version)
    old = before.trained_on.vocabulary.product_ids
    place = after.trained_on.vocabulary.encode(old)
    rows = [algorithm.network.items for algorithm in (before, after)]
    for part in ("behavior", "content"):
        was, now_is = (getattr(items, part).numpy() for items in rows)
        np.testing.assert_array_equal(now_is[place], was[1:])
    np.testing.assert_array_equal(
        rows[1].own.weight.detach().numpy()[place], rows[0].own.weight.detach().numpy()[1:]
    )
    fresh = after.trained_on.vocabulary.encode([thing.pk for thing in new])
    assert rows[1].known.numpy()[fresh].all()
    assert np.abs(rows[1].behavior.numpy()[fresh]).sum(axis=1).all()
    own = rows[1].own.weight.detach().numpy()
    near = after.trained_on.vocabulary.encode([thing.pk for thing in shop.products[:4]])
    far = after.trained_on.vocabulary.encode([thing.pk for thing in shop.products[12:20]])
    apart = [np.linalg.norm(own[fresh] - own[group].mean(axis=0), axis=1) for group in (near, far)]
    assert (apart[0] < apart[1]).all()
