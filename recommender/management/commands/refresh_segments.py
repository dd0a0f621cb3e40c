"""Group the visitors anew and store it: their segments, what each is like, and what is popular in it."""

from django.core.management.base import CommandParser

from recommender.management.loop_command import Bars, LoopCommand


class Command(LoopCommand):
    help = __doc__
    examples = """
refresh_segments             as it is done each night
find_segments                only looks: other attributes, other numbers of segments, other data
"""

    def add_arguments(self, parser: CommandParser) -> None:
        """It takes its rules from the settings, so that the night and a hand do the same."""

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.insights.services import refresh_segments

        made = refresh_segments()
        if made is None:
            self.succeed("There are too few visitors, or they are too much alike, so there are no segments.")
        else:
            count = made.segments.count()
            self.succeed(f"{count} segments of {made.visitors:,} visitors.")
