"""Counts the traffic figures of the administration's first page: what changed, or all days anew."""

from argparse import RawDescriptionHelpFormatter

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from recommender.insights.traffic.services import refresh_traffic

EXAMPLES = """examples:
  refresh_traffic        what changed since the last time, as the worker does every five minutes
  refresh_traffic --all  every day whose log is kept: after a change of the shop's time zone, or to make sure
"""


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, *args, **kwargs) -> CommandParser:
        return super().create_parser(
            *args, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="count every day again")

    def handle(self, *, verbosity: int, **options):
        with tqdm(desc="days", unit="", disable=verbosity == 0, mininterval=0.5) as bar:
            days = refresh_traffic(
                now=timezone.now(), everything=options["all"], advance=lambda _day: bar.update()
            )
        if not days:
            self.stdout.write("Somebody else is counting just now; nothing was done.")
            return
        self.stdout.write(
            self.style.SUCCESS(f"Counted {len(days)} days, {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}.")
        )
