"""Let a network go on learning week by week, by several strategies from one start, each judged on the week after.

The data set is Diginetica by week (clicks.parquet: session_id, item_id, week). The network first learns all that came
before the first of --weeks. Strategies are those of recommender/training/strategies.py, and "static", which never
learns again. Nothing is registered and nothing goes live.
"""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of

RESULTS = Path("docs/results/cycles.jsonl")
STRATEGIES = "static,fine_tune,dropout_fine_tune,ewc,averaged,distilled,distilled_averaged,full_retraining"


class Command(LoopCommand):
    help = __doc__
    examples = """
evaluate_cycles --dataset data/diginetica_weekly/clicks.parquet                 all 15 cycles
evaluate_cycles --dataset clicks.parquet --algorithm sasrec --strategies fine_tune,distilled,full_retraining
evaluate_cycles --dataset clicks.parquet --weeks 1,2 --most 16000 --max-cases 2000       a quick look
evaluate_cycles --dataset clicks.parquet --update learning_rate=0.002 --update epochs=2
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dataset", type=Path, required=True, metavar="PATH")
        parser.add_argument("--algorithm", default=settings.RECOMMENDER_ALGORITHM)
        parser.add_argument("--strategies", default=STRATEGIES, help="comma-separated (default: %(default)s)")
        parser.add_argument(
            "--weeks", default=",".join(map(str, range(1, 16))), help="comma-separated (default: %(default)s)"
        )
        parser.add_argument("--seed", type=int, default=settings.RECOMMENDER_SEED)
        parser.add_argument("--device", default=settings.TORCH_DEVICE, help="auto, cpu or cuda")
        add_config_arguments(parser)
        parser.add_argument(
            "--update",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="change a field of the training config in updates alone",
        )
        parser.add_argument("--exemplars", type=int, help="how many past samples distillation keeps")
        parser.add_argument(
            "--most", type=int, help="learn from the newest samples of a week and of the past"
        )
        parser.add_argument("--max-cases", type=int, help="judge by a random part of the test cases")
        parser.add_argument("--results", type=Path, default=RESULTS, help="default: %(default)s")
        parser.add_argument("--dry-run", action="store_true", help="print the table, append nothing")

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation import record

        rows = []
        for row in rows_of(bars, options):
            rows.append(row)
            if not options["dry_run"]:
                record.append(options["results"], [row.as_json() | facts_of(options)])
        bars.close()
        self.say(table_of(rows))
        kept = "nothing was appended (dry run)" if options["dry_run"] else f"appended to {options['results']}"
        self.succeed(f"{len(rows)} results, {kept}.")


def rows_of(bars: Bars, options: dict) -> Iterator:
    from recommender.algorithms.interface import FitOptions
    from recommender.dataset.weekly import cycles, read_weekly
    from recommender.evaluation.cycles import first_fit, run_cycles
    from recommender.loop import known_algorithm
    from recommender.training.strategies import STRATEGIES as KNOWN

    if not options["dataset"].is_file():
        raise CommandError(f"There is no file {options['dataset']}.")
    weeks = weeks_of(options["weeks"])
    clicks = read_weekly(options["dataset"])
    fit = FitOptions(
        seed=options["seed"],
        device=options["device"],
        extra=changes_of(options),
        progress=bars.stage("first fit"),
    )
    before = next(cycles(clicks, [weeks[0] - 1]))
    algorithm, _ = first_fit(known_algorithm(options["algorithm"]), before, options=fit, most=options["most"])
    kept = options["exemplars"]
    table = {
        name: replace(strategy, exemplars=kept) if kept and strategy.exemplars else strategy
        for name, strategy in KNOWN.items()
    }
    yield from run_cycles(
        algorithm,
        cycles(clicks, weeks),
        strategies=[name.strip() for name in options["strategies"].split(",")],
        options=replace(fit, progress=bars.stage("cycles")),
        changes=changes_of({"preset": None, "changes": options["update"]}),
        table=table,
        most=options["most"],
        cases=options["max_cases"],
    )


def weeks_of(text: str) -> list[int]:
    try:
        weeks = [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"--weeks takes numbers such as 1,2,3, not “{text}”.") from None
    if weeks != sorted(set(weeks)) or weeks[0] < 1:
        raise CommandError("--weeks must ascend from 1 or later: what came before is what is learned first.")
    return weeks


def facts_of(options: dict) -> dict:
    """What a row says of its making; `most` and cases tell a quick look from the whole."""
    from recommender.training.services import code_version

    return {
        "dataset": "diginetica_weekly",
        "algorithm": options["algorithm"],
        "config": changes_of(options),
        "update": changes_of({"preset": None, "changes": options["update"]}),
        "most": options["most"],
        "exemplars": options["exemplars"],
        "device": options["device"],
        "commit": code_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "date": datetime.now(UTC).date().isoformat(),
    }


def table_of(rows: Sequence) -> str:
    """Means over the cycles, as Markdown; metrics in percent."""
    from recommender.evaluation.cycles import SHOWN, means

    head = ["strategy", "cycles", *SHOWN, "seconds", "of full retraining"]
    lines = [
        [
            mean.strategy,
            str(mean.cycles),
            *(f"{100 * mean.metrics[metric]:.2f}" for metric in SHOWN),
            f"{mean.seconds:.1f}",
            "–" if mean.fraction is None else f"{mean.fraction:.0%}",
        ]
        for mean in means(rows)
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines])
