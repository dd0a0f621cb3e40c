import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.popularity import Popularity
from recommender.dataset.sequences import histories_of, targets_of
from recommender.evaluation.ensemble import Ensemble
from recommender.evaluation.metrics import ranks_of
from recommender.evaluation.weighed import Weighed
from recommender.training import weighed
from recommender.training.weighed import Weighing
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset()
    split = make_split(dataset)
    popularity = Popularity().fit(dataset, split.training, split.validation, FitOptions())
    return dataset, split, Ensemble([popularity])


def taught(algorithm, dataset, split) -> Weighed:
    return Weighed(
        algorithm, Weighing.taught(algorithm.scores, dataset, split.training, split.validation, seed=0)
    )


def test_evidence_improves_an_algorithm_that_knows_no_order(world):
    dataset, split, popularity = world
    one = taught(popularity, dataset, split)
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    targets = targets_of(dataset.sequences, split.test)
    before, after = ranks_of(popularity.scores(histories), targets), ranks_of(one.scores(histories), targets)
    assert (1 / after).mean() > 2 * (1 / before).mean()
    assert one.name == "ensemble + evidence"


def test_no_candidate_falls_below_what_was_left_out(world, monkeypatch):
    dataset, split, popularity = world
    monkeypatch.setattr(weighed, "CANDIDATES", 5)
    one = taught(popularity, dataset, split)
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    candidates, mixed, _ = weighed._told(popularity.scores(histories), one.weighing.evidence, histories)
    scores = one.scores(histories)
    border = np.take_along_axis(mixed, candidates, axis=1).min(axis=1)
    assert (np.take_along_axis(scores, candidates, axis=1).min(axis=1) >= border - 1e-4).all()
    np.put_along_axis(scores, candidates, -np.inf, axis=1)
    assert (scores.max(axis=1) <= border + 1e-4).all()
    assert np.isneginf(scores[:, 0]).all()


def test_a_case_is_scored_by_itself(world):
    dataset, split, popularity = world
    one = taught(popularity, dataset, split)
    together = one.scores(histories_of(dataset.sequences, split.test, max_length=12))
    alone = one.scores(histories_of(dataset.sequences, split.test.take([3]), max_length=12))
    np.testing.assert_allclose(alone[0, 1:], together[3, 1:], rtol=1e-4, atol=1e-4)
