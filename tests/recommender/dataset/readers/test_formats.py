import tracemalloc

import polars as pl
import pytest

from recommender.dataset.readers.formats import READERS, open_behavior
from recommender.dataset.readers.rows import ReaderError
from recommender.dataset.readers.values import as_whole


@pytest.fixture
def sessions(tmp_path):
    def written(rows, name="sessions.parquet"):
        columns = {
            "session_id": range(rows),
            "item_id": [i % 50 + 1 for i in range(rows)],
            "position": [0] * rows,
        }
        pl.DataFrame(columns).write_parquet(tmp_path / name, row_group_size=10_000)
        return tmp_path / name

    return written


def refusal(path, name):
    with pytest.raises(ReaderError) as caught:
        for _ in open_behavior(path, name).events():
            pass
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_each_format_opens_its_own_reader(sessions):
    assert open_behavior(sessions(3), "sessions").format == "sessions"
    assert set(READERS) == {"online-retail", "sessions", "rees46"}


def test_an_unknown_format_is_refused_with_the_known_ones(sessions):
    assert refusal(sessions(3), "oracle") == (
        "There is no format 'oracle'; known are online-retail, sessions, rees46."
    )


def test_missing_columns_are_named(sessions):
    assert refusal(sessions(3), "rees46") == (
        "sessions.parquet lacks the columns event_time, event_type, category_code, brand, price, user_id."
    )


def test_a_missing_file_is_refused(tmp_path):
    assert "There is no file" in refusal(tmp_path / "nothing.csv", "sessions")


def test_another_kind_of_file_is_refused(tmp_path):
    (tmp_path / "sessions.json").write_text("{}")
    assert (
        refusal(tmp_path / "sessions.json", "sessions") == "sessions.json is none of .parquet, .csv, .xlsx."
    )


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.csv").touch()
    assert refusal(tmp_path / "empty.csv", "sessions") == "empty.csv is empty."


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_text_under_a_false_name_is_refused(tmp_path, suffix):
    path = tmp_path / f"false.{suffix}"
    path.write_text("session_id,item_id,position\n0,1,0\n")
    assert "truncated or not" in refusal(path, "sessions")


def test_a_truncated_parquet_file_is_refused(sessions):
    path = sessions(100)
    path.write_bytes(path.read_bytes()[:-20])
    assert "truncated or not a Parquet file" in refusal(path, "sessions")


def test_a_parquet_file_with_a_hole_is_refused(sessions):
    path = sessions(100)
    content = bytearray(path.read_bytes())
    content[4:60] = bytes(56)
    path.write_bytes(content)
    assert "truncated or not a Parquet file" in refusal(path, "sessions")


def test_a_csv_file_of_bytes_is_refused(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(b"\x00\xff\x81" * 100)
    assert refusal(path, "sessions")


def test_memory_does_not_grow_with_the_file(sessions):
    def peak(path):
        as_whole.cache_clear()  # what earlier tests left in it would make one of the two cheaper
        tracemalloc.start()
        for _ in open_behavior(path, "sessions").events():
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small, large = peak(sessions(20_000, "small.parquet")), peak(sessions(80_000, "large.parquet"))
    assert large < 1.5 * small
