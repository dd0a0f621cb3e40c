import pytest
from django.core.exceptions import ValidationError

from accounts.contacts import normalized_contact, normalized_phone, readable_phone


@pytest.mark.parametrize(
    "typed",
    [
        "+491713920001",
        "0171 3920001",
        "0171/392 00 01",
        "0049 (171) 3920001",
        "+49 (0)171 3920001",
        "٠١٧١٣٩٢٠٠٠١",
    ],
)
def test_a_number_has_one_form_however_it_is_typed(typed):
    assert normalized_phone(typed) == "+491713920001"


def test_a_number_without_a_country_is_of_the_shops(settings):
    settings.SHOP_COUNTRY = "US"
    assert normalized_phone("(415) 555-2671") == "+14155552671"
    assert normalized_phone("+44 7911 123456") == "+447911123456"


@pytest.mark.parametrize(
    "typed", ["", "abc", "+", "123", "+49171", "+999123456789", "9" * 100, "+1 415 555 26711"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="no phone number"):
        normalized_phone(typed)


@pytest.mark.parametrize("typed", ["030 1234567", "0900 1234567"])
def test_landlines_and_dear_numbers_are_refused(typed):
    with pytest.raises(ValidationError, match="mobile phones"):
        normalized_phone(typed)


def test_either_is_a_contact():
    assert normalized_contact("One@Aisle.Example") == "one@aisle.example"
    assert normalized_contact("0171 3920001") == "+491713920001"
    with pytest.raises(ValidationError, match="an e-mail address or a mobile number"):
        normalized_contact("anna")
    with pytest.raises(ValidationError, match="valid email"):
        normalized_contact("anna@")


def test_people_read_numbers_in_groups():
    assert readable_phone("+491713920001") == "+49 171 3920001"
    assert readable_phone("not one") == "not one"
