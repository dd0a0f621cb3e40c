from recommender.evaluation.comparison import Contestant
from recommender.evaluation.record import append, is_recorded, rows_of
from tests.factories.results import result

ABOUT = {"dataset": "ring", "fingerprint": "abc", "cases": 100}


def test_rows_come_back_in_their_order(tmp_path):
    path = tmp_path / "new" / "evaluation.jsonl"
    assert rows_of(path) == []
    append(path, [result(seed=1)])
    append(path, [result(seed=2), result(seed=3)])
    assert [row["seed"] for row in rows_of(path)] == [1, 2, 3]


def test_a_line_that_a_kill_cut_short_spoils_no_other(tmp_path):
    path = tmp_path / "evaluation.jsonl"
    append(path, [result(seed=1)])
    with path.open("a") as file:
        file.write('{"dataset": "ri')
    append(path, [result(seed=2)])
    assert [row["seed"] for row in rows_of(path)] == [1, 2]


def test_a_fit_is_recorded_with_its_algorithm_seed_and_config():
    rows = [result("item_knn", seed=1, config={"neighbors": 5, "sizes": [1, 2]})]
    assert is_recorded(Contestant("item_knn", 1, {"sizes": (1, 2), "neighbors": 5}), rows, **ABOUT)
    assert not is_recorded(Contestant("item_knn", 2, {"neighbors": 5, "sizes": [1, 2]}), rows, **ABOUT)
    assert not is_recorded(Contestant("item_knn", 1), rows, **ABOUT)
    assert not is_recorded(Contestant("popularity", 1), rows, **ABOUT)


def test_other_content_or_other_cases_are_another_result():
    rows, one = [result("item_knn", seed=1)], Contestant("item_knn", 1)
    assert is_recorded(one, rows, **ABOUT)
    assert not is_recorded(one, rows, **ABOUT | {"fingerprint": "later"})
    assert not is_recorded(one, rows, **ABOUT | {"cases": 50})
    assert not is_recorded(one, rows, **ABOUT | {"dataset": "ring_fast"})


def test_the_best_epoch_on_test_alone_does_not_mean_that_all_was_written():
    rows = [result("sasrec", seed=1, selection="best_on_test")]
    assert not is_recorded(Contestant("sasrec", 1), rows, **ABOUT)
