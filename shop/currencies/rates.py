"""What an amount is in another currency, by `settings.CURRENCIES`; and which one prices are shown in just now."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from babel.numbers import get_currency_precision
from django.conf import settings

# As the active language is Django's, so that a price is shown rightly wherever a template or a serializer meets it.
_shown: ContextVar[str | None] = ContextVar("shown_currency", default=None)


class Price(NamedTuple):
    amount: Decimal
    currency: str


def shown_currency() -> str:
    """What prices are shown in; the shop's own where nobody chose."""
    return _shown.get() or settings.CURRENCY


@contextmanager
def prices_in(currency: str) -> Iterator[None]:
    token = _shown.set(currency)
    try:
        yield
    finally:
        _shown.reset(token)


def is_offered(currency: str) -> bool:
    return currency in settings.CURRENCIES


def rate(source: str, to: str) -> Decimal:
    """How much of `to` one of `source` is."""
    if source == to:
        return Decimal(1)
    return Decimal(settings.CURRENCIES[to]) / Decimal(settings.CURRENCIES[source])


def converted(amount: Decimal, source: str, to: str) -> Price:
    """Rounded as the other currency counts; as it is where we know no rate."""
    if source == to or not (is_offered(source) and is_offered(to)):
        return Price(amount, source)
    return Price(rounded(amount * rate(source, to), to), to)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest coin: cents of euros, whole yen."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)
