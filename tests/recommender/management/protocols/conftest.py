import polars as pl
import pytest


@pytest.fixture
def sessions(tmp_path):
    """Who looks at one item looks at the next one then."""
    rows = [(n, (n + step) % 9 + 1, step) for n in range(300) for step in range(4)]
    path = tmp_path / "train_sessions.parquet"
    pl.DataFrame(rows, schema=["session_id", "item_id", "position"], orient="row").write_parquet(path)
    return path


@pytest.fixture
def benchmark(sessions, tmp_path):
    tests = {"session_id": [0, 1, 2], "prefix": [[1], [2, 3], [3]], "target": [2, 4, 4]}
    pl.DataFrame(tests).write_parquet(tmp_path / "test.parquet")
    return tmp_path
