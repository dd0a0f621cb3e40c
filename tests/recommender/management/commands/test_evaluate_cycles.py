"""evaluate_cycles on three small weeks, without a shop."""

import json
from io import StringIO

import polars as pl
import pytest
from django.core.management import CommandError, call_command

SMALL = ("--set", "embedding_size=16", "--set", "epochs=2", "--set", "learning_rate=0.01")


@pytest.fixture
def clicks(tmp_path):
    """Who looks at one item looks at the next one then; the ring moves on by two items a week."""
    rows = [
        (100 * week + visitor, (visitor + step) % 9 + 2 * week, week)
        for week in range(3)
        for visitor in range(60)
        for step in range(4)
    ]
    path = tmp_path / "clicks.parquet"
    pl.DataFrame(rows, schema=["session_id", "item_id", "week"], orient="row").write_parquet(path)
    return path


def run(clicks, *arguments) -> str:
    out = StringIO()
    call = ("--dataset", clicks, "--algorithm", "gru4rec", "--device", "cpu", *SMALL, *arguments)
    call_command("evaluate_cycles", *map(str, call), stdout=out, verbosity=0)
    return out.getvalue()


def test_each_strategy_is_a_line_of_results_and_a_row_of_the_table(clicks, tmp_path):
    results = tmp_path / "results" / "cycles.jsonl"
    said = run(
        clicks, "--weeks", "1", "--strategies", "static,distilled,full_retraining", "--exemplars", "20",
        "--max-cases", "50", "--results", results, "--update", "epochs=1",
    )  # fmt: skip
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [line["strategy"] for line in lines] == ["static", "distilled", "full_retraining"]
    assert {(line["week"], line["cases"], line["exemplars"]) for line in lines} == {(1, 50, 20)}
    assert lines[1]["metrics"]["HR@20"] > lines[0]["metrics"]["HR@20"]
    assert "| distilled | 1 |" in said
    assert "| 100% |" in said


def test_a_dry_run_appends_nothing(clicks, tmp_path):
    results = tmp_path / "cycles.jsonl"
    run(clicks, "--weeks", "1", "--strategies", "static", "--results", results, "--dry-run")
    assert not results.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--weeks", "one"], "takes numbers"),
        (["--weeks", "2,1"], "must ascend"),
        (["--weeks", "0"], "must ascend"),
        (["--weeks", "1", "--strategies", "loud"], "no strategy loud"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(clicks, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(clicks, *arguments)
