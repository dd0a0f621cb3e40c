"""Out again: whoever this command brought is remembered in a file, because a shop has other simulated visitors too."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from recommender.services import erase_simulated
from shop.cart.models import Cart
from shop.favorites.models import Favorite
from shop.orders.models import Order


def remember_visitors(ids: Iterable[UUID]) -> None:
    known = _remembered()
    new = [visitor_id for visitor_id in ids if visitor_id not in known]
    _file().parent.mkdir(parents=True, exist_ok=True)
    with _file().open("a", encoding="ascii") as file:
        file.writelines(f"{visitor_id}\n" for visitor_id in new)


@transaction.atomic
def remove_remembered(*, dry_run: bool = False) -> dict[str, int]:
    """How many rows of what. Stock that they bought stays sold."""
    ids = _remembered()
    counts = {}
    for name, table in (("orders", Order), ("carts", Cart), ("favorites", Favorite)):
        rows = table.objects.filter(account=None, visitor_id__in=ids)
        counts[name] = rows.count()
        rows.delete()
    counts |= {table.lower() + "s": count for table, count in erase_simulated(ids).items()}
    if dry_run:
        transaction.set_rollback(True)
    else:
        transaction.on_commit(lambda: _file().unlink(missing_ok=True))
    return counts


def _remembered() -> set[UUID]:
    if not _file().exists():
        return set()
    return {UUID(line) for line in _file().read_text(encoding="ascii").split()}


def _file() -> Path:
    return Path(settings.LOCAL_DIR) / "simulations" / "visitors.txt"
