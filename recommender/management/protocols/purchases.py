"""Predict who buys: within the session, and within the next 24 hours, from the events so far.

Learns from the shop's own behavior log, or from a behavior file with its --format. One random moment of each session is a
case; the newest quarter of them judges, the part before it chooses, everything else is learned from.
"""

from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandParser

from recommender.insights.behavior_table import BehaviorTable
from recommender.management.loop_command import Bars, LoopCommand
from recommender.management.protocols.options import add_seeds, names, numbers
from recommender.management.protocols.recording import Recording
from recommender.management.sources import add_source, behavior_of

RECORD = "purchases.jsonl"
DOCUMENTED = ("shop", "rees46_slice")
ALL = "base_rate,association_rules,decision_tree,logistic_regression,gradient_boosting,gru,lstm"
EXAMPLES = """
evaluate_models --protocol purchases                                           both horizons, the shop's own log
evaluate_models --protocol purchases --algorithms gradient_boosting,gru --seeds 1,2,3
evaluate_models --protocol purchases --horizons session --every-prefix         each moment of each session is a case
evaluate_models --protocol purchases --dataset 2019-Oct.csv --format rees46 --horizons session --quiet-minutes 10 --overlap
evaluate_models --protocol purchases --dry-run                                 print the tables, append nothing
"""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--algorithms", default=ALL, help="comma-separated (default: %(default)s)")
    parser.add_argument("--horizons", default="session,day", help="comma-separated (default: %(default)s)")
    add_seeds(parser)
    parser.add_argument(
        "--every-prefix", action="store_true", help="every moment of a session, not one of them"
    )
    parser.add_argument(
        "--overlap", action="store_true", help="for logs of hours: keep cases answered after a cut"
    )
    parser.add_argument("--quiet-minutes", type=int, help="what ends a session (default: SESSION_GAP)")
    add_source(parser)


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    from recommender.insights.purchase_comparison import compare_predictors, known_predictor
    from recommender.insights.purchase_pages import write_page
    from recommender.insights.purchase_tables import by_horizon, cases_sentence, metrics_table

    predictors, seeds = names(options["algorithms"]), numbers(options["seeds"])
    for name in predictors:
        known_predictor(name)
    dataset, table = behavior_of(options)
    recording = Recording(command, options)
    for horizon in names(options["horizons"]):
        cases = cases_of(table, horizon, options)
        about = {"dataset": dataset, "horizon": horizon, "fingerprint": cases.fingerprint}
        missing = recording.missing(
            list(product(predictors, seeds)),
            lambda one, about=about: about | {"predictor": one[0], "seed": one[1]},
        )
        for result in compare_predictors(cases, missing, dataset=dataset, horizon=horizon, stages=bars.stage):
            recording.add(result.as_json())
    bars.close()
    for (_, horizon), rows in by_horizon(recording.fresh).items():
        command.say(f"{dataset}, horizon {horizon}. {cases_sentence(rows)}\n{metrics_table(rows)}")
    recording.finish(dataset, write_page)


def write_pages(docs: Path) -> list[Path]:
    """The page, and the tables in purchases.md."""
    from recommender.insights.purchase_pages import write_document, write_page

    results, document = docs / "results" / RECORD, docs / "purchases.md"
    write_document(document, results, DOCUMENTED)
    return [document, write_page(results)]


def cases_of(table: BehaviorTable, horizon: str, options: dict):
    """The cases of this horizon, split by time and prepared. Raises ValueError where there are too few."""
    from recommender.insights.cases import purchase_cases, split_by_time
    from recommender.insights.prepared_cases import prepare

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
