"""Predict who buys, and write down how well: within the session, and within the next 24 hours, from the events so far.

Learns from the shop's own behavior log, or from a behavior file with its --format. One random moment of each session is a
case; the newest quarter of them judges, the part before it chooses, everything else is learned from. Nothing goes live.
"""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.insights.behavior_table import BehaviorTable
from recommender.insights.cases import purchase_cases, split_by_time
from recommender.insights.prepared_cases import PreparedCases, prepare
from recommender.insights.purchase_comparison import PurchaseResult, compare_predictors, markdown_table
from recommender.management.loop_command import Bars, LoopCommand
from recommender.training.services import code_version

RESULTS = Path("docs/results/purchases.jsonl")
ALL = "base_rate,association_rules,decision_tree,logistic_regression,gradient_boosting,gru,lstm"


class Command(LoopCommand):
    help = __doc__
    examples = """
evaluate_purchases                                           all predictors, both horizons, the shop's own log
evaluate_purchases --predictors gradient_boosting,gru --seeds 1,2,3
evaluate_purchases --horizons session --every-prefix         each moment of each session is a case
evaluate_purchases --dataset 2019-Oct.csv --format rees46 --horizons session --quiet-minutes 10 --overlap
evaluate_purchases --dry-run                                 print the tables, append nothing
"""

    def add_arguments(self, parser: CommandParser) -> None:
        from recommender.dataset.readers.formats import READERS

        parser.add_argument("--predictors", default=ALL, help="comma-separated (default: %(default)s)")
        parser.add_argument(
            "--horizons", default="session,day", help="comma-separated (default: %(default)s)"
        )
        parser.add_argument("--seeds", default=str(settings.RECOMMENDER_SEED), help="comma-separated numbers")
        parser.add_argument(
            "--every-prefix", action="store_true", help="every moment of a session, not one of them"
        )
        parser.add_argument(
            "--overlap", action="store_true", help="for logs of hours: keep cases answered after a cut"
        )
        parser.add_argument("--quiet-minutes", type=int, help="what ends a session (default: SESSION_GAP)")
        parser.add_argument(
            "--dataset", type=Path, metavar="PATH", help="default: the shop's own behavior log"
        )
        parser.add_argument("--format", choices=READERS, help="of --dataset")
        parser.add_argument("--name", help="what to call the dataset in the results (default: its file)")
        parser.add_argument(
            "--results", type=Path, default=RESULTS, help="where to append (default: %(default)s)"
        )
        parser.add_argument("--dry-run", action="store_true", help="print the tables, append nothing")

    def run(self, bars: Bars, options: dict) -> None:
        name, table = behavior_of(options["dataset"], options["format"], options["name"])
        seeds = seeds_of(options["seeds"])
        commit = code_version()  # what runs is what was loaded, whatever is committed meanwhile
        results = []
        for horizon in options["horizons"].split(","):
            for result in compare_predictors(
                cases_of(table, horizon.strip(), options),
                [name.strip() for name in options["predictors"].split(",")],
                dataset=name,
                horizon=horizon.strip(),
                seeds=seeds,
                stages=bars.stage,
            ):
                results.append(result)
                if not options["dry_run"]:
                    append(options["results"], result, commit=commit)
        bars.close()
        self.say(markdown_table(results))
        kept = "nothing was appended (dry run)" if options["dry_run"] else f"appended to {options['results']}"
        self.succeed(f"{len(results)} results on {name}, {kept}.")


def cases_of(table: BehaviorTable, horizon: str, options: dict) -> PreparedCases:
    """The cases of this horizon, split by time and prepared. Raises ValueError where there are too few."""
    quiet = int(settings.SESSION_GAP.total_seconds())
    if options["quiet_minutes"]:
        quiet = 60 * options["quiet_minutes"]
    cases = purchase_cases(
        table,
        horizon=horizon,
        seed=settings.RECOMMENDER_SEED,
        every_prefix=options["every_prefix"],
        quiet_seconds=quiet,
    )
    split = split_by_time(cases, overlapping=options["overlap"])
    return prepare(table, split, quiet_seconds=quiet)


def behavior_of(path: Path | None, format_name: str | None, name: str | None) -> tuple[str, BehaviorTable]:
    """What to call it, and the table. The log counts as complete up to its last event."""
    if path is None:
        from recommender.insights.extract import behavior_of_shop

        return name or "shop", behavior_of_shop(until=timezone.now())
    if format_name is None:
        raise CommandError(f"Name the --format of {path}.")
    from recommender.dataset.readers.formats import open_behavior
    from recommender.insights.from_file import behavior_of_file

    return name or path.stem, behavior_of_file(open_behavior(path, format_name))


def seeds_of(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"--seeds takes numbers such as 1,2,3, not “{text}”.") from None


def append(path: Path, result: PurchaseResult, *, commit: str) -> None:
    """After each fit, so that a run that is stopped has lost nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result.as_json(commit=commit)) + "\n")
