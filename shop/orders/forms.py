from django import forms
from django.utils.translation import gettext_lazy as _

from shop.orders.delivery import COUNTRIES, delivery_methods
from shop.orders.details import ADDRESS, CheckoutDetails
from shop.orders.models import Order
from shop.orders.payment import payment_gateway

AUTOCOMPLETE = {
    "email": "email",
    "full_name": "name",
    "street": "street-address",
    "postal_code": "postal-code",
    "city": "address-level2",
    "country": "country",
}


class CheckoutForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("country"), choices=list(COUNTRIES.items()), initial="DE")
    delivery_method = forms.ChoiceField(
        label=_("delivery"), error_messages={"required": _("Please choose how we deliver.")}
    )
    payment_token = forms.ChoiceField(
        label=_("payment"), error_messages={"required": _("Please choose how you pay.")}
    )
    goods_total = forms.DecimalField(max_digits=12, decimal_places=2)
    idempotency_key = forms.CharField(max_length=100)

    class Meta:
        model = Order
        fields = ADDRESS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["delivery_method"].choices = [
            (code, method.name) for code, method in delivery_methods().items()
        ]
        self.fields["payment_token"].choices = payment_gateway().means
        for name, purpose in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose

    @property
    def address_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ADDRESS]

    @property
    def details(self) -> CheckoutDetails:
        """What was typed, once it is valid."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return CheckoutDetails(**given)
