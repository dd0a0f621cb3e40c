"""Makes a public behavior file the shop's own: products, categories, visitors, sessions and events.

All of it lands, or nothing does. Importing a file again adds what is new and doubles nothing. Customers become visitors
without accounts, since no file knows their addresses. What the files do not say is the same for all: 100 of each product in stock,
a price of 0 where there is none.
"""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand


class Command(LoopCommand):
    help = __doc__
    examples = """
import_behavior transactions.parquet --format online-retail
import_behavior "Online Retail.xlsx" --format online-retail --dry-run   what would be imported, and what not
import_behavior train_sessions.parquet --format sessions
import_behavior 2019-Oct.csv --format rees46 --shift-to-now             as if it ended yesterday
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH", help=".parquet, .csv or .xlsx")
        parser.add_argument("--format", required=True, help="online-retail, sessions or rees46")
        parser.add_argument(
            "--shift-to-now",
            action="store_true",
            help="move all times by a whole number of days, so that the last event was yesterday",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.dataset.readers.formats import open_behavior
        from recommender.importing import import_behavior

        now = timezone.now()
        report = import_behavior(
            open_behavior(options["path"], options["format"]),
            now=now,
            shift_to_now=options["shift_to_now"],
            dry_run=options["dry_run"],
            stages=bars.stage,
        )
        bars.close()
        self._say_rejections(report.rejected)
        self._say_warnings(report, now)
        self._say_result(report, options)

    def _say_rejections(self, rejected: Counter) -> None:
        if rejected:
            self.say(f"{rejected.total():,} rows were left out:")
        for reason, count in rejected.most_common():
            self.say(f"  {count:>10,}  {reason}")

    def _say_warnings(self, report, now) -> None:
        foreign = sorted(report.currencies - {settings.CURRENCY})
        if foreign:
            self.say(f"Prices are in {', '.join(foreign)}; the shop's own currency is {settings.CURRENCY}.")
        if not report.outlives_retention(now=now):
            self.say(
                f"Events older than {settings.BEHAVIOR_RETENTION.days} days leave the log with the next purge; "
                "--shift-to-now keeps those of the last year."
            )

    def _say_result(self, report, options: dict) -> None:
        behavior = report.behavior
        if behavior.repeated:
            self.say(f"{behavior.repeated:,} events belong to sessions that are in the log already.")
        period = f"{behavior.first_at:%Y-%m-%d} to {behavior.last_at:%Y-%m-%d}"
        facts = (
            f"{report.products_added:,} new products ({report.products_known:,} known), {behavior.visitors:,} new visitors, "
            f"{behavior.sessions:,} sessions, {behavior.events:,} events, {period}"
        )
        if options["dry_run"]:
            self.succeed(f"Nothing was written (dry run). It would be {facts}.")
        else:
            self.succeed(f"Imported from {options['path'].name}: {facts}.")
