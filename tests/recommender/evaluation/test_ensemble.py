import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.item_knn import ItemKNN
from recommender.algorithms.popularity import Popularity
from recommender.algorithms.session_knn import SessionKNN
from recommender.dataset.sequences import histories_of
from recommender.evaluation.ensemble import Ensemble
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = [
        algorithm().fit(dataset, split.training, split.validation, FitOptions())
        for algorithm in (Popularity, ItemKNN, SessionKNN)
    ]
    return histories_of(dataset.sequences, split.test, max_length=12), fitted


def chances(scores: np.ndarray) -> np.ndarray:
    likely = np.exp(scores[:, 1:].astype(float))
    return likely / likely.sum(axis=1, keepdims=True)


def test_probabilities_are_averaged_over_the_members(world):
    histories, (popularity, item_knn, _) = world
    both = Ensemble([popularity, item_knn]).scores(histories)
    expected = (chances(popularity.scores(histories)) + chances(item_knn.scores(histories))) / 2
    np.testing.assert_allclose(np.exp(both[:, 1:]), expected, rtol=1e-4, atol=1e-8)
    assert np.isneginf(both[:, 0]).all()


def test_neighbors_have_their_share(world):
    histories, (popularity, _, neighbors) = world
    mixed = Ensemble([popularity], neighbors=neighbors, share=0.25).scores(histories)
    votes = neighbors.scores(histories)[:, 1:]
    expected = 0.75 * chances(popularity.scores(histories)) + 0.25 * votes / votes.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(np.exp(mixed[:, 1:]), expected, rtol=1e-4, atol=1e-8)


def test_what_cannot_be_an_ensemble_is_refused_in_words(world):
    _, (popularity, _, neighbors) = world
    with pytest.raises(ValueError, match="at least one member"):
        Ensemble([])
    for share, beside in ((0.0, neighbors), (1.0, neighbors), (0.3, None)):
        with pytest.raises(ValueError, match="share above 0 and below 1"):
            Ensemble([popularity], neighbors=beside, share=share)
