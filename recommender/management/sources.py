"""Behavior from the shop's own log or from a file: `--dataset`, `--format` and `--name` in one place."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.dataset.readers.formats import READERS, open_behavior
from recommender.dataset.readers.rows import Reader
from recommender.dataset.sequences import Dataset
from recommender.insights.behavior_table import BehaviorTable


def add_source(parser: CommandParser) -> None:
    """The shop's own log, or a behavior file."""
    parser.add_argument("--dataset", type=Path, metavar="PATH", help="default: the shop's own behavior log")
    parser.add_argument("--format", choices=READERS, help="of --dataset, where it is a behavior file")
    parser.add_argument(
        "--name", help="what to call the dataset in the results (default: its file or folder)"
    )


def dataset_of(options: dict) -> Dataset:
    """Interactions up to now, or all of the file."""
    if options["dataset"] is None:
        from recommender.dataset.extract import extract_dataset

        return extract_dataset(until=timezone.now(), name=options["name"] or "shop").dataset
    from recommender.dataset.from_file import dataset_from

    reader = _opened(options)
    return dataset_from(reader, name=_name(options), weights=settings.EVENT_WEIGHTS)[0]


def behavior_of(options: dict) -> tuple[str, BehaviorTable]:
    """What to call it, and every event. The log counts as complete up to its last event."""
    if options["dataset"] is None:
        from recommender.insights.extract import behavior_of_shop

        return options["name"] or "shop", behavior_of_shop(until=timezone.now())
    from recommender.insights.from_file import behavior_of_file

    return _name(options), behavior_of_file(_opened(options))


def _name(options: dict) -> str:
    return options["name"] or options["dataset"].stem


def _opened(options: dict) -> Reader:
    if options["format"] is None:
        raise CommandError(f"Name the --format of {options['dataset']}.")
    return open_behavior(options["dataset"], options["format"])
