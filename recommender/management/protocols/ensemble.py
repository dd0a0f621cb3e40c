"""Judge several checkpoints as one: the mean of their probabilities, and session neighbors beside them.

The checkpoints come from --protocol benchmark with --keep. The neighbors learn what came before the test period.
"""

import time
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from recommender.management.loop_command import Bars, LoopCommand
from recommender.management.protocols import benchmark
from recommender.management.protocols.options import add_device
from recommender.management.protocols.recording import Recording

RECORD = benchmark.RECORD
EXAMPLES = """
evaluate_models --protocol ensemble --dataset data/diginetica --checkpoints kept/diginetica-pmca_bilstm-*
evaluate_models --protocol ensemble --dataset data/diginetica --checkpoints kept/diginetica-pmca_bilstm-1 --neighbors 0.2
evaluate_models --protocol ensemble --dataset data/diginetica --checkpoints kept/diginetica-pmca_bilstm-1 --evidence --catch-up 0.0003
evaluate_models --protocol ensemble --dataset data/diginetica --checkpoints part/… --evidence --relearned whole/…
"""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--dataset", type=Path, required=True, metavar="PATH", help="a published session benchmark"
    )
    parser.add_argument("--name", help="what to call the dataset in the results (default: its folder)")
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, metavar="FOLDER")
    parser.add_argument(
        "--evidence",
        action="store_true",
        help="weigh what earlier sessions tell beside them, as the validation part teaches; they must not have learned it",
    )
    parser.add_argument(
        "--catch-up",
        type=float,
        metavar="RATE",
        help="then let them learn the validation part and as many earlier samples, once, at this learning rate",
    )
    parser.add_argument(
        "--relearned",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="checkpoints that learned all of it (--whole): they take the place of those that taught the weights",
    )
    parser.add_argument("--neighbors", type=float, default=0.0, metavar="SHARE", help="of session k-NN")
    add_device(parser)
    parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    from recommender.evaluation.pages import write_page
    from recommender.evaluation.protocols import VALIDATION
    from recommender.evaluation.summary import summaries
    from recommender.evaluation.tables import accuracy_table

    dataset, split = benchmark.benchmark(options["dataset"], options["name"], fast=False)
    if options["relearned"] and (options["catch_up"] or not options["evidence"]):
        raise CommandError("--relearned stands beside --evidence, and in the place of --catch-up.")
    contestant = contestant_of(options)
    recording = Recording(command, options)
    about = {"dataset": dataset.name, "fingerprint": dataset.fingerprint, "cases": cases_of(split, options)}
    for one in recording.missing([contestant], lambda one: about | asdict(one)):
        recording.add(judged(one, dataset, split, bars, options).as_json())
    bars.close()
    command.say(accuracy_table(summaries(recording.fresh, dataset=dataset.name, selection=VALIDATION)))
    recording.finish(dataset.name, lambda path: write_page(path, dataset.name))


def write_pages(docs: Path) -> list[Path]:
    """None: its rows stand in the tables of the benchmark."""
    return []


def judged(contestant, dataset, split, bars: Bars, options: dict):
    """Made of the checkpoints and judged on the test cases."""
    from recommender.evaluation.comparison import Comparison, details_of
    from recommender.evaluation.evaluator import evaluate
    from recommender.evaluation.protocols import VALIDATION

    started = time.perf_counter()
    algorithm = algorithm_of(options, dataset, split)
    seconds = (
        time.perf_counter() - started + sum(map(seconds_of, options["checkpoints"] + options["relearned"]))
    )
    report = evaluate(
        algorithm,
        dataset,
        split.test,
        max_length=int(dataset.sequences.lengths.max()),
        max_samples=options["max_cases"],
        progress=bars.stage("evaluate the ensemble"),
    )
    details = details_of(report, dataset, split)
    return Comparison(report, contestant, seconds, options["device"], VALIDATION, details)


def seconds_of(folder: Path) -> float:
    """How long the epochs of a checkpoint took."""
    from recommender.algorithms.checkpoint import read_manifest

    return sum(epoch.get("seconds", 0) for epoch in read_manifest(folder)["config"].get("history", []))


def contestant_of(options: dict):
    """One checkpoint keeps its name and seed; several are an ensemble of their names."""
    from recommender.algorithms.checkpoint import CheckpointError, read_manifest
    from recommender.evaluation.comparison import Contestant

    folders = options["checkpoints"]
    try:
        manifests = [read_manifest(folder) for folder in folders]
    except CheckpointError as error:
        raise CommandError(str(error)) from error
    config = {name: options[name] for name in ("neighbors", "evidence", "catch_up") if options[name]}
    config |= {"relearned": True} if options["relearned"] else {}
    beside = " + neighbors" * bool(options["neighbors"]) + " + evidence" * options["evidence"]
    if len(folders) > 1:
        return Contestant(f"ensemble{beside}", 0, {"members": [folder.name for folder in folders]} | config)
    alone, facts = manifests[0]["algorithm"], manifests[0]["facts"]
    return Contestant(alone + beside, facts.get("seed", 0), facts.get("config", {}) | config)


def cases_of(split, options: dict) -> int:
    return min(len(split.test), options["max_cases"] or len(split.test))


def algorithm_of(options: dict, dataset, split):
    """The checkpoints as one. Raises CommandError in words where they do not fit."""
    from recommender.algorithms.interface import FitOptions
    from recommender.algorithms.session_knn import SessionKNN
    from recommender.evaluation.ensemble import Ensemble
    from recommender.evaluation.weighed import Weighed
    from recommender.training.updates import caught_up
    from recommender.training.weighed import Weighing, evidence_of

    members, relearned = (
        members_of(options[name], dataset, options) for name in ("checkpoints", "relearned")
    )
    neighbors = None
    if options["neighbors"]:
        neighbors = SessionKNN().fit(dataset, split.before_test, split.validation, FitOptions())
    try:
        one = Ensemble(members, neighbors=neighbors, share=options["neighbors"])
        if not options["evidence"]:
            return one
        weighing = Weighing.taught(one.scores, dataset, split.training, split.validation, seed=0)
        if options["catch_up"]:
            news = {"new": split.validation, "past": split.training, "rate": options["catch_up"]}
            one = Ensemble([caught_up(member, dataset, seed=0, **news) for member in members])
        if relearned:
            one = Ensemble(relearned)
        return Weighed(one, weighing.over(evidence_of(dataset, split.before_test)))
    except ValueError as error:
        raise CommandError(str(error)) from error


def members_of(folders: list[Path], dataset, options: dict) -> list:
    from recommender.algorithms.checkpoint import CheckpointError
    from recommender.training.registry import load_algorithm

    try:
        members = [load_algorithm(folder, device=options["device"]) for folder in folders]
    except CheckpointError as error:
        raise CommandError(str(error)) from error
    for folder, member in zip(folders, members, strict=True):
        if member.trained_on.fingerprint != dataset.fingerprint:
            raise CommandError(f"{folder} learned another data set than {dataset.name}.")
    return members
