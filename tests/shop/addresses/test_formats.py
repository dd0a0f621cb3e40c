import pytest

from shop.addresses.formats import POSTAL_CODES, address_lines, postal_code_problem
from shop.orders.delivery import COUNTRIES
from tests.factories.addresses import WRITTEN


def test_every_country_that_we_deliver_to_has_a_format_that_its_example_fits():
    assert POSTAL_CODES.keys() == COUNTRIES.keys()
    assert [code for code, known in POSTAL_CODES.items() if postal_code_problem(code, known.example)] == []


@pytest.mark.parametrize(
    ("country", "postal_code"),
    [("DE", "D-10115"), ("GB", "sw1a1aa"), ("NL", "1012js"), ("SE", "11152"), ("AT", " 1010 "), ("FR", "")],
)
def test_the_ways_in_which_people_write_are_fine(country, postal_code):
    assert postal_code_problem(country, postal_code) == ""


@pytest.mark.parametrize(
    ("country", "postal_code"), [("DE", "1010"), ("AT", "10115"), ("GB", "10115"), ("IT", "abc")]
)
def test_a_code_of_another_country_is_named_with_an_example(country, postal_code):
    problem = postal_code_problem(country, postal_code)
    assert POSTAL_CODES[country].example in problem


def test_where_the_code_stands_depends_on_the_country():
    assert address_lines(**WRITTEN)[-2:] == ["10115 Berlin", "Germany"]
    british = WRITTEN | {"city": "London", "postal_code": "SW1A 1AA", "country": "GB"}
    assert address_lines(**british)[-3:] == ["London", "SW1A 1AA", "United Kingdom"]
