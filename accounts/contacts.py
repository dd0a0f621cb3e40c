"""What an account is known by: an e-mail address or the number of a mobile phone, written one way only."""

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# In some countries, the United States among them, a number does not tell whether it is a mobile phone's.
REACHED_BY_TEXT = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
LONGEST = 254  # of an e-mail address


def normalized_phone(typed: str) -> str:
    """E.164, as in +491713920001. A number without a country is taken for one of the shop's own."""
    try:
        number = phonenumbers.parse(typed, settings.SHOP_COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("This is no phone number. Abroad, begin with + and the country, as in +44 7911 123456."),
            code="invalid_phone",
        )
    if phonenumbers.number_type(number) not in REACHED_BY_TEXT:
        raise ValidationError(_("We can only send codes to mobile phones."), code="no_mobile")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable_phone(phone: str) -> str:
    """In groups, as people read it."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def is_phone(contact: str) -> bool:
    return "@" not in contact


def normalized_contact(typed: str) -> str:
    if is_phone(typed):
        if not any(character.isdigit() for character in typed):
            raise ValidationError(_("Please give an e-mail address or a mobile number."), code="invalid")
        return normalized_phone(typed)
    validate_email(typed)
    return typed.lower()


class PhoneField(forms.CharField):
    """Gives E.164."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        super().__init__(**{"label": _("Mobile number"), "widget": widget, "max_length": 40} | kwargs)

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        return normalized_phone(typed) if typed else typed


class ContactField(forms.CharField):
    """Takes either; gives an address in small letters, or E.164."""

    def __init__(self, **kwargs) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        label = _("E-mail address or mobile number")
        super().__init__(
            **{"label": label, "widget": forms.TextInput(attrs=attrs), "max_length": LONGEST} | kwargs
        )

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        return normalized_contact(typed) if typed else typed
