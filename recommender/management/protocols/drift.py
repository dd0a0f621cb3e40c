"""Let models live through five periods of a changing shop, T1 … T5, and see who keeps up (Li & Jiang's protocol).

A static model learns what came before T1 and never again; a dynamic one is updated after each period, or with --every
within it too; a retrained one is fitted anew before each period. Judged are the click task and the full ranking, by group
of visitors too. The log is simulated (event kinds, items that come and go, a promotion in T3), or Diginetica by week
(clicks.parquet), or the shop's own.
"""

from dataclasses import replace
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand, changes_of
from recommender.management.protocols.options import add_device, add_seeds, names, numbers
from recommender.management.protocols.recording import Recording

RECORD = "drift.jsonl"
SIMULATED, SHOP = "simulated", "shop"
EXAMPLES = """
evaluate_models --protocol drift                                         all, on a simulated log
evaluate_models --protocol drift --algorithms gru_tam --seeds 1,2,3 --update rho=0.95 --update epochs=2
evaluate_models --protocol drift --algorithms gru_tam --modes dynamic --every 2000
evaluate_models --protocol drift --dataset data/diginetica_weekly/clicks.parquet --most 20000 --max-cases 2000
evaluate_models --protocol drift --dataset shop --dry-run
"""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--dataset",
        default=SIMULATED,
        metavar="PATH",
        help=f"a clicks.parquet by week, {SIMULATED}, or {SHOP} for the shop's own log (default: %(default)s)",
    )
    parser.add_argument(
        "--algorithms",
        default="item_knn,als,gru4rec,gru_tam_no_time,gru_tam",
        help="comma-separated; gru_tam_no_time is the second form of attention, ceiling knows how the simulated log is made"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--modes",
        help="comma-separated: static, dynamic, retrained (default: static, and what follows cheapest)",
    )
    add_seeds(parser)
    parser.add_argument("--visitors", type=int, help="of the simulated log")
    add_device(parser)
    for name, what in (
        ("set", "the networks' config"),
        ("update", "the strategy or the training config in updates"),
    ):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="FIELD=VALUE", help=f"change a field of {what}"
        )
    parser.add_argument(
        "--paper-values", action="store_true", help="networks with the paper's own values: slow"
    )
    parser.add_argument("--every", type=int, help="update within a period too, after so many new cases")
    parser.add_argument("--beside", type=int, default=1, help="items shown beside the clicked one")
    parser.add_argument("--least-events", type=int, default=5, help="shorter sequences are dropped")
    parser.add_argument("--most", type=int, help="learn from so many of the newest cases at a time")
    parser.add_argument("--max-cases", type=int, help="judge by a random part of each period's cases")


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    from recommender.evaluation.drift.click_task import Judging
    from recommender.evaluation.drift.compete import compete
    from recommender.evaluation.drift.pages import overview, write_page
    from recommender.evaluation.drift.periods import study_of
    from recommender.evaluation.drift.preparation import PreparationRules
    from recommender.evaluation.drift.results import identity
    from recommender.evaluation.drift.summary import studies

    contestants = contestants_of(options)
    study = study_of(log_of(options, bars), PreparationRules(least_events=options["least_events"]))
    judging = Judging(beside=options["beside"], most=options["max_cases"])
    recording = Recording(command, options)
    missing = recording.missing(contestants, lambda one: identity(one, study, judging))
    for row in compete(
        study,
        missing,
        judging=judging,
        device=options["device"],
        stages=bars.stage,
        insider=insider_of(study, options),
    ):
        recording.add(row)
    bars.close()
    for lives in studies(recording.fresh):
        command.say(overview(lives))
    recording.finish(study.dataset.name, write_page)


def write_pages(docs: Path) -> list[Path]:
    """The page, and the main tables in drift.md."""
    from recommender.evaluation.drift.pages import write_document, write_page

    results, document = docs / "results" / RECORD, docs / "drift.md"
    write_document(document, results)
    return [document, write_page(results)]


def contestants_of(options: dict) -> list:
    """Each name in each mode that it can live in, and that is asked for; those of one first fit stand together."""
    from recommender.evaluation.drift.contestants import CEILING, SMALL, Contestant, Updating, modes_of

    changes, update = (changes_of({"preset": None, "changes": options[name]}) for name in ("set", "update"))
    updating = Updating.changed(update, every=options["every"])
    found = []
    for name, seed in product(names(options["algorithms"]), numbers(options["seeds"])):
        if name == CEILING and options["dataset"] != SIMULATED:
            raise CommandError(f"Nobody knows the {CEILING} of a log that was not simulated.")
        modes = names(options["modes"]) if options["modes"] else modes_of(name)
        one = Contestant(name, modes[0], seed, updating=updating, learns=options["most"])
        if not one.is_baseline:
            small = {} if options["paper_values"] else SMALL.get(one.algorithm, {})
            one = replace(one, config=small | changes)
        found += [replace(one, mode=mode) for mode in modes]
    return found


def log_of(options: dict, bars: Bars):
    from recommender.evaluation.drift import logs

    if options["dataset"] == SIMULATED:
        return logs.simulated_log(plan_of(options), progress=bars.stage("simulate"))
    if options["dataset"] == SHOP:
        from recommender.dataset.extract import extract_dataset

        return logs.dated_log(extract_dataset(until=timezone.now()).dataset)
    path = Path(options["dataset"])
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return logs.weekly_log(path)


def plan_of(options: dict):
    from recommender.evaluation.drift.simulation import SimulationPlan

    plan = SimulationPlan(seed=settings.RECOMMENDER_SEED)
    if not options["visitors"]:
        return plan
    return replace(plan, visitors=replace(plan.visitors, visitors=options["visitors"]))


def insider_of(study, options: dict):
    """Only of a simulated log can one know how it was made."""
    from recommender.evaluation.drift.insider import Insider
    from recommender.evaluation.drift.market import Market

    if options["dataset"] != SIMULATED:
        return None
    plan = plan_of(options)
    return Insider(Market(plan.market, seed=plan.seed), plan.visitors, study.dataset.vocabulary)
