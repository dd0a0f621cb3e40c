"""The protocol of weekly cycles on four small weeks, without a shop."""

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
        for week in range(4)
        for visitor in range(60)
        for step in range(4)
    ]
    path = tmp_path / "clicks.parquet"
    pl.DataFrame(rows, schema=["session_id", "item_id", "week"], orient="row").write_parquet(path)
    return path


@pytest.fixture(autouse=True)
def own_states(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


def run(clicks, *arguments) -> str:
    out = StringIO()
    call = ("--dataset", clicks, "--algorithms", "gru4rec", "--device", "cpu", *SMALL, *arguments)
    call_command("evaluate_models", "--protocol", "cycles", *map(str, call), stdout=out, verbosity=0)
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


def test_the_cycle_of_week_0_judges_what_all_start_from(clicks, tmp_path):
    results = tmp_path / "cycles.jsonl"
    run(clicks, "--weeks", "0,1", "--strategies", "static,fine_tune", "--results", results)
    found = {(row["strategy"], row["week"]): row for row in map(json.loads, results.read_text().splitlines())}
    assert found["fine_tune", 0]["metrics"] == found["static", 0]["metrics"]
    assert found["fine_tune", 1]["metrics"] != found["static", 1]["metrics"]


def test_an_update_can_change_the_distillation_and_the_smaller_successor(clicks, tmp_path):
    results = tmp_path / "results" / "cycles.jsonl"
    asked = ("--weeks", "1", "--strategies", "distilled_smaller", "--exemplars", "20", "--results", results)
    for change in ("student.embedding_size=8", "mix.alpha=0"):
        run(clicks, *asked, "--update", "epochs=1", "--update", change)
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [line["update"] for line in lines] == [
        {"epochs": 1, "student.embedding_size": 8},
        {"epochs": 1, "mix.alpha": 0},
    ]
    assert lines[0]["metrics"] != lines[1]["metrics"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("mix.loudness=1", "has no field loudness"),
        ("student.depth=3", "cannot teach a student with depth"),
        ("teacher.k=3", "knows mix.FIELD and student.FIELD"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused_in_words(clicks, tmp_path, change, sentence):
    asked = ("--weeks", "1", "--strategies", "distilled_smaller", "--update", change, "--dry-run")
    with pytest.raises(CommandError, match=sentence):
        run(clicks, *asked, "--results", tmp_path / "cycles.jsonl")


def test_a_dry_run_appends_nothing(clicks, tmp_path):
    results = tmp_path / "cycles.jsonl"
    run(clicks, "--weeks", "1", "--strategies", "static", "--results", results, "--dry-run")
    assert not results.exists()


def test_a_killed_run_goes_on_as_if_it_had_not_been_stopped(clicks, tmp_path):
    strategies = ("--strategies", "static,averaged,full_retraining", "--weeks", "1,2")
    whole, stopped = (tmp_path / name / "cycles.jsonl" for name in ("whole", "stopped"))
    run(clicks, *strategies, "--results", whole, "--again")
    lines = whole.read_text().splitlines()
    run(clicks, *strategies, "--results", stopped, "--weeks", "1", "--again")
    first, learned = stopped.read_text(), learned_by("averaged")
    stopped.write_text(
        "".join(f"{line}\n" for line in first.splitlines()[:2])
    )  # killed before full retraining

    assert "2 of 6 are in" in run(clicks, *strategies, "--results", stopped)

    found = [json.loads(line) for line in stopped.read_text().splitlines()]
    expected = [json.loads(line) for line in lines]
    assert {(row["strategy"], row["week"]): row["metrics"] for row in found} == {
        (row["strategy"], row["week"]): row["metrics"] for row in expected
    }
    assert len(found) == 6
    assert learned == ["1"]
    assert learned_by("averaged") == ["2"]
    assert "6 of 6 are in" in run(clicks, *strategies, "--results", stopped)


def learned_by(strategy) -> list[str]:
    from django.conf import settings

    return [path.name for path in (settings.LOCAL_DIR / "cycles").glob(f"*/{strategy}/*")]


def test_without_its_states_a_run_learns_again_but_judges_nothing_twice(clicks, settings, tmp_path):
    arguments = ("--strategies", "fine_tune", "--results", tmp_path / "cycles.jsonl")
    run(clicks, *arguments, "--weeks", "1,2")
    whole = (tmp_path / "cycles.jsonl").read_text().splitlines()
    (tmp_path / "cycles.jsonl").write_text(f"{whole[0]}\n")
    settings.LOCAL_DIR = tmp_path / "another"

    run(clicks, *arguments, "--weeks", "1,2")

    rows = [json.loads(line) for line in (tmp_path / "cycles.jsonl").read_text().splitlines()]
    assert [row["week"] for row in rows] == [1, 2]
    assert rows[1]["metrics"] == json.loads(whole[1])["metrics"]


def test_the_page_shows_each_week_and_the_means(clicks, tmp_path):
    results = tmp_path / "results" / "cycles.jsonl"
    run(clicks, "--weeks", "1,2", "--strategies", "static,averaged,full_retraining", "--results", results)
    page = results.with_suffix(".md").read_text()
    assert "### gru4rec, seed 7, weeks 1 to 2" in page
    assert "| averaged | 2 |" in page
    assert "| averaged, its live weights | 2 |" in page
    for name in ("HR-by-week", "MRR-mean", "seconds"):
        assert f"(plots/cycles-1-{name}.svg)" in page
        assert (results.parent / "plots" / f"cycles-1-{name}.svg").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--weeks", "one"], "takes numbers"),
        (["--weeks", "2,1"], "must ascend"),
        (["--weeks=-1,0"], "must ascend"),
        (["--weeks", "1,3"], "must ascend"),
        (["--weeks", "1", "--strategies", "loud"], "no strategy loud"),
        (["--algorithms", "item_knn"], "item_knn cannot be updated"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(clicks, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(clicks, *arguments)
