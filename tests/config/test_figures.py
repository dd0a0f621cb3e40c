from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from config.figures import Figure


def test_a_value_and_its_change():
    figure = Figure("Revenue", Decimal(1500), unit="EUR", digits=2, before=Decimal(1000), better="up")
    assert figure.said == "1,500.00\xa0EUR"
    assert figure.change_said == "+50.0\xa0%"
    assert figure.tone == "good"


@pytest.mark.parametrize(
    ("value", "before", "better", "said", "tone"),
    [
        (50, 100, "up", "−50.0\xa0%", "bad"),
        (50, 100, "down", "−50.0\xa0%", "good"),
        (50, 100, "", "−50.0\xa0%", ""),
        (100, 100, "up", "±0.0\xa0%", ""),
        (5, 0, "up", "", ""),
        (5, None, "up", "", ""),
        (None, 5, "up", "", ""),
    ],
)
def test_the_change_against_before(value, before, better, said, tone):
    figure = Figure("Visits", value, before=before, better=better)
    assert (figure.change_said, figure.tone) == (said, tone)


def test_numbers_are_rounded_not_cut():
    assert Figure("Bounce", 66.66, unit="%", digits=1, before=50).said == "66.7\xa0%"
    assert Figure("Bounce", 66.66, before=50).change_said == "+33.3\xa0%"


def test_what_is_not_known_is_not_zero():
    assert Figure("Conversion").said == "–"
    assert Figure("Conversion", 0, unit="%").said == "0\xa0%"
    assert Figure("Model", text="version 7").said == "version 7"


def test_tiles_say_what_they_compare_with():
    page = render_to_string(
        "admin/partials/figures.html",
        {"figures": [Figure("Visits", 5, before=0, compared_with="last Friday"), Figure("Other", 1)]},
    )
    assert "from 0" in page
    assert "last Friday" in page
    assert page.count("figures__change") == 1
