"""The benchmark protocol on a behavior file, without a shop."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from recommender.management.protocols.benchmark import contestants_of
from recommender.training.presets import ONLINE_RETAIL, SHOP


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


def test_what_is_recorded_is_not_done_again_unless_asked(sessions, tmp_path):
    results = tmp_path / "evaluation.jsonl"
    arguments = ("--dataset", sessions, "--format", "sessions", "--results", results, "--algorithms")
    run(*arguments, "popularity")
    assert "1 of 2 are in" in run(*arguments, "popularity,item_knn")
    assert len(results.read_text().splitlines()) == 2
    assert "2 of 2 are in" in run(*arguments, "popularity,item_knn")
    assert "1 results" in run(
        *arguments, "item_knn", "--set", "neighbors=5"
    )  # another config is another result
    assert "1 results" in run(*arguments, "popularity", "--again")
    assert len(results.read_text().splitlines()) == 4


def test_a_quick_look_is_labelled_and_has_its_own_name(benchmark, tmp_path):
    results = tmp_path / "results" / "evaluation.jsonl"
    arguments = ("--dataset", benchmark, "--name", "ring", "--algorithms", "popularity", "--results", results)
    run(*arguments)
    run(*arguments, "--fast")
    whole, fast = (json.loads(line) for line in results.read_text().splitlines())
    assert (whole["dataset"], fast["dataset"]) == ("ring", "ring_fast")
    assert "training" not in whole
    assert fast["training"] == "the last 1/16 of the training sessions"
    assert "**A quick look" in (results.parent / "ring_fast.md").read_text()
    assert "quick look" not in (results.parent / "ring.md").read_text()


def test_the_best_epoch_on_test_is_a_result_of_its_own(benchmark, tmp_path):
    results = tmp_path / "results" / "evaluation.jsonl"
    said = run(
        "--dataset", benchmark, "--algorithms", "pmca_bilstm", "--results", results, "--device", "cpu",
        "--set", "epochs=2", "--set", "embedding_size=8", "--set", "hidden=4", "--set", "vector_size=4",
        "--set", "rerank=4", "--fast",
    )  # fmt: skip
    best, chosen = (json.loads(line) for line in results.read_text().splitlines())
    assert (best["selection"], chosen["selection"]) == ("best_on_test", "validation")
    assert [row["epoch"] for row in best["epochs"]] == [1, 2]
    assert best["metrics"]["HR@20"] == max(row["HR@20"] for row in best["epochs"])
    assert best["metrics"]["HR@20"] >= chosen["metrics"]["HR@20"]
    assert "loss" in chosen["epochs"][0]
    assert "Epoch chosen by best_on_test" in said


def asked(**options) -> list:
    given = {"algorithms": "item_knn,pmca_bilstm", "seeds": "1", "dataset": None, "format": None}
    return contestants_of(given | {"preset": None, "changes": []} | options)


def test_what_learned_from_the_validation_part_too_is_a_result_of_its_own(benchmark, tmp_path):
    results = tmp_path / "results" / "evaluation.jsonl"
    arguments = ("--dataset", benchmark, "--name", "ring", "--algorithms", "sasrec", "--results", results)
    arguments += tuple(f"--set={change}" for change in ("epochs=2", "embedding_size=8", "max_length=6"))
    assert "2 results" in run(*arguments)
    assert "2 results" in run(*arguments, "--whole")
    assert "1 of 1 are in" in run(*arguments, "--whole")
    alone, whole = (json.loads(line) for line in results.read_text().splitlines() if '"validation"' in line)
    assert "learned" not in alone
    assert whole["learned"] == "training and validation part"
    assert "MRR@20" in alone["epochs"][0]
    assert "MRR@20" not in whole["epochs"][0]  # nothing was left to choose by
    assert (
        "sasrec (2): learned from the training and validation part"
        in (results.parent / "ring.md").read_text()
    )


def test_a_preset_speaks_of_the_shops_own_algorithm_and_a_change_of_all(tmp_path):
    assert [one.config for one in asked()] == [{}, SHOP]
    assert [one.config for one in asked(preset="online_retail")] == [{}, ONLINE_RETAIL]
    assert [one.config for one in asked(changes=["epochs=9"])] == [{"epochs": 9}, SHOP | {"epochs": 9}]
    assert [one.config for one in asked(dataset=tmp_path)] == [{}, {}]  # a benchmark: the paper's own values


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--algorithms", "magic"], "There is no algorithm “magic”."),
        (["--seeds", "one"], "--seeds takes numbers"),
        (["--fast"], "--fast is for published session benchmarks"),
        (["--dataset", "nowhere.parquet"], "There is nothing at nowhere.parquet."),
    ],
)
def test_bad_input_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError) as caught:
        run(*arguments, "--dry-run")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.django_db
def test_of_several_processes_one_judges_and_writes(benchmark, tmp_path):
    """All of them fit the network; the others pass over what is not taught in steps."""
    results = tmp_path / "results" / "evaluation.jsonl"
    words = [
        "--dataset", benchmark, "--name", "ring", "--algorithms", "popularity,sr_gnn", "--results", results,
        "--device", "cpu",
    ]  # fmt: skip
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [sys.executable, *launch, "manage.py", "evaluate_models", *map(str, words)],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(line["algorithm"], line["selection"]) for line in lines] == [
        ("popularity", "validation"),
        ("sr_gnn", "best_on_test"),
        ("sr_gnn", "validation"),
    ]
    assert done.stdout.count("appended to") == 1


def test_torchrun_is_refused_where_the_work_is_not_shared(benchmark, monkeypatch):
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "1")
    with pytest.raises(CommandError, match="do not share their work"):
        run("--protocol", "purchases", "--dataset", benchmark)
    with pytest.raises(CommandError, match="published benchmark"):
        run("--algorithms", "popularity")
