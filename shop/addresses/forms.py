from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.addresses.formats import FIELDS, postal_code_problem
from shop.addresses.models import Address
from shop.orders.delivery import COUNTRIES

AUTOCOMPLETE = {
    "email": "email",
    "full_name": "name",
    "street": "address-line1",
    "postal_code": "postal-code",
    "city": "address-level2",
    "country": "country",
}


class DeliveryAddressForm(forms.ModelForm):
    """What an address must be, at the checkout as in the address book."""

    country = forms.ChoiceField(label=_("country"), choices=list(COUNTRIES.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["country"].initial = settings.SHOP_COUNTRY
        for name, purpose in AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = purpose
        wrong = next(iter(self.errors), None)
        if wrong in self.fields:
            self.fields[wrong].widget.attrs["autofocus"] = True

    def clean(self) -> dict:
        given = super().clean()
        if problem := postal_code_problem(given.get("country", ""), given.get("postal_code", "")):
            self.add_error("postal_code", problem)
        return given


class AddressForm(DeliveryAddressForm):
    """A line of the address book."""

    class Meta:
        model = Address
        fields = [*FIELDS, "is_default"]
