from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory

from shop.templatetags.shop_tags import money, sentences, stars


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (Decimal("12.9"), "EUR", "€12.90"),
        (Decimal(1290), "EUR", "€1,290.00"),
        (Decimal(5), "GBP", "£5.00"),
        (Decimal(5), "CHF", "CHF\N{NO-BREAK SPACE}5.00"),
        (None, "EUR", ""),
    ],
)
def test_money_is_said_with_its_currency(amount, currency, said):
    assert money(amount, currency) == said


@pytest.mark.parametrize(("rating", "halves"), [("1.00", 10), ("4.24", 40), ("4.30", 45), ("5.00", 50)])
def test_stars_are_filled_in_halves_and_say_the_rating(rating, halves):
    row = BeautifulSoup(stars(Decimal(rating), 3), "html.parser").select_one(".stars__row")
    assert f"stars--{halves}" in row["class"]
    assert row["aria-label"] == f"Rated {rating[:3]} of 5"


def test_nobody_rated_means_no_stars():
    assert stars(None, 0) == ""


def test_a_query_string_changes_one_value_and_keeps_the_others():
    request = RequestFactory().get("/", {"brand": ["Halden", "Korvel"], "page": "3"})
    template = Template("{% load shop_tags %}{% query_with page=None sort='price' %}")
    assert template.render(Context({"request": request})) == "?brand=Halden&amp;brand=Korvel&amp;sort=price"


def test_sentences_are_joined():
    assert sentences(["One.", "Two."]) == "One. Two."
    assert sentences("One.") == "One."
