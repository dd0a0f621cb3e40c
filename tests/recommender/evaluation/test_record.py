from recommender.evaluation.record import append, is_recorded, rows_of, without_nan
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


def test_a_row_is_recorded_where_another_says_the_same():
    rows = [result("item_knn", seed=1, config={"neighbors": 5, "sizes": [1, 2]})]
    wanted = ABOUT | {"algorithm": "item_knn", "seed": 1, "config": {"sizes": (1, 2), "neighbors": 5}}
    assert is_recorded(rows, **wanted)
    for name, other in {"seed": 2, "config": {}, "algorithm": "popularity", "cases": 50}.items():
        assert not is_recorded(rows, **wanted | {name: other})


def test_what_is_undefined_is_null():
    assert without_nan({"a": float("nan"), "b": [(1.0, float("nan"))]}) == {"a": None, "b": [[1.0, None]]}
