"""Make the model version live again that was live before the current one."""

from django.core.management.base import CommandParser

from recommender.management.loop_command import Bars, LoopCommand
from recommender.serving.deployment import roll_back


class Command(LoopCommand):
    help = __doc__
    examples = """
roll_back_model
roll_back_model --reason "clicks fell"
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", default="", help="kept with the deployment")

    def run(self, bars: Bars, options: dict) -> None:
        deployment = roll_back(reason=options["reason"])
        self.succeed(
            f"{deployment.version} is live again. To make its lists now: manage.py refresh_recommendations"
        )
