"""Fit algorithms, rank every item for every case of the newest period.

Learns from the shop's own behavior log, or from a data set: a folder with train_sessions.parquet and test.parquet (the
published session benchmarks), or a behavior file with its --format. On a published benchmark a network is judged after
each epoch too; its best epoch on test becomes a row of its own.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from recommender.algorithms.interface import silent
from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of
from recommender.management.protocols.options import add_device, add_seeds, by_torchrun, names, numbers
from recommender.management.protocols.recording import Recording
from recommender.management.sources import add_source, dataset_of

RECORD = "evaluation.jsonl"
DOCUMENTED = ("diginetica", "yoochoose1_64", "diginetica_fast", "yoochoose1_64_fast")
EXAMPLES = """
evaluate_models                                              all, on the shop's own log
evaluate_models --algorithms popularity,item_knn --seeds 1,2,3
evaluate_models --dataset data/diginetica                    a published session benchmark
evaluate_models --dataset data/diginetica --fast             a quick look: the last 1/16 of its training sessions
evaluate_models --dataset data/diginetica --algorithms sasrec --device cuda --set epochs=5
evaluate_models --dataset data/diginetica --algorithms sasrec --whole --set epochs=3    with what validation chose
evaluate_models --dataset transactions.parquet --format online-retail --preset online_retail
evaluate_models --dry-run                                    print the table, append nothing
torchrun --nproc-per-node 2 manage.py evaluate_models --dataset data/diginetica    two processes, or GPUs, teach together
"""


def add_arguments(parser: CommandParser) -> None:
    default = ",".join([*settings.RECOMMENDER_BASELINES, settings.RECOMMENDER_ALGORITHM])
    parser.add_argument("--algorithms", default=default, help="comma-separated (default: %(default)s)")
    add_seeds(parser)
    add_source(parser)
    parser.add_argument(
        "--fast", action="store_true", help="learn from the last 1/16 of a benchmark's training sessions"
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="networks learn from the validation part too, for the epochs that are set: what validation has chosen before",
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave a checkpoint of each fit there")
    add_device(parser)
    add_config_arguments(parser)
    parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    """Under torchrun, all processes teach, and the first one judges and writes."""
    if not by_torchrun():
        judge(command, bars, options)
        return
    from recommender.training.distributed import launched

    if not is_benchmark(options):
        raise CommandError("Under torchrun, name the folder of a published benchmark: --dataset PATH.")
    with launched(options["device"]) as team:
        judge(command, bars, options, judges=team.leads, told=team.told)


def judge(
    command: LoopCommand,
    bars: Bars,
    options: dict,
    *,
    judges: bool = True,
    told: Callable = lambda find: find(),
) -> None:
    """`told` gives all processes what the first one finds."""
    from recommender.evaluation.comparison import compare
    from recommender.evaluation.pages import write_page
    from recommender.evaluation.protocols import FAST, VALIDATION, WHOLE
    from recommender.evaluation.summary import by_selection
    from recommender.evaluation.tables import accuracy_table

    contestants = contestants_of(options)
    dataset, split = cases_of(options)
    split = split.whole() if options["whole"] else split
    recording = Recording(command, options)
    about = {
        "dataset": dataset.name,
        "fingerprint": dataset.fingerprint,
        "cases": min(len(split.test), options["max_cases"] or len(split.test)),
        "selection": VALIDATION,  # the row that is written last
        "learned": WHOLE if options["whole"] else None,
    }
    learned = {"training": FAST} if options["fast"] else {}
    learned |= {"learned": WHOLE} if options["whole"] else {}
    for result in compare(
        dataset,
        split,
        told(lambda: recording.missing(contestants, lambda one: about | asdict(one))),
        device=options["device"],
        max_length=history_length(dataset, options),
        max_samples=options["max_cases"],
        every_epoch=is_benchmark(options),
        keep=partial(keep, folder=options["keep"], dataset=dataset.name),
        judges=judges,
        stages=bars.stage if judges else lambda _: silent,
    ):
        recording.add(result.as_json() | learned)
    bars.close()
    if not judges:
        return
    for selection, found in by_selection(recording.fresh, dataset=dataset.name).items():
        if found:
            command.say(f"Epoch chosen by {selection}:\n{accuracy_table(found)}")
    recording.finish(dataset.name, lambda path: write_page(path, dataset.name))


def keep(algorithm, contestant, *, folder: Path | None, dataset: str) -> None:
    """A checkpoint by its name; an older one of the same name is replaced."""
    if folder is not None:
        name = f"{dataset}-{contestant.algorithm}-{contestant.seed}"
        algorithm.save(folder / name, facts={"seed": contestant.seed, "config": contestant.config})


def write_pages(docs: Path) -> list[Path]:
    """The tables in evaluation.md, and the page of each dataset."""
    from recommender.evaluation.pages import write_document, write_page

    results = docs / "results" / RECORD
    document = docs / "evaluation.md"
    write_document(document, results, DOCUMENTED)
    return [document, *(write_page(results, dataset) for dataset in DOCUMENTED)]


def contestants_of(options: dict) -> list:
    from recommender.evaluation.comparison import Contestant
    from recommender.loop import known_algorithm

    configs = {} if is_benchmark(options) else settings.RECOMMENDER_CONFIGS
    preset = changes_of(options | {"changes": []})
    changes = changes_of(options | {"preset": None})
    if preset:  # which speaks of the shop's own algorithm
        configs = configs | {settings.RECOMMENDER_ALGORITHM: preset}
    return [
        Contestant(name, seed, configs.get(name, {}) | changes)
        for name in map(known_algorithm, names(options["algorithms"]))
        for seed in numbers(options["seeds"])
    ]


def is_benchmark(options: dict) -> bool:
    """Published benchmarks are judged as the papers do: networks with their own defaults, whole histories."""
    return options["dataset"] is not None and options["format"] is None


def history_length(dataset: Dataset, options: dict) -> int:
    return int(dataset.sequences.lengths.max()) if is_benchmark(options) else settings.RECOMMENDER_MAX_LENGTH


def cases_of(options: dict) -> tuple[Dataset, TemporalSplit]:
    """The dataset, and its cases before and after the time cut."""
    from recommender.loop import split_dataset

    if options["fast"] and not is_benchmark(options):
        raise CommandError("--fast is for published session benchmarks; elsewhere use --max-cases.")
    if is_benchmark(options):
        return benchmark(options["dataset"], options["name"], fast=options["fast"])
    dataset = dataset_of(options)
    return dataset, split_dataset(dataset)


def benchmark(folder: Path, name: str | None, *, fast: bool) -> tuple[Dataset, TemporalSplit]:
    from recommender.dataset.benchmark import benchmark_dataset
    from recommender.evaluation.protocols import FAST_SHARE

    if not folder.exists():
        raise CommandError(f"There is nothing at {folder}.")
    files = folder / "train_sessions.parquet", folder / "test.parquet"
    for file in files:
        if not file.is_file():
            raise CommandError(f"{file} is missing. If {folder} is a behavior file, name its --format.")
    name = name or folder.resolve().name
    part = {"name": f"{name}_fast", "training_share": FAST_SHARE} if fast else {"name": name}
    found = benchmark_dataset(*files, **part)
    return found.dataset, found.split
