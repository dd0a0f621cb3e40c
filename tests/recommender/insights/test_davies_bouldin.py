import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import davies_bouldin_score

from recommender.insights import davies_bouldin as module
from recommender.insights.davies_bouldin import davies_bouldin, pair_reach

SQUARE = np.array([[0.0, 0.0], [0.0, 2.0], [10.0, 0.0], [10.0, 2.0]])
LEFT_RIGHT = np.array([0, 0, 1, 1])


def blobs(seed: int, *, count: int = 4, each: int = 60, spread: float = 0.4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centers = 5 * np.array([(number % 2, number // 2) for number in range(count)])
    return np.concatenate([center + spread * rng.normal(size=(each, 2)) for center in centers])


@pytest.mark.parametrize("k", [2, 3, 4, 6])
def test_the_standard_form_is_that_of_scikit_learn(k):
    points = blobs(k)
    clusters = KMeans(k, n_init=2, random_state=0).fit_predict(points)

    assert davies_bouldin(points, clusters) == pytest.approx(davies_bouldin_score(points, clusters))


def test_both_forms_on_a_case_that_can_be_done_by_hand():
    """Centers are 10 apart. Points lie 1 from their center, and 2 from each other."""
    assert davies_bouldin(SQUARE, LEFT_RIGHT, form="standard") == pytest.approx((1 + 1) / 10)
    assert davies_bouldin(SQUARE, LEFT_RIGHT, form="paper") == pytest.approx((2 + 2) / 10)


def test_the_distance_of_pairs_is_the_mean_over_all_of_them():
    points = np.array([[0.0], [1.0], [3.0]])

    assert pair_reach(points) == pytest.approx(2 / (3 * 2) * (1 + 3 + 2))
    assert pair_reach(points[:1]) == 0


def test_the_papers_form_is_larger_by_about_the_root_of_two():
    points = blobs(1, each=400)
    clusters = np.repeat(np.arange(4), 400)

    ratio = davies_bouldin(points, clusters, form="paper") / davies_bouldin(points, clusters)

    assert ratio == pytest.approx(np.sqrt(2), rel=0.03)


@pytest.mark.parametrize("form", ["paper", "standard"])
def test_both_forms_find_the_planted_number_of_clusters(form):
    points = blobs(7)
    found = {k: KMeans(k, n_init=4, random_state=0).fit_predict(points) for k in range(2, 8)}

    assert min(found, key=lambda k: davies_bouldin(points, found[k], form=form)) == 4


def test_a_random_part_stands_for_a_large_cluster(monkeypatch):
    points = np.random.default_rng(0).normal(size=(1_500, 2))
    exact = pair_reach(points)
    monkeypatch.setattr(module, "MOST_PAIRED", 500)

    assert pair_reach(points) == pytest.approx(exact, rel=0.05)
    assert pair_reach(points) != exact


def test_one_cluster_and_an_unknown_form_are_refused():
    with pytest.raises(ValueError, match="two at least"):
        davies_bouldin(SQUARE, np.zeros(4, dtype=int))
    with pytest.raises(ValueError, match="no form 'cosine'"):
        davies_bouldin(SQUARE, LEFT_RIGHT, form="cosine")
