"""Amounts and currencies as they are written in the language of the page."""

import re
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_symbol
from django.utils.translation import get_language, to_locale

LETTER_AT_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")


def in_words(amount: Decimal, currency: str) -> str:
    """`1290` in EUR is "€1,290.00"."""
    said = format_currency(amount, currency, locale=_locale(get_language() or "en"))
    # CLDR parts letters from digits here; Babel does not yet.
    return LETTER_AT_DIGIT.sub("\N{NO-BREAK SPACE}", said)


def rate_in_words(rate: Decimal) -> str:
    return format_decimal(rate.normalize(), format="#,##0.######", locale=_locale(get_language() or "en"))


def currency_name(currency: str) -> str:
    return get_currency_name(currency, locale=_locale(get_language() or "en"))


def currency_symbol(currency: str) -> str:
    return get_currency_symbol(currency, locale=_locale(get_language() or "en"))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(to_locale(language))
