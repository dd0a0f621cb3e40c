"""export_behavior, from the command line."""

from datetime import UTC, datetime
from io import StringIO

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from tests.factories.behavior import EventFactory, ImpressionFactory

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command("export_behavior", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def kinds(path) -> list[str]:
    return pq.read_table(path)["kind"].to_pylist()


def test_it_writes_all_and_says_so(tmp_path):
    EventFactory.create_batch(2)
    ImpressionFactory()
    said = run("--to", tmp_path / "log.parquet")
    assert kinds(tmp_path / "log.parquet") == ["view", "view", "impression"]
    assert "3 rows" in said
    assert "2 view, 1 impression" in said


def test_an_empty_log_gives_an_empty_file(tmp_path):
    assert "nothing matched" in run("--to", tmp_path / "log.parquet")
    assert kinds(tmp_path / "log.parquet") == []


def test_only_some_kinds(tmp_path):
    for kind in ("view", "purchase", "cart_add"):
        EventFactory(kind=kind)
    ImpressionFactory()
    run("--to", tmp_path / "log.parquet", "--kind", "purchase", "--kind", "impression")
    assert kinds(tmp_path / "log.parquet") == ["purchase", "impression"]


def test_only_some_days(tmp_path):
    for day in (1, 2, 3):
        at = datetime(2026, 5, day, 12, tzinfo=UTC)
        EventFactory(occurred_at=at, product_id=day)
        ImpressionFactory(seen_at=at)
    run("--to", tmp_path / "log.parquet", "--from", "2026-05-02", "--until", "2026-05-03T00:00:00Z")
    assert pq.read_table(tmp_path / "log.parquet")["product"].to_pylist() == [2, 11]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kind", "stare"], "There is no kind “stare”"),
        (["--from", "yesterday"], "--from takes a time"),
        (["--until", "2026-02-31"], "--until takes a time"),
        (["--from", "2026-05-02", "--until", "2026-05-01"], "--from must be before --until"),
    ],
)
def test_nonsense_is_refused_in_words(tmp_path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("--to", tmp_path / "log.parquet", *arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["missing/log.parquet", ".", ""])
def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="cannot be written"):
        run("--to", path)


def test_only_a_name_that_says_parquet_is_taken(tmp_path):
    with pytest.raises(CommandError, match=r"ends in \.parquet, not “log\.csv”"):
        run("--to", tmp_path / "log.csv")
    assert not list(tmp_path.iterdir())
