"""The protocol of drifting periods on a small simulated log, without a shop."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

SMALL = (
    "--set", "embedding_size=16", "--set", "hidden=16", "--set", "space=8", "--set", "epochs=1",
    "--update", "epochs=1", "--visitors", "220", "--max-cases", "60", "--device", "cpu",
)  # fmt: skip


def run(*arguments) -> str:
    out = StringIO()
    call_command("evaluate_models", "--protocol", "drift", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def test_each_contestant_is_a_line_of_results_and_what_is_there_is_not_done_again(tmp_path):
    results = tmp_path / "results" / "drift.jsonl"
    said = run("--algorithms", "item_knn,gru_tam", *SMALL, "--results", results)
    rows = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(row["algorithm"], row["mode"]) for row in rows] == [
        ("item_knn", "static"), ("item_knn", "retrained"), ("gru_tam", "static"), ("gru_tam", "dynamic"),
    ]  # fmt: skip
    assert rows[3]["config"] | {"hidden": 16, "epochs": 1} == rows[3]["config"]
    assert rows[3]["update"]["training"]["epochs"] == 1
    assert rows[0]["config"] == {}
    assert {row["periods"][4]["cases"] for row in rows} == {60}
    assert "| gru_tam, dynamic: its live weights |" in said
    assert "# Drift" in results.with_suffix(".md").read_text()

    results.write_text("".join(f"{json.dumps(row)}\n" for row in rows[:3]))  # killed before the last
    assert "3 of 4 are in" in run("--algorithms", "item_knn,gru_tam", *SMALL, "--results", results)
    again = [json.loads(line) for line in results.read_text().splitlines()]
    assert len(again) == 4
    assert again[3]["periods"][2]["metrics"] == rows[3]["periods"][2]["metrics"]


def test_a_dry_run_appends_nothing(tmp_path):
    results = tmp_path / "drift.jsonl"
    said = run("--algorithms", "item_knn", *SMALL, "--results", results, "--dry-run")
    assert "nothing was appended" in said
    assert not results.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--algorithms", "magic"], "no algorithm 'magic'"),
        (["--algorithms", "item_knn", "--modes", "dynamic"], "cannot be updated"),
        (["--modes", "loud"], "no mode 'loud'"),
        (["--update", "speed=1"], "no setting speed"),
        (["--dataset", "shop", "--algorithms", "ceiling"], "that was not simulated"),
        (["--dataset", "nowhere.parquet"], "no file nowhere.parquet"),
        (["--visitors", "2", "--algorithms", "item_knn"], "too small"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments, "--results", tmp_path / "drift.jsonl")
