"""Let a network go on learning week by week, by several strategies from one start, each judged on the week after.

The data set is Diginetica by week (clicks.parquet: session_id, item_id, week). The network first learns all that came
before the first of --weeks, or week 0 if that is it: the cycle of week 0 judges that start.
Strategies are those of recommender/training/strategies.py, and "static", which never learns again. What each has learned is kept below LOCAL_DIR/cycles, so that a killed run, or more weeks, go on from there.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of
from recommender.management.protocols.options import add_device, add_seeds, names, numbers
from recommender.management.protocols.recording import Recording

RECORD = "cycles.jsonl"
STRATEGIES = "static,fine_tune,dropout_fine_tune,ewc,averaged,distilled,distilled_averaged,full_retraining"
EXAMPLES = """
evaluate_models --protocol cycles --dataset data/diginetica_weekly/clicks.parquet              all 16 cycles
evaluate_models --protocol cycles --dataset clicks.parquet --algorithms sasrec --strategies fine_tune,full_retraining
evaluate_models --protocol cycles --dataset clicks.parquet --weeks 1,2 --most 16000 --max-cases 2000    a quick look
evaluate_models --protocol cycles --dataset clicks.parquet --update learning_rate=0.002 --update epochs=2
evaluate_models --protocol cycles --dataset clicks.parquet --strategies distilled --update mix.k=20 --update mix.alpha=0.6
evaluate_models --protocol cycles --dataset clicks.parquet --strategies distilled_smaller --update student.embedding_size=32
"""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--dataset", type=Path, required=True, metavar="PATH")
    parser.add_argument(
        "--algorithms",
        default=settings.RECOMMENDER_ALGORITHM,
        help="comma-separated networks (default: %(default)s)",
    )
    parser.add_argument("--strategies", default=STRATEGIES, help="comma-separated (default: %(default)s)")
    parser.add_argument(
        "--weeks", default=",".join(map(str, range(16))), help="comma-separated (default: %(default)s)"
    )
    add_seeds(parser)
    add_device(parser)
    add_config_arguments(parser)
    parser.add_argument(
        "--update",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="change a field of the training config in updates alone, of the distillation (mix.FIELD), or of a smaller "
        "successor's network (student.FIELD)",
    )
    parser.add_argument("--exemplars", type=int, help="how many past samples distillation keeps")
    parser.add_argument("--most", type=int, help="learn from the newest samples of a week and of the past")
    parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")
    parser.add_argument(
        "--evidence",
        action="store_true",
        help="judge each strategy also with what earlier sessions tell, weighed by the week that came last",
    )


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    from recommender.dataset.weekly import read_weekly
    from recommender.evaluation.cycle_pages import comparisons, section, write_page
    from recommender.evaluation.cycles import known_strategy

    weeks = weeks_of(options["weeks"])
    strategies = [known_strategy(name) for name in names(options["strategies"])]
    algorithms = [known_network(name) for name in names(options["algorithms"])]
    if not options["dataset"].is_file():
        raise CommandError(f"There is no file {options['dataset']}.")
    clicks = read_weekly(options["dataset"])
    recording = Recording(command, options)
    for algorithm, seed in product(algorithms, numbers(options["seeds"])):
        about = identity_of(clicks, algorithm, seed, weeks, options)
        asked = list(product(strategies, weeks))
        missing = recording.missing(
            asked, lambda one, about=about: about | {"strategy": one[0], "week": one[1]}
        )
        left = {"strategies": strategies, "weeks": weeks, "done": set(asked) - set(missing)}
        for row in rows_of(clicks, about, **left, bars=bars, options=options):
            recording.add(row.as_json() | about | {"device": options["device"]})
    bars.close()
    for rows in comparisons(recording.fresh):
        command.say(section(rows))
    recording.finish("diginetica_weekly", write_page)


def write_pages(docs: Path) -> list[Path]:
    """The page, and the tables in evaluation.md."""
    from recommender.evaluation.cycle_pages import write_document, write_page

    results, document = docs / "results" / RECORD, docs / "evaluation.md"
    write_document(document, results)
    return [document, write_page(results)]


def identity_of(clicks, algorithm: str, seed: int, weeks: list[int], options: dict) -> dict:
    """What makes two runs the same; `most` and `max_cases` tell a quick look from the whole."""
    from recommender.dataset.fingerprint import mark_of

    return {
        "dataset": "diginetica_weekly",
        "fingerprint": mark_of(vars(clicks)),
        "algorithm": algorithm,
        "seed": seed,
        "config": changes_of(options),
        "update": changes_of({"preset": None, "changes": options["update"]}),
        "since": weeks[0],
        "most": options["most"],
        "exemplars": options["exemplars"],
        "max_cases": options["max_cases"],
        "evidence": options["evidence"] or None,
    }


def rows_of(
    clicks, about: dict, *, strategies: list, weeks: list, done: set, bars: Bars, options: dict
) -> Iterator:
    """Rows that are not done yet, each when it is there."""
    from recommender.algorithms.interface import FitOptions
    from recommender.dataset.weekly import cycles
    from recommender.evaluation.cycle_states import CycleStates, starts
    from recommender.evaluation.cycles import first_fit, run_cycles
    from recommender.management.protocols.strategy_changes import StrategyChanges

    most, changes = options["most"], StrategyChanges.of(about["update"])
    fit = FitOptions(seed=about["seed"], device=options["device"], extra=about["config"])
    with states_folder(about, options) as folder:
        states = CycleStates(folder, device=options["device"])

        def first():
            before = next(cycles(clicks, [max(weeks[0] - 1, 0)]))
            watched = replace(fit, progress=bars.stage("first fit"), resume_path=states.unfinished_fit)
            return first_fit(about["algorithm"], before, options=watched, most=most)[0]

        begin = starts(strategies, weeks, done=done, states=states, fit=first)
        first_week = min((start.week for start in begin.values()), default=weeks[-1] + 1)
        yield from run_cycles(
            begin,
            cycles(clicks, [week for week in weeks if week >= first_week]),
            options=replace(fit, progress=bars.stage("cycles")),
            changes=changes.training,
            table=table_of(options["exemplars"], changes),
            most=most,
            cases=options["max_cases"],
            evidence=options["evidence"],
            done=done,
            states=states,
        )


@contextmanager
def states_folder(about: dict, options: dict) -> Iterator[Path]:
    """Of all runs that learn the same, whatever they are judged on. A dry run leaves nothing."""
    if options["dry_run"]:
        with TemporaryDirectory() as scratch:
            yield Path(scratch)
        return
    learned = json.dumps(about | {"max_cases": None, "evidence": None}, sort_keys=True)
    folder = settings.LOCAL_DIR / "cycles" / sha256(learned.encode()).hexdigest()[:16]
    if options["again"]:
        shutil.rmtree(folder, ignore_errors=True)
    yield folder


def table_of(exemplars: int | None, changes) -> dict:
    """The strategies by name, as asked for, with so many exemplars where they keep any."""
    from recommender.training.strategies import STRATEGIES as KNOWN

    return {
        name: changes.asked(
            replace(strategy, exemplars=exemplars) if exemplars and strategy.exemplars else strategy
        )
        for name, strategy in KNOWN.items()
    }


def known_network(name: str) -> str:
    """Only a network goes on learning."""
    from recommender.loop import known_algorithm
    from recommender.training.registry import NETWORKS

    if known_algorithm(name) not in NETWORKS:
        raise CommandError(f"{name} cannot be updated; networks can: {', '.join(NETWORKS)}.")
    return name


def weeks_of(text: str) -> list[int]:
    weeks = numbers(text, option="--weeks")
    if weeks[0] < 0 or any(later != week + 1 for week, later in pairwise(weeks)):
        raise CommandError(
            "--weeks must ascend one by one: what came before the first of them is what is learned first."
        )
    return weeks
