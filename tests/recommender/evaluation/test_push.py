import json

import numpy as np
import pytest

from recommender.algorithms.interface import silent
from recommender.evaluation.push import PushContestant, by_segment, run_push
from recommender.evaluation.push_data import moments_of, push_data, view_of
from tests.factories.visits import visits_dataset

SMALL = {"embedding_size": 8, "hidden": 4, "epochs": 1, "max_length": 10}
NAMES = {0: "1", 1: "2", -1: "newcomers"}


@pytest.fixture(scope="module")
def data():
    dataset = visits_dataset()
    return push_data(dataset, np.arange(len(dataset.sequences)) % 2)


@pytest.fixture(scope="module")
def results(data):
    contestants = [
        PushContestant("popularity", 1),
        PushContestant("item_knn", 1),
        PushContestant("bilstm_transformer+segments", 1, SMALL),
    ]
    found = run_push(data, contestants, names=NAMES, device="cpu", stages=lambda _title: silent)
    return {result.contestant.algorithm: result for result in found}


def test_who_knows_what_belongs_together_pushes_better_lists(results):
    f1 = {name: result.metrics["F1@5"] for name, result in results.items()}
    assert f1["item_knn"] > 2 * f1["popularity"]
    assert all(result.metrics["F1@5"] <= result.metrics["ceiling@5"] for result in results.values())
    low, high = results["item_knn"].intervals["F1@5"]
    assert low <= f1["item_knn"] <= high


def test_a_result_is_a_line_of_json_with_its_cost_and_its_segments(results, data):
    line = json.loads(json.dumps(results["bilstm_transformer+segments"].as_json(), allow_nan=False))
    assert (line["algorithm"], line["seed"], line["config"]) == ("bilstm_transformer+segments", 1, SMALL)
    assert line["device"] == "cpu"
    assert {"fit_seconds", "single_ms", "batch_ms", "peak_mb", "checkpoint_mb"} <= set(line["cost"])
    assert sum(found["cases"] for found in line["segments"].values()) == len(data.cases)


def test_nothing_of_the_test_period_is_learned(data):
    moments = moments_of(data.dataset)
    sequences = data.dataset.sequences
    learned = data.split.before_test
    assert sequences.times[sequences.offsets[learned.rows] + learned.ends].max() < moments.test_from
    assert (sequences.times >= moments.test_from).mean() == pytest.approx(0.4, abs=0.02)


def test_with_segments_the_cases_stay_the_same_and_no_segment_is_pushed(data):
    plain, joined = view_of(data, joined=False), view_of(data, joined=True)
    assert len(plain.asked) == len(joined.asked) == len(data.cases)
    assert plain.items == joined.items
    favors_the_last = Fixed(joined.dataset.vocabulary.size)
    assert joined.lists(favors_the_last, slice(0, 3)).max() == joined.items


class Fixed:
    """Scores rise with the item, so that segments would come first."""

    def __init__(self, size: int) -> None:
        self.size = size

    def scores(self, histories) -> np.ndarray:
        return np.tile(np.arange(self.size, dtype=np.float32), (len(histories), 1))


def test_segments_without_cases_are_left_out():
    values = {"F1@5": np.array([0.2, 0.4]), "ceiling@5": np.ones(2), "recall@5": np.ones(2)}
    found = by_segment(values, np.array([0, 0]), NAMES)
    assert list(found) == ["1"]
    assert found["1"] == {"cases": 2, "F1@5": pytest.approx(0.3), "ceiling@5": 1.0}


def test_a_log_to_which_nobody_comes_back_is_said_in_words():
    dataset = visits_dataset(visits=1)
    with pytest.raises(ValueError, match="Nobody comes back"):
        push_data(dataset, np.zeros(len(dataset.sequences), dtype=np.int64))
