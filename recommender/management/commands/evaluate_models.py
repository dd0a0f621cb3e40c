"""Fit algorithms, rank every item for every case of the newest period, and write down what they were worth.

Learns from the shop's own behavior log, or from a data set: a folder with train_sessions.parquet and test.parquet (the
published session benchmarks), or a behavior file with its --format. Nothing is registered and nothing goes live.

What is in the results already is not done again, so a run that was stopped goes on where it was. On a published benchmark
a network is judged after each epoch too; its best epoch on test becomes a row of its own.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of

RESULTS = Path("docs/results/evaluation.jsonl")


class Command(LoopCommand):
    help = __doc__
    examples = """
evaluate_models                                              all, on the shop's own log
evaluate_models --algorithms popularity,item_knn --seeds 1,2,3
evaluate_models --dataset data/diginetica                    a published session benchmark
evaluate_models --dataset data/diginetica --fast             a quick look: the last 1/16 of its training sessions
evaluate_models --dataset data/diginetica --algorithms sasrec --device cuda --set epochs=5
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
        parser.add_argument(
            "--fast", action="store_true", help="learn from the last 1/16 of a benchmark's training sessions"
        )
        parser.add_argument(
            "--device", default=settings.TORCH_DEVICE, help="auto, cpu or cuda (default: %(default)s)"
        )
        add_config_arguments(parser)
        parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")
        parser.add_argument(
            "--results", type=Path, default=RESULTS, help="where to append (default: %(default)s)"
        )
        parser.add_argument("--again", action="store_true", help="also what is in the results already")
        parser.add_argument("--dry-run", action="store_true", help="print the table, append nothing")

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation import record
        from recommender.evaluation.comparison import compare
        from recommender.training.services import code_version

        contestants = contestants_of(options)
        dataset, split = cases_of(options)
        missing = contestants if options["dry_run"] else self.missing(contestants, dataset, split, options)
        fresh = []
        for result in compare(
            dataset,
            split,
            missing,
            device=options["device"],
            max_length=history_length(dataset, options),
            max_samples=options["max_cases"],
            every_epoch=is_benchmark(options),
            stages=bars.stage,
        ):
            facts = facts_of(options) | {"commit": code_version()}
            fresh.append(result.as_json(**facts))
            if not options["dry_run"]:
                record.append(options["results"], fresh[-1:])
        bars.close()
        self.finish(dataset, fresh, options)

    def missing(self, contestants: list, dataset: Dataset, split: TemporalSplit, options: dict) -> list:
        """Those that are not in the results yet."""
        from recommender.evaluation import record

        rows = [] if options["again"] else record.rows_of(options["results"])
        cases = min(len(split.test), options["max_cases"] or len(split.test))
        about = {"dataset": dataset.name, "fingerprint": dataset.fingerprint, "cases": cases}
        missing = [one for one in contestants if not record.is_recorded(one, rows, **about)]
        if skipped := len(contestants) - len(missing):
            self.say(
                f"{skipped} of {len(contestants)} are in {options['results']} already (--again does them again)."
            )
        return missing

    def finish(self, dataset: Dataset, fresh: list[dict], options: dict) -> None:
        """The table of this run, and the page of all runs on this dataset."""
        from recommender.evaluation.pages import write_page
        from recommender.evaluation.summary import by_selection
        from recommender.evaluation.tables import accuracy_table

        for selection, found in by_selection(fresh, dataset=dataset.name).items():
            if found:
                self.say(f"Epoch chosen by {selection}:\n{accuracy_table(found)}")
        done = f"{len(fresh)} results on {dataset.name}"
        if options["dry_run"]:
            self.succeed(f"{done}, nothing was appended (dry run).")
        else:
            page = write_page(options["results"], dataset.name)
            self.succeed(f"{done}, appended to {options['results']}; tables and plots in {page}.")


def contestants_of(options: dict) -> list:
    from recommender.evaluation.comparison import Contestant
    from recommender.loop import known_algorithm

    names = [known_algorithm(name.strip()) for name in options["algorithms"].split(",")]
    configs = {} if is_benchmark(options) else settings.RECOMMENDER_CONFIGS
    preset = changes_of(options | {"changes": []})
    changes = changes_of(options | {"preset": None})
    if preset:  # which speaks of the shop's own algorithm
        configs = configs | {settings.RECOMMENDER_ALGORITHM: preset}
    return [
        Contestant(name, seed, configs.get(name, {}) | changes)
        for name in names
        for seed in numbers(options["seeds"])
    ]


def is_benchmark(options: dict) -> bool:
    """Published benchmarks are judged as the papers do: networks with their own defaults, whole histories."""
    return options["dataset"] is not None and options["format"] is None


def history_length(dataset: Dataset, options: dict) -> int:
    return int(dataset.sequences.lengths.max()) if is_benchmark(options) else settings.RECOMMENDER_MAX_LENGTH


def facts_of(options: dict) -> dict:
    """What a row says of its making beside the figures."""
    from recommender.evaluation.protocols import FAST

    learned = {"training": FAST} if options["fast"] else {}
    return learned | {"date": datetime.now(UTC).date().isoformat()}


def numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"--seeds takes numbers such as 1,2,3, not “{text}”.") from None


def cases_of(options: dict) -> tuple[Dataset, TemporalSplit]:
    """The dataset, and its cases before and after the time cut."""
    from recommender.loop import split_dataset

    path, format_name, name = (options[key] for key in ("dataset", "format", "name"))
    if options["fast"] and not is_benchmark(options):
        raise CommandError("--fast is for published session benchmarks; elsewhere use --max-cases.")
    if path is None:
        from recommender.dataset.extract import extract_dataset

        dataset = extract_dataset(until=timezone.now(), name=name or "shop").dataset
        return dataset, split_dataset(dataset)
    if not path.exists():
        raise CommandError(f"There is nothing at {path}.")
    if format_name is None:
        return benchmark(path, name or path.resolve().name, fast=options["fast"])
    return behavior_file(path, format_name, name or path.stem)


def benchmark(folder: Path, name: str, *, fast: bool) -> tuple[Dataset, TemporalSplit]:
    from recommender.dataset.benchmark import benchmark_dataset
    from recommender.evaluation.protocols import FAST_SHARE

    files = folder / "train_sessions.parquet", folder / "test.parquet"
    for file in files:
        if not file.is_file():
            raise CommandError(f"{file} is missing. If {folder} is a behavior file, name its --format.")
    part = {"name": f"{name}_fast", "training_share": FAST_SHARE} if fast else {"name": name}
    found = benchmark_dataset(*files, **part)
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
