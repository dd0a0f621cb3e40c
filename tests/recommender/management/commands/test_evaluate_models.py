"""evaluate_models on a behavior file, without a shop."""

import json
from io import StringIO

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from recommender.management.commands.evaluate_models import configs_of
from recommender.training.presets import ONLINE_RETAIL


@pytest.fixture
def sessions(tmp_path):
    """Who looks at one item looks at the next one then."""
    rows = [(n, (n + step) % 9 + 1, step) for n in range(300) for step in range(4)]
    path = tmp_path / "train_sessions.parquet"
    pl.DataFrame(rows, schema=["session_id", "item_id", "position"], orient="row").write_parquet(path)
    return path


def run(*arguments) -> str:
    out = StringIO()
    call_command("evaluate_models", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def test_each_fit_is_a_line_of_results_and_a_row_of_the_table(sessions, tmp_path):
    results = tmp_path / "results" / "evaluation.jsonl"
    said = run(
        "--dataset", sessions, "--format", "sessions", "--name", "ring",
        "--algorithms", "popularity,item_knn", "--seeds", "3", "--results", results,
    )  # fmt: skip
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(line["dataset"], line["algorithm"], line["seed"], line["selection"]) for line in lines] == [
        ("ring", "popularity", 3, "validation"),
        ("ring", "item_knn", 3, "validation"),
    ]
    popularity, item_knn = (line["metrics"] for line in lines)
    assert {f"{metric}@{k}" for metric in ("HR", "NDCG", "MRR") for k in (10, 20)} <= set(popularity)
    assert item_knn["MRR@10"] > popularity["MRR@10"]
    assert "| item_knn |" in said


def test_a_dry_run_appends_nothing(sessions, tmp_path):
    results = tmp_path / "evaluation.jsonl"
    run(
        "--dataset",
        sessions,
        "--format",
        "sessions",
        "--algorithms",
        "popularity",
        "--results",
        results,
        "--dry-run",
    )
    assert not results.exists()


def test_a_preset_speaks_of_the_shops_own_algorithm(settings):
    assert configs_of(None) == settings.RECOMMENDER_CONFIGS
    assert configs_of("online_retail")[settings.RECOMMENDER_ALGORITHM] == ONLINE_RETAIL


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--algorithms", "magic"], "There is no algorithm “magic”."),
        (["--seeds", "one"], "--seeds takes numbers"),
        (["--dataset", "nowhere.parquet"], "There is nothing at nowhere.parquet."),
    ],
)
def test_bad_input_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError) as caught:
        run(*arguments, "--dry-run")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
