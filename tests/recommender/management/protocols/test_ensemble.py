"""Checkpoints of the benchmark protocol, judged as one."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.sequences import make_dataset, make_split


def run(protocol: str, *arguments) -> str:
    out = StringIO()
    call_command(
        "evaluate_models", "--protocol", protocol, *map(str, arguments), stdout=out, stderr=out, verbosity=0
    )
    return out.getvalue()


@pytest.fixture
def kept(benchmark, tmp_path):
    """Two fits of one network, and the record that they stand in."""
    record, folder = tmp_path / "results" / "evaluation.jsonl", tmp_path / "kept"
    changes = [f"--set={change}" for change in ("epochs=2", "embedding_size=8", "max_length=6")]
    run(
        "benchmark", "--dataset", benchmark, "--name", "ring", "--algorithms", "sasrec", "--seeds", "1,2",
        "--keep", folder, "--results", record, *changes,
    )  # fmt: skip
    return benchmark, record, [folder / "ring-sasrec-1", folder / "ring-sasrec-2"]


def test_checkpoints_are_judged_as_one_beside_what_they_are_alone(kept):
    benchmark, record, folders = kept
    arguments = ("--dataset", benchmark, "--name", "ring", "--results", record, "--checkpoints", *folders)
    assert "| ensemble |" in run("ensemble", *arguments)
    run("ensemble", *arguments, "--neighbors", "0.2")
    assert "1 of 1 are in" in run("ensemble", *arguments)
    rows = map(json.loads, record.read_text().splitlines())
    plain, mixed = (row for row in rows if row["algorithm"].startswith("ensemble"))
    assert plain["config"] == {"members": ["ring-sasrec-1", "ring-sasrec-2"]}
    assert mixed["config"]["neighbors"] == 0.2
    assert 0 <= mixed["metrics"]["MRR@20"] <= 1
    assert "- ensemble + neighbors: members" in (record.parent / "ring.md").read_text()


def test_evidence_is_weighed_as_validation_teaches_before_the_rest_is_learned(kept):
    benchmark, record, folders = kept
    arguments = ("--dataset", benchmark, "--name", "ring", "--results", record, "--checkpoints")
    said = run("ensemble", *arguments, folders[0], "--evidence", "--catch-up", "0.001")
    assert "| sasrec + evidence |" in said
    row = json.loads(record.read_text().splitlines()[-1])
    fit = {"epochs": 2, "embedding_size": 8, "max_length": 6}
    assert (row["seed"], row["config"]) == (1, fit | {"evidence": True, "catch_up": 0.001})
    assert "| ensemble + evidence |" in run("ensemble", *arguments, *folders, "--evidence")


def test_who_learned_all_takes_the_place_of_who_taught_the_weights(kept):
    benchmark, record, folders = kept
    arguments = ("--dataset", benchmark, "--name", "ring", "--results", record, "--checkpoints")
    run("ensemble", *arguments, folders[0], "--evidence")
    run("ensemble", *arguments, folders[0], "--evidence", "--relearned", folders[1])
    alone, relearned = map(json.loads, record.read_text().splitlines()[-2:])
    assert relearned["config"] == alone["config"] | {"relearned": True}
    assert relearned["metrics"] != alone["metrics"]
    assert relearned["seconds"] > alone["seconds"]
    with pytest.raises(CommandError, match="in the place of --catch-up"):
        run("ensemble", *arguments, folders[0], "--relearned", folders[1])


def test_bad_input_is_refused_in_one_sentence(kept, tmp_path):
    benchmark, record, folders = kept
    arguments = ("--dataset", benchmark, "--results", record, "--checkpoints")
    with pytest.raises(CommandError, match="nowhere"):
        run("ensemble", *arguments, tmp_path / "nowhere")
    with pytest.raises(CommandError, match="share above 0 and below 1"):
        run("ensemble", *arguments, *folders, "--neighbors", "1.5")


def test_members_must_have_learned_the_same_data_set(kept, tmp_path):
    from recommender.algorithms.interface import FitOptions
    from recommender.training.one_stage import SasRec

    benchmark, record, _ = kept
    dataset = make_dataset()
    split = make_split(dataset)
    options = FitOptions(device="cpu", extra={"epochs": 1, "embedding_size": 8})
    SasRec().fit(dataset, split.training, split.validation, options).save(tmp_path / "other", facts={})
    with pytest.raises(CommandError, match="learned another data set than"):
        run("ensemble", "--dataset", benchmark, "--results", record, "--checkpoints", tmp_path / "other")
