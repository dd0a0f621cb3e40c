"""Shoppers with hidden tastes visit the shop: over HTTP, or many of them in this process, in simulated time.

Over HTTP (--http) they load pages, report what they saw and buy, as people do, now. Without it they call the services
behind the pages, day after day up to this moment (or, with --start, from another). --experiment divides them among several
models, which learn every night from all of them. --proof is the experiment of docs/closed-loop.md.
"""

import json
from argparse import RawDescriptionHelpFormatter
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from config.errors import ApplicationError
from shop.demo.simulation import proof
from shop.demo.simulation.plan import LIVE, LivePlan, Promotion
from shop.demo.simulation.removal import remember_visitors, remove_remembered
from shop.management.commands.seed_demo import Bars, moment

EXAMPLES = """examples:
  simulate_shoppers --http http://localhost:8000 --visitors 30    thirty visits to the running shop, now
  simulate_shoppers --visitors 200 --days 2                       two busy days up to now; the live model serves
  simulate_shoppers --visitors 300 --days 14 --drift 8 --promotion 5:garden:20
  simulate_shoppers --experiment popularity,item_knn --days 7     two arms, retrained every simulated night
  simulate_shoppers --experiment a=popularity,b=popularity        A/A
  simulate_shoppers --remove                                      all of them out of the shop again
  LOCAL_DIR=.local/closed-loop simulate_shoppers --proof          docs/closed-loop.md anew; goes on after a kill
"""


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, *args, **kwargs) -> CommandParser:
        return super().create_parser(
            *args, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--http", metavar="URL", help="visit this running shop, by its pages")
        what.add_argument("--proof", action="store_true", help="the whole experiment of docs/closed-loop.md")
        what.add_argument(
            "--remove", action="store_true", help="take all that this command brought out again"
        )
        parser.add_argument(
            "--visitors", type=int, default=200, help="how many shoppers (default: %(default)s)"
        )
        parser.add_argument("--days", type=int, default=1, help="simulated days (default: %(default)s)")
        parser.add_argument(
            "--start", help="the first day (ISO 8601; default: so that the last one ends now)"
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same shoppers")
        parser.add_argument(
            "--experiment",
            metavar="ARMS",
            default=LIVE,
            help="comma-separated [NAME=]ALGORITHM[+updates], or live (default)",
        )
        parser.add_argument(
            "--past",
            type=int,
            default=0,
            metavar="DAYS",
            help="of shopping without a model before the first day",
        )
        parser.add_argument(
            "--drift", type=int, metavar="DAY", help="on which day tastes and fashions change"
        )
        parser.add_argument("--drift-share", type=float, default=1.0, help="of the shoppers (default: all)")
        parser.add_argument(
            "--promotion",
            action="append",
            default=[],
            metavar="DAY:DEPARTMENT:PERCENT",
            help="may be repeated",
        )
        parser.add_argument(
            "--processes", type=int, default=0, help="visits happen in so many at once (default: in this one)"
        )
        parser.add_argument(
            "--results",
            type=Path,
            metavar="FILE",
            help="write what came out as JSON (default with --proof: docs)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and stop")

    def handle(self, **options) -> None:
        try:
            if options["remove"]:
                self._remove(options)
            elif options["http"]:
                self._visit_pages(options)
            else:
                self._live(options)
        except ApplicationError as error:
            raise CommandError(str(error)) from error

    def _remove(self, options: dict) -> None:
        counts = remove_remembered(dry_run=options["dry_run"])
        facts = ", ".join(f"{count:,} {what}" for what, count in counts.items()) or "nothing"
        would = "Would remove" if options["dry_run"] else "Removed"
        self.stdout.write(self.style.SUCCESS(f"{would} {facts}."))

    def _visit_pages(self, options: dict) -> None:
        from shop.demo.simulation.over_http import visit_pages

        count, url = options["visitors"], options["http"]
        if count < 1:
            raise CommandError(f"--visitors must be at least 1, not {count}.")
        if options["dry_run"]:
            self.stdout.write(f"{count} shoppers would visit {url}, one after the other.")
            return
        with tqdm(total=count, desc="visits", unit="", disable=options["verbosity"] == 0) as bar:
            counts = visit_pages(url, shoppers=count, seed=options["seed"], advance=bar.update)
        remember_visitors(counts.pop("ids"))
        self._succeed(counts)

    def _live(self, options: dict) -> None:
        from recommender.services import closed_loop_report, open_arms, write_closed_loop
        from shop.demo.simulation.clock import leave_workers_alone
        from shop.demo.simulation.kept import KeptDays
        from shop.demo.simulation.living import LivingShop
        from shop.demo.simulation.visiting import Crowd

        plan = proof.PLAN if options["proof"] else self._plan(options)
        learning = {"changes": proof.NETWORK, "update_changes": proof.UPDATES} if options["proof"] else {}
        arms = open_arms(plan.arms, seed=plan.seed, **learning)
        if options["dry_run"]:
            self.stdout.write(_told(plan))
            return
        leave_workers_alone()
        if options["proof"]:
            bars = Bars(quiet=options["verbosity"] == 0)
            proof.prepare(bars.stage)
            bars.close()
        folder = Path(settings.LOCAL_DIR) / "simulations" / _name(plan, is_proof=options["proof"])
        crowd = Crowd(proof.PROCESSES if options["proof"] else options["processes"])
        shop = LivingShop(plan, arms, KeptDays(folder), crowd=crowd)
        remember_visitors(shopper.visitor_id for shopper in shop.shoppers.values())
        with tqdm(total=plan.days, desc="days", unit="", disable=options["verbosity"] == 0) as bar:
            try:
                rows = shop.run(lambda day, facts: (bar.update(day - bar.n), bar.set_postfix(facts)))
            finally:
                crowd.close()
        if not rows:
            raise CommandError("Nobody came: there are too few shoppers for so few days.")
        hour = None if plan.drift_day is None else 24.0 * (plan.drift_day - 1)
        found = closed_loop_report(rows, drift_hour=hour, seed=plan.seed) | {
            "plan": _facts(plan, options),
            "learning": arms.counts,
            "seconds": {part: round(seconds) for part, seconds in shop.seconds.items()},
        }
        file = options["results"] or (
            settings.BASE_DIR / "docs/results/closed-loop.json" if options["proof"] else None
        )
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        if options["proof"]:
            write_closed_loop(file)
        for name, arm in found["arms"].items():
            self.stdout.write(
                f"{name}: {arm['visits']:,} visits, CTR {arm['ctr']:.2%} ({arm['ctr_low']:.2%} to {arm['ctr_high']:.2%}), "
                f"{arm['orders']:,} orders, {arm['revenue_per_visitor']:.2f} a visitor"
            )
        self._succeed({"visits": len(rows), "days": plan.days})

    def _plan(self, options: dict) -> LivePlan:
        days = options["days"]
        start = (
            moment(options["start"]) if options["start"] else timezone.now() - timedelta(days=max(days, 0))
        )
        return LivePlan(
            start=start.replace(second=0, microsecond=0),
            days=days,
            shoppers=options["visitors"],
            seed=options["seed"],
            arms=tuple(options["experiment"].split(",")),
            past_days=options["past"],
            drift_day=options["drift"],
            drift_share=options["drift_share"],
            promotions=tuple(Promotion.of(text) for text in options["promotion"]),
        )

    def _succeed(self, counts: dict) -> None:
        facts = ", ".join(f"{count:,} {what}" for what, count in counts.items())
        self.stdout.write(self.style.SUCCESS(f"The shoppers have left: {facts}."))


def _told(plan: LivePlan) -> str:
    drift = "" if plan.drift_day is None else f" Tastes change on day {plan.drift_day}."
    return (
        f"{plan.shoppers:,} shoppers would live for {plan.days} days from {plan.start:%Y-%m-%d %H:%M}, after "
        f"{plan.past_days} days without a model, in {len(plan.arms)} arms: {', '.join(plan.arms)}.{drift}"
    )


def _name(plan: LivePlan, *, is_proof: bool) -> str:
    """One folder for each simulation, so that a killed one is found again."""
    if is_proof:
        return "proof"
    return f"{plan.start:%Y%m%dT%H%M}-{sha256(repr(plan).encode()).hexdigest()[:12]}"


def _facts(plan: LivePlan, options: dict) -> dict:
    return {
        "command": "simulate_shoppers --proof" if options["proof"] else "simulate_shoppers",
        "products": proof.PRODUCTS if options["proof"] else None,
        "network": proof.NETWORK if options["proof"] else {},
        "updates": proof.UPDATES if options["proof"] else {},
        **{name: value for name, value in vars(plan).items() if name not in {"start", "promotions"}},
        "start": plan.start.isoformat(),
        "promotions": [vars(promotion) for promotion in plan.promotions],
        "written_at": datetime.now(tz=timezone.get_current_timezone()).isoformat(timespec="seconds"),
    }
