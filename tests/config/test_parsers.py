"""JSON from outside."""

from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError

from config.parsers import CarefulJSONParser


def parse(body: str):
    return CarefulJSONParser().parse(BytesIO(body.encode()))


def test_plain_json_is_read():
    assert parse(r'{"title": "K\u00e4nnchen \ud83d\ude00", "price": 3.5}') == {
        "title": "Kännchen 😀",
        "price": 3.5,
    }


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("[" * 60_000, "nested too deeply"),
        (r'{"title": "\ud800"}', "not Unicode"),
        (r'{"\udfff": 1}', "not Unicode"),
        ('{"price": NaN}', "JSON parse error"),
        ("{", "JSON parse error"),
    ],
    ids=["deep", "half a character", "half a name", "not a number", "broken off"],
)
def test_what_nothing_can_bear_is_refused_in_words(body, sentence):
    with pytest.raises(ParseError, match=sentence):
        parse(body)
