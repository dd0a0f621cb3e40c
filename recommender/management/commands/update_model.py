"""Let the live version go on learning from what is new, and put the outcome live if the gate allows it.

The schedule does that between two trainings whenever it is due; asked for by hand, it is done in any case.
"""

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from recommender.management.loop_command import (
    Bars,
    LoopCommand,
    add_changes_argument,
    add_report_argument,
    changes_of,
    report_file,
    write_report,
)


class Command(LoopCommand):
    help = __doc__
    examples = """
update_model                                    now, whether it is due or not
update_model --dry-run                          whether it is due and why, and what it would learn
update_model --set epochs=1 --report update.json  a shorter one; what came out of it as JSON
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seed", type=int, help="makes the update repeatable (default: RECOMMENDER_SEED)"
        )
        add_changes_argument(parser)
        add_report_argument(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="say whether an update is due and why, and stop"
        )

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.outlook import update_outlook
        from recommender.update_loop import run_update

        if options["dry_run"]:
            self.say(str(update_outlook(now=timezone.now(), thorough=True)))
            return
        file = report_file(options)
        report = run_update(
            now=timezone.now(),
            by_hand=True,
            seed=options["seed"],
            changes=changes_of(options),
            stages=bars.stage,
        )
        bars.close()
        turn = report.turn
        if turn is None:
            raise CommandError(f"No update was made: {report.due.reason}")
        write_report(file, turn.as_json())
        self.say(turn.run.reason)
        self.say(turn.as_text())
        self.succeed(turn.fate)
