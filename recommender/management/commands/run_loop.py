"""One turn of the learning loop: train, measure, decide, deploy, make all lists anew."""

from django.core.management.base import CommandParser
from django.utils import timezone

from recommender.management.loop_command import (
    Bars,
    LoopCommand,
    add_report_argument,
    add_training_arguments,
    changes_of,
    report_file,
    write_report,
)


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
        add_report_argument(parser)

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.loop import describe_log, run_loop

        if options["dry_run"]:
            self.say(describe_log(now=timezone.now(), algorithm=options["algorithm"]))
            return
        file = report_file(options)
        turn = run_loop(
            now=timezone.now(),
            algorithm=options["algorithm"],
            seed=options["seed"],
            changes=changes_of(options),
            stages=bars.stage,
        )
        bars.close()
        write_report(file, turn.as_json())
        self.say(turn.as_text())
        self.succeed(turn.fate)
