"""What the commands of the loop share: examples in --help, one progress bar after the other, errors in one sentence."""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from config.errors import ApplicationError
from recommender.algorithms.interface import Progress
from recommender.training.presets import PRESETS


class LoopCommand(BaseCommand):
    examples = ""

    def create_parser(self, *args, **kwargs) -> CommandParser:
        examples = "examples:\n" + "\n".join(f"  {line}" for line in self.examples.strip().splitlines())
        return super().create_parser(
            *args, formatter_class=RawDescriptionHelpFormatter, epilog=examples, **kwargs
        )

    def handle(self, **options) -> None:
        bars = Bars(quiet=options["verbosity"] == 0)
        try:
            self.run(bars, options)
        except (ApplicationError, ValueError) as error:
            raise CommandError(str(error)) from error
        finally:
            bars.close()

    def run(self, bars: "Bars", options: dict) -> None:
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)

    def succeed(self, sentence: str) -> None:
        self.stdout.write(self.style.SUCCESS(sentence))


class Bars:
    """One progress bar after the other."""

    def __init__(self, *, quiet: bool):
        self.quiet = quiet
        self.bar: tqdm | None = None

    def stage(self, name: str) -> Progress:
        self.close()
        self.bar = tqdm(desc=name, unit="", disable=self.quiet, mininterval=0.5)
        return self._show

    def _show(self, done: int, total: int, facts: dict) -> None:
        self.bar.total = total
        if facts:
            self.bar.set_postfix(
                {name: f"{v:.3g}" if isinstance(v, float) else v for name, v in facts.items()}, refresh=False
            )
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def add_training_arguments(parser: CommandParser) -> None:
    parser.add_argument("--algorithm", help="which algorithm to fit (default: RECOMMENDER_ALGORITHM)")
    parser.add_argument("--seed", type=int, help="makes the run repeatable (default: RECOMMENDER_SEED)")
    add_config_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be learned from, and stop")


def add_config_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--preset", choices=PRESETS, help="how a network is taught (default: RECOMMENDER_CONFIGS)"
    )
    add_changes_argument(parser)


def add_changes_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="change a field of the algorithm's config; may be given several times",
    )


def add_report_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write metrics, decision and times as JSON"
    )


def report_file(options: dict) -> Path | None:
    """Where the report goes. Raises CommandError before anything is done where that cannot be."""
    file = options["report"]
    if file and not file.absolute().parent.is_dir():
        raise CommandError(f"The folder of {file} does not exist.")
    return file


def write_report(file: Path | None, facts: dict) -> None:
    if file:
        file.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def changes_of(options: dict) -> dict:
    """The preset, and over it FIELD=VALUE pairs, values read as JSON where they are JSON."""
    changes = dict(PRESETS.get(options.get("preset"), {}))
    for pair in options["changes"]:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise CommandError(f"--set takes FIELD=VALUE, not “{pair}”.")
        try:
            changes[name] = json.loads(value)
        except ValueError:
            changes[name] = value
    return changes
