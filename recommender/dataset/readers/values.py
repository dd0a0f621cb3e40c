"""Cells to values. A cell is text in a CSV file and typed elsewhere; both give the same value, or None.

Files repeat the same few prices and minutes, so the costly conversions are remembered, within bounds.
"""

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_REMEMBERED = 20_000
_TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")
_CENT = Decimal("0.01")


def as_text(cell) -> str:
    """Without surrounding and repeated spaces, and without the zero bytes that a database refuses; "" for nothing."""
    return "" if cell is None else " ".join(str(cell).replace("\0", "").split())


def as_id(cell) -> str:
    """An id as text: spreadsheets and data frames write whole numbers as 17850.0."""
    return as_text(cell).removesuffix(".0")


@lru_cache(maxsize=_REMEMBERED, typed=True)
def as_whole(cell) -> int | None:
    try:
        number = Decimal(as_text(cell))
        return int(number) if number == number.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


@lru_cache(maxsize=_REMEMBERED, typed=True)
def as_price(cell) -> Decimal | None:
    """To the cent; None for what is no finite number."""
    try:
        price = Decimal(as_text(cell))
        return price.quantize(_CENT) if price.is_finite() else None
    except InvalidOperation:
        return None


@lru_cache(maxsize=_REMEMBERED, typed=True)
def as_time(cell, *, zone: tzinfo) -> datetime | None:
    """Aware, in UTC. Cells without a zone are in `zone`; slashes mean month first, as in the published CSV export."""
    moment = cell if isinstance(cell, datetime) else _parsed(as_text(cell))
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    text, utc = text.removesuffix(" UTC"), text.endswith(" UTC")
    for pattern in _TIME_FORMATS:
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 (as_time adds the zone)
        except ValueError:
            continue
        return moment.replace(tzinfo=UTC) if utc else moment
    return None
