"""Make all generated pages, tables and plots anew from the recorded results.

In a document only what stands between its markers changes; what was not run yet is listed as such.
"""

from pathlib import Path

from django.core.management.base import CommandParser

from recommender.management.loop_command import Bars, LoopCommand
from recommender.management.protocols.known import DOCS, PROTOCOLS, known_protocol
from recommender.management.protocols.options import names


class Command(LoopCommand):
    help = __doc__
    examples = """
write_evaluation
write_evaluation --protocols cycles,purchases
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--protocols", default=",".join(PROTOCOLS), help="comma-separated (default: %(default)s)"
        )
        parser.add_argument(
            "--docs",
            type=Path,
            default=DOCS,
            help="the folder of the documents, with results/ in it (default: %(default)s)",
        )

    def run(self, bars: Bars, options: dict) -> None:
        pages = [
            page
            for name in names(options["protocols"])
            for page in known_protocol(name).write_pages(options["docs"])
        ]
        self.succeed(f"{', '.join(map(str, dict.fromkeys(pages)))} follow the record.")
