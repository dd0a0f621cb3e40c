import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.item_knn import ItemKNN
from recommender.algorithms.popularity import Popularity
from recommender.dataset.sequences import Samples
from recommender.evaluation import evaluator
from recommender.evaluation.evaluator import evaluate
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


@pytest.fixture(scope="module")
def split(dataset):
    return make_split(dataset)


@pytest.fixture(scope="module")
def knn(dataset, split):
    return ItemKNN().fit(dataset, split.training, split.validation, FitOptions())


def test_a_case_has_the_same_rank_when_it_is_evaluated_alone(dataset, split, knn):
    together = evaluate(knn, dataset, split.test)
    for place in (0, 17, len(split.test) - 1):
        alone = evaluate(knn, dataset, split.test.take([place]))
        assert alone.ranks.tolist() == [together.ranks[place]]


@pytest.mark.parametrize("batch_size", [1, 7, 10_000])
def test_the_batch_size_changes_nothing(dataset, split, knn, batch_size):
    expected = evaluate(knn, dataset, split.test)
    found = evaluate(knn, dataset, split.test, batch_size=batch_size)
    assert found.ranks.tolist() == expected.ranks.tolist()
    assert found.metrics == pytest.approx(expected.metrics, nan_ok=True)


def test_batches_are_smaller_where_the_catalog_is_large(dataset, split, knn, monkeypatch):
    expected = evaluate(knn, dataset, split.test).metrics
    monkeypatch.setattr(evaluator, "_MAX_CELLS", 3 * dataset.vocabulary.size)
    heights = []
    scores = knn.scores
    monkeypatch.setattr(knn, "scores", lambda histories: heights.append(len(histories)) or scores(histories))
    assert evaluate(knn, dataset, split.test).metrics == pytest.approx(expected)
    assert max(heights) == 3


def test_metrics_are_means_over_the_cases(dataset, split, knn):
    report = evaluate(knn, dataset, split.test, ks=(5,))
    assert report.cases == len(split.test) == len(report.ranks)
    assert report.metrics["HR@5"] == pytest.approx((report.ranks <= 5).mean())
    whole = report.metrics["repeat_share"] * report.metrics["repeat_HR@20"]
    whole += (1 - report.metrics["repeat_share"]) * report.metrics["new_HR@20"]
    assert whole == pytest.approx((report.ranks <= 20).mean())


def test_popularity_shows_the_same_list_to_everybody(dataset, split, knn):
    popular = Popularity().fit(dataset, split.training, split.validation, FitOptions())
    ours, theirs = (evaluate(algorithm, dataset, split.test).metrics for algorithm in (popular, knn))
    assert ours["coverage@20"] == pytest.approx(20 / len(dataset.vocabulary))
    assert theirs["coverage@20"] > ours["coverage@20"]
    assert theirs["popularity@20"] < ours["popularity@20"]
    assert theirs["HR@10"] > ours["HR@10"]


def test_a_part_of_the_cases_is_the_same_for_a_seed(dataset, split, knn):
    first, again, other = (
        evaluate(knn, dataset, split.test, max_samples=40, seed=seed).samples.rows.tolist()
        for seed in (1, 1, 2)
    )
    assert len(first) == 40
    assert first == again != other


def test_facts_of_a_report_hold_no_arrays(dataset, split, knn):
    facts = evaluate(knn, dataset, split.test).facts()
    assert set(facts) == {"algorithm", "dataset", "fingerprint", "metrics", "cases", "seconds"}
    assert facts["algorithm"] == "item_knn"


def test_no_cases_are_refused(dataset, knn):
    nothing = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    with pytest.raises(ValueError, match="no cases"):
        evaluate(knn, dataset, nothing)
