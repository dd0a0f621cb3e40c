"""Group visitors who behave alike, and say in words who they are.

Clusters the five behaviors (browse, favorite, cart, repurchase, review), recency and value by k-means; the number of
segments is the one with the lowest Davies–Bouldin index, standard or as the paper prints it. Nothing is stored.
"""

from django.conf import settings
from django.core.management.base import CommandParser

from recommender.insights.davies_bouldin import FORMS
from recommender.insights.segments import COUNTS, MERGE_ABOVE, find_segments, markdown_table
from recommender.insights.visitor_behavior import visitor_behavior
from recommender.management.loop_command import Bars, LoopCommand
from recommender.management.sources import add_source, behavior_of


class Command(LoopCommand):
    help = __doc__
    examples = """
find_segments                                the shop's own log, k from 2 to 8
find_segments --form paper                   k by the index as printed: distances of pairs
find_segments --least 5 --merge-above 0.9    a finer picture, only twins merged
find_segments --dataset 2019-Oct.csv --format rees46
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--form", choices=FORMS, default="standard", help="of the index (default: %(default)s)"
        )
        parser.add_argument(
            "--least", type=int, default=COUNTS[0], help="segments at least (default: %(default)s)"
        )
        parser.add_argument(
            "--most", type=int, default=COUNTS[-1], help="segments at most (default: %(default)s)"
        )
        parser.add_argument(
            "--merge-above",
            type=float,
            default=MERGE_ABOVE,
            help="correlation above which two attributes are one (default: %(default)s)",
        )
        parser.add_argument("--seed", type=int, default=settings.RECOMMENDER_SEED)
        add_source(parser)

    def run(self, bars: Bars, options: dict) -> None:
        name, table = behavior_of(options)
        found = find_segments(
            visitor_behavior(table),
            seed=options["seed"],
            form=options["form"],
            counts=range(options["least"], options["most"] + 1),
            merge_above=options["merge_above"],
        )
        merged = [" + ".join(names) for names in found.space.attributes if len(names) > 1]
        self.say(markdown_table(found))
        self.say(f"Merged attributes: {', '.join(merged) or 'none'}.")
        self.succeed(f"{len(found.profiles)} segments of {len(found.visitors):,} visitors of {name}.")
