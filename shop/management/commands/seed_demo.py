"""Fills an empty shop with products, simulated shoppers and their past."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from config.errors import ApplicationError
from shop.demo.seeding import SeedPlan, seed_demo

EXAMPLES = """examples:
  seed_demo                                       the demo: 1,000 products, 2,000 shoppers, 90 days
  seed_demo --products 60 --shoppers 40 --days 30 a tiny shop
  seed_demo --products 100000 --shoppers 16000    a large shop, about a million events
  seed_demo --dry-run                             how much it would be
"""


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, *args, **kwargs) -> CommandParser:
        from argparse import RawDescriptionHelpFormatter

        return super().create_parser(
            *args, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        defaults = SeedPlan()
        parser.add_argument("--products", type=int, default=defaults.products)
        parser.add_argument("--shoppers", type=int, default=defaults.shoppers)
        parser.add_argument("--days", type=int, default=defaults.days)
        parser.add_argument("--seed", type=int, default=defaults.seed)
        parser.add_argument("--until", help="the moment at which the past ends (ISO 8601, default: now)")
        parser.add_argument(
            "--dry-run", action="store_true", help="do it all, say what it made, keep nothing"
        )

    def handle(
        self,
        *,
        products: int,
        shoppers: int,
        days: int,
        seed: int,
        until: str | None,
        dry_run: bool,
        verbosity: int,
        **_,
    ):
        for name, value in (("--products", products), ("--shoppers", shoppers), ("--days", days)):
            if value < 1:
                raise CommandError(f"{name} must be at least 1, not {value}.")
        plan = SeedPlan(products=products, shoppers=shoppers, days=days, seed=seed)
        bars = Bars(quiet=verbosity == 0)
        try:
            counts = seed_demo(plan, now=moment(until), stage=bars.stage, dry_run=dry_run)
        except ApplicationError as error:
            raise CommandError(str(error)) from error
        finally:
            bars.close()
        facts = ", ".join(f"{count:,} {what}" for what, count in counts.items())
        sentence = f"Nothing was kept (dry run): {facts}." if dry_run else f"The shop is filled: {facts}."
        self.stdout.write(self.style.SUCCESS(sentence))


class Bars:
    """One progress bar after the other."""

    def __init__(self, *, quiet: bool):
        self.quiet, self.bar = quiet, None

    def stage(self, what: str, total: int):
        self.close()
        self.bar = tqdm(total=total, desc=what, unit="", disable=self.quiet, mininterval=0.5)
        return self.bar.update

    def close(self) -> None:
        if self.bar:
            self.bar.close()


def moment(until: str | None):
    if not until:
        return timezone.now().replace(microsecond=0)
    try:
        parsed = parse_datetime(until) or parse_datetime(f"{until}T00:00:00")
    except ValueError:
        parsed = None
    if not parsed:
        raise CommandError(f"--until takes a moment such as 2026-03-01T12:00:00Z, not “{until}”.")
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
