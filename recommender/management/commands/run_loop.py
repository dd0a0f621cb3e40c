"""One turn of the learning loop: train, measure, decide, deploy, make all lists anew."""

import json
from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand, add_training_arguments, changes_of


class Command(LoopCommand):
    help = __doc__
    examples = """
run_loop                                        what the nightly task does
run_loop --algorithm item_knn --report loop.json  another algorithm; what came out of it as JSON
run_loop --set epochs=3 --seed 1                a quicker training
run_loop --dry-run                              what it would learn from
"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_training_arguments(parser)
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write metrics, decision and times as JSON"
        )

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation.report import markdown_table
        from recommender.loop import describe_log, run_loop

        if options["dry_run"]:
            self.say(describe_log(now=timezone.now(), algorithm=options["algorithm"]))
            return
        report_path = options["report"]
        if report_path and not report_path.absolute().parent.is_dir():
            raise CommandError(f"The folder of {report_path} does not exist.")
        report = run_loop(
            now=timezone.now(),
            algorithm=options["algorithm"],
            seed=options["seed"],
            changes=changes_of(options),
            stages=bars.stage,
        )
        bars.close()
        if report_path:
            report_path.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
        self.say(markdown_table(list(report.reports.values())))
        for reason in report.decision.reasons:
            self.say(reason)
        fate = "is live" if report.decision.passed else "was refused; the live model stays"
        self.succeed(f"{report.version} {fate}. {report.lists:,} lists were made.")
