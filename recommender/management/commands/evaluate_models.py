"""Fit algorithms, rank every item for every case of the newest period, and write down what they were worth.

Learns from the shop's own behavior log, or from a data set: a folder with train_sessions.parquet and test.parquet (the
published session benchmarks), or a behavior file with its --format. Nothing is registered and nothing goes live.
"""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.management.loop_command import Bars, LoopCommand, add_preset_argument
from recommender.training.presets import PRESETS

RESULTS = Path("docs/results/evaluation.jsonl")


class Command(LoopCommand):
    help = __doc__
    examples = """
evaluate_models                                              all, on the shop's own log
evaluate_models --algorithms popularity,item_knn --seeds 1,2,3
evaluate_models --dataset data/diginetica                    a published session benchmark
evaluate_models --dataset transactions.parquet --format online-retail --preset online_retail
evaluate_models --dry-run                                    print the table, append nothing
"""

    def add_arguments(self, parser: CommandParser) -> None:
        from recommender.dataset.readers.formats import READERS

        default = ",".join([*settings.RECOMMENDER_BASELINES, settings.RECOMMENDER_ALGORITHM])
        parser.add_argument("--algorithms", default=default, help="comma-separated (default: %(default)s)")
        parser.add_argument("--seeds", default=str(settings.RECOMMENDER_SEED), help="comma-separated numbers")
        parser.add_argument(
            "--dataset", type=Path, metavar="PATH", help="default: the shop's own behavior log"
        )
        parser.add_argument("--format", choices=READERS, help="of --dataset, where it is a behavior file")
        parser.add_argument(
            "--name", help="what to call the dataset in the results (default: its file or folder)"
        )
        add_preset_argument(parser)
        parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")
        parser.add_argument(
            "--results", type=Path, default=RESULTS, help="where to append (default: %(default)s)"
        )
        parser.add_argument("--dry-run", action="store_true", help="print the table, append nothing")

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation.comparison import compare
        from recommender.evaluation.report import markdown_table
        from recommender.loop import known_algorithm

        names = [known_algorithm(name.strip()) for name in options["algorithms"].split(",")]
        seeds = numbers(options["seeds"])
        dataset, split = cases_of(options["dataset"], options["format"], options["name"])
        results = []
        for result in compare(
            dataset,
            split,
            names,
            seeds=seeds,
            device=settings.TORCH_DEVICE,
            max_length=settings.RECOMMENDER_MAX_LENGTH,
            max_samples=options["max_cases"],
            configs=configs_of(options["preset"]),
            stages=bars.stage,
        ):
            results.append(result)
            if not options["dry_run"]:
                append(options["results"], result)
        bars.close()
        self.say(markdown_table([result.report for result in results]))
        where = (
            "nothing was appended (dry run)" if options["dry_run"] else f"appended to {options['results']}"
        )
        self.succeed(f"{len(results)} results on {dataset.name}, {where}.")


def configs_of(preset: str | None) -> dict[str, dict]:
    """Changes by algorithm: a preset speaks of the shop's own algorithm."""
    configs = settings.RECOMMENDER_CONFIGS
    return configs | {settings.RECOMMENDER_ALGORITHM: PRESETS[preset]} if preset else configs


def numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"--seeds takes numbers such as 1,2,3, not “{text}”.") from None


def append(path: Path, result) -> None:
    """After each fit, so that a run that is stopped has lost nothing."""
    from recommender.training.services import code_version

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result.as_json(commit=code_version())) + "\n")


def cases_of(path: Path | None, format_name: str | None, name: str | None) -> tuple[Dataset, TemporalSplit]:
    """The dataset, and its cases before and after the time cut."""
    from recommender.loop import split_dataset

    if path is None:
        from recommender.dataset.extract import extract_dataset

        dataset = extract_dataset(until=timezone.now(), name=name or "shop").dataset
        return dataset, split_dataset(dataset)
    if not path.exists():
        raise CommandError(f"There is nothing at {path}.")
    if format_name is None:
        return benchmark(path, name or path.name)
    return behavior_file(path, format_name, name or path.stem)


def benchmark(folder: Path, name: str) -> tuple[Dataset, TemporalSplit]:
    from recommender.dataset.benchmark import benchmark_dataset

    files = folder / "train_sessions.parquet", folder / "test.parquet"
    for file in files:
        if not file.is_file():
            raise CommandError(f"{file} is missing. If {folder} is a behavior file, name its --format.")
    found = benchmark_dataset(*files, name=name)
    return found.dataset, found.split


def behavior_file(path: Path, format_name: str, name: str) -> tuple[Dataset, TemporalSplit]:
    from recommender.dataset.from_file import dataset_from
    from recommender.dataset.readers.formats import open_behavior
    from recommender.dataset.readers.rows import ReaderError
    from recommender.loop import split_dataset

    try:
        reader = open_behavior(path, format_name)
        dataset, _dropped = dataset_from(reader, name=name, weights=settings.EVENT_WEIGHTS)
    except ReaderError as error:
        raise CommandError(str(error)) from error
    return dataset, split_dataset(dataset)
