"""Make a model version live, whatever the gate said of it."""

from django.core.management.base import CommandParser

from recommender.management.loop_command import Bars, LoopCommand
from recommender.serving.deployment import deploy, live_version, version_by_number


class Command(LoopCommand):
    help = __doc__
    examples = """
deploy_model 4
deploy_model 4 --reason "the gate's period was a holiday"
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "number", type=int, help="the version's number, as the admin and train_model show it"
        )
        parser.add_argument("--reason", default="deployed by hand", help="kept with the deployment")

    def run(self, bars: Bars, options: dict) -> None:
        version = version_by_number(options["number"])
        if version == live_version():
            self.say(f"{version} is live already.")
            return
        deploy(version=version, reason=options["reason"])
        self.succeed(f"{version} is live. To make its lists now: manage.py refresh_recommendations")
