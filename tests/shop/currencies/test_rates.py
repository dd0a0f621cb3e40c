from decimal import Decimal

import pytest

from shop.currencies.rates import converted, prices_in, rate, rounded, shown_currency


@pytest.fixture(autouse=True)
def rates(settings):
    settings.CURRENCY = "EUR"
    settings.CURRENCIES = {"EUR": "1", "USD": "1.08", "CNY": "7.80", "JPY": "165"}


@pytest.mark.parametrize(
    ("amount", "source", "to", "price"),
    [
        ("12.90", "EUR", "EUR", ("12.90", "EUR")),
        ("12.90", "EUR", "USD", ("13.93", "USD")),
        ("12.90", "EUR", "JPY", ("2129", "JPY")),
        ("10.80", "USD", "EUR", ("10.00", "EUR")),
        ("10.80", "USD", "CNY", ("78.00", "CNY")),
    ],
)
def test_amounts_are_rounded_as_the_other_currency_counts(amount, source, to, price):
    assert converted(Decimal(amount), source, to) == (Decimal(price[0]), price[1])


def test_an_amount_without_a_known_rate_stays_what_it_is():
    assert converted(Decimal("5.00"), "CHF", "USD") == (Decimal("5.00"), "CHF")


def test_rates_work_both_ways():
    assert rate("EUR", "USD") * rate("USD", "EUR") == pytest.approx(Decimal(1))


def test_half_a_coin_is_rounded_up():
    assert rounded(Decimal("0.005"), "EUR") == Decimal("0.01")
    assert rounded(Decimal("0.5"), "JPY") == Decimal(1)


def test_prices_are_shown_in_the_shops_currency_unless_another_is_chosen():
    assert shown_currency() == "EUR"
    with prices_in("USD"):
        assert shown_currency() == "USD"
    assert shown_currency() == "EUR"
