"""Brings the demo shop back to its known state: empties everything, seeds it, trains and deploys the first model."""

import shutil

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

OURS = ("accounts", "shop", "recommender")
THEIRS = ("account", "admin", "sessions")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--products", type=int, default=1_000)
        parser.add_argument("--shoppers", type=int, default=2_000)
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be emptied, change nothing"
        )
        parser.add_argument(
            "--without-model", action="store_true", help="seed only; train later with run_loop"
        )

    def handle(self, *, dry_run: bool, without_model: bool, verbosity: int, **plan):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("reset_demo empties the whole shop, so it runs only with DEMO=1.")
        tables = [model._meta.db_table for label in (*OURS, *THEIRS) for model in _models(label)]  # noqa: SLF001  Django's documented way to a table's name
        if dry_run:
            self.stdout.write(
                f"Would empty {len(tables)} tables, {settings.MODEL_STORE} and {settings.MEDIA_ROOT}."
            )
            return
        self.stdout.write("[1/3] Emptying the shop")
        empty(tables)
        self.stdout.write("[2/3] Filling it again")
        seed = {name: plan[name] for name in ("products", "shoppers", "days", "seed")}
        call_command("seed_demo", verbosity=verbosity, **seed)
        if not without_model:
            self.stdout.write("[3/3] Training and deploying the first model")
            call_command("run_loop", verbosity=verbosity)
        self.stdout.write(self.style.SUCCESS("The demo is back in its known state."))


def empty(tables: list[str]) -> None:
    names = ", ".join(f'"{table}"' for table in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    for folder in (settings.MODEL_STORE, settings.MEDIA_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    cache.clear()


def _models(label: str):
    return apps.get_app_config(label).get_models(include_auto_created=True)
