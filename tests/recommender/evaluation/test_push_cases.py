import numpy as np
import pytest

from recommender.dataset.build import build_sequences
from recommender.evaluation.push_cases import push_cases, push_values
from tests.factories.sequences import event_table

HOUR = 3_600


@pytest.fixture
def sequences():
    """Ann comes three times, the last time for 2, 4 and 2 again; Ben only once, after the cut."""
    return build_sequences(
        event_table(
            ("ann", 1, "view", 0),
            ("ann", 2, "view", 10),
            ("ann", 3, "view", 5 * HOUR),
            ("ann", 2, "view", 9 * HOUR),
            ("ann", 4, "view", 9 * HOUR + 10),
            ("ann", 2, "purchase", 9 * HOUR + 20),
            ("ben", 1, "view", 9 * HOUR),
        )
    ).sequences


def test_a_case_is_a_visit_after_the_cut_by_someone_who_was_there_before(sequences):
    cases = push_cases(sequences, since=6 * HOUR)
    assert (cases.samples.rows.tolist(), cases.samples.ends.tolist()) == ([0], [3])
    assert (cases.item.tolist(), cases.sizes.tolist()) == ([2, 4], [2])


def test_every_visit_after_the_cut_is_a_case_with_all_that_came_before_it(sequences):
    cases = push_cases(sequences, since=HOUR)
    assert cases.samples.ends.tolist() == [2, 3]
    assert cases.sizes.tolist() == [1, 2]


def test_hits_are_places_with_a_relevant_item_of_the_same_case(sequences):
    cases = push_cases(sequences, since=HOUR)
    lists = np.array([[3, 2, 9], [4, 3, 2]])
    assert cases.hits(lists).tolist() == [[True, False, False], [True, False, True]]


def test_f1_is_of_precision_and_recall_and_its_ceiling_is_one_only_where_the_list_is_as_long_as_the_truth():
    hits = np.array([[True, False, True, False], [False, False, False, False]])
    found = push_values(hits, np.array([2, 8]), lengths=(2, 4))
    assert found["precision@4"].tolist() == [0.5, 0]
    assert found["recall@4"].tolist() == [1, 0]
    assert found["F1@4"].tolist() == pytest.approx([2 / 3, 0])
    assert found["ceiling@2"].tolist() == pytest.approx([1, 0.4])
    assert found["ceiling@4"].tolist() == pytest.approx([2 / 3, 2 / 3])


def test_a_perfect_list_reaches_the_ceiling():
    sizes = np.array([1, 3, 9])
    perfect = np.arange(5) < sizes[:, None]
    found = push_values(perfect, sizes, lengths=(1, 2, 5))
    for k in (1, 2, 5):
        np.testing.assert_allclose(found[f"F1@{k}"], found[f"ceiling@{k}"])
