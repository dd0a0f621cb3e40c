from decimal import Decimal

import pytest
from django.utils import translation

from shop.currencies.words import currency_name, in_words


@pytest.mark.parametrize(
    ("language", "currency", "said"),
    [
        ("en", "EUR", "€1,290.00"),
        ("en", "CNY", "CN¥1,290.00"),
        ("en", "JPY", "¥1,290"),
        ("zh-hans", "EUR", "€1,290.00"),
        ("zh-hans", "CNY", "¥1,290.00"),
        ("zh-hans", "USD", "US$1,290.00"),
        ("zh-hans", "JPY", "JP¥1,290"),
    ],
)
def test_money_is_written_as_the_language_writes_it(language, currency, said):
    with translation.override(language):
        assert in_words(Decimal(1290), currency) == said


def test_currencies_have_names_in_the_language():
    with translation.override("zh-hans"):
        assert currency_name("USD") == "美元"
