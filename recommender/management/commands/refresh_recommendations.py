"""Make the recommendation lists anew: of products, and of the visitors who were here lately."""

from django.core.management.base import CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand


class Command(LoopCommand):
    help = __doc__
    examples = """
refresh_recommendations             in this process
refresh_recommendations --queue     by the workers, in shards
refresh_recommendations --dry-run   how many visitors it would be
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", action="store_true", help="hand the work to the workers")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")

    def run(self, bars: Bars, options: dict) -> None:
        from recommender import tasks
        from recommender.dataset.extract import active_visitor_ids
        from recommender.serving.deployment import live_version
        from recommender.serving.lists import refresh_active_visitors
        from recommender.serving.product_lists import refresh_product_lists

        now, model = timezone.now(), live_version() or "no live model"
        if options["dry_run"]:
            self.say(f"{len(active_visitor_ids(now=now)):,} visitors would get a list from {model}.")
        elif options["queue"]:
            self.succeed(f"The lists of {tasks.refresh_all():,} visitors are in the queue ({model}).")
        else:
            products = refresh_product_lists(now=now, progress=bars.stage("product lists"))
            visitors = refresh_active_visitors(now=now, progress=bars.stage("visitors"))
            bars.close()
            self.succeed(f"{products:,} product lists, {visitors:,} personal lists ({model}).")
