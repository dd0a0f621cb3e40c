import numpy as np

from recommender.insights.attribute_merging import merge_groups, pearson


def test_correlations_are_those_of_numpy():
    values = np.random.default_rng(0).normal(size=(50, 4)) @ np.random.default_rng(1).normal(size=(4, 4))

    np.testing.assert_allclose(pearson(values), np.corrcoef(values, rowvar=False))


def test_an_attribute_that_never_varies_correlates_with_itself_alone():
    values = np.array([[1.0, 5.0], [2.0, 5.0], [4.0, 5.0]])

    assert pearson(values).tolist() == [[1, 0], [0, 1]]


def test_attributes_join_only_those_with_all_of_whom_they_correlate():
    correlations = np.array([[1, 0.95, 0.2, 0.95], [0.95, 1, 0.1, 0.5], [0.2, 0.1, 1, 0], [0.95, 0.5, 0, 1]])

    assert merge_groups(correlations, threshold=0.9) == [[0, 1], [2], [3]]
    assert merge_groups(correlations, threshold=0.99) == [[0], [1], [2], [3]]


def test_opposites_are_not_the_same():
    assert merge_groups(np.array([[1, -1.0], [-1.0, 1]]), threshold=0.9) == [[0], [1]]
