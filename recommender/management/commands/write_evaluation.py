"""Write docs/evaluation.md's tables, and the pages and plots of each dataset, anew from the recorded results.

Only what stands between the markers changes; an algorithm that was not run on a dataset yet is listed as such.
"""

from pathlib import Path

from django.core.management.base import CommandParser

from recommender.management.commands.evaluate_models import RESULTS
from recommender.management.loop_command import Bars, LoopCommand

DOCUMENT = Path("docs/evaluation.md")
DATASETS = "diginetica,yoochoose1_64,diginetica_fast,yoochoose1_64_fast"


class Command(LoopCommand):
    help = __doc__
    examples = """
write_evaluation
write_evaluation --datasets diginetica
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--datasets", default=DATASETS, help="comma-separated (default: %(default)s)")
        parser.add_argument("--results", type=Path, default=RESULTS, help="the record (default: %(default)s)")
        parser.add_argument(
            "--document", type=Path, default=DOCUMENT, help="what to write in (default: %(default)s)"
        )

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.evaluation.pages import write_document, write_page

        datasets = [name.strip() for name in options["datasets"].split(",")]
        write_document(options["document"], options["results"], datasets)
        pages = [write_page(options["results"], dataset) for dataset in datasets]
        self.succeed(f"{options['document']} and {', '.join(map(str, pages))} follow the record.")
