"""Train an algorithm on the behavior log, measure it, and register it as a model version that is not live yet."""

from django.core.management.base import CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand, add_training_arguments, changes_of


class Command(LoopCommand):
    help = __doc__
    examples = """
train_model                                     the shop's own algorithm
train_model --algorithm item_knn                another one
train_model --set epochs=3 --set batch_size=512 with other fields of its config
train_model --dry-run                           what it would learn from
"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_training_arguments(parser)

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation.report import markdown_table
        from recommender.loop import describe_log, train_challenger

        if options["dry_run"]:
            self.say(describe_log(now=timezone.now(), algorithm=options["algorithm"]))
            return
        challenger = train_challenger(
            now=timezone.now(),
            algorithm=options["algorithm"],
            seed=options["seed"],
            changes=changes_of(options),
            stages=bars.stage,
        )
        bars.close()
        self.say(markdown_table(list(challenger.reports.values())))
        number = challenger.version.number
        self.succeed(f"{challenger.version} is registered. To make it live: manage.py deploy_model {number}")
