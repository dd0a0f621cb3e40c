from django import forms
from django.utils.translation import gettext_lazy as _

from shop.addresses.forms import DeliveryAddressForm
from shop.orders.delivery import delivery_methods
from shop.orders.details import ADDRESS, CheckoutDetails
from shop.orders.models import Order
from shop.orders.payment import payment_gateway

DELIVERY = ["delivery_method", "payment_token"]


class AddressForm(DeliveryAddressForm):
    class Meta:
        model = Order
        fields = ADDRESS


class DeliveryForm(forms.Form):
    delivery_method = forms.ChoiceField(
        label=_("delivery"), error_messages={"required": _("Please choose how we deliver.")}
    )
    payment_token = forms.ChoiceField(
        label=_("payment"), error_messages={"required": _("Please choose how you pay.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delivery_method"].choices = [
            (code, method.name) for code, method in delivery_methods().items()
        ]
        self.fields["payment_token"].choices = payment_gateway().means


class PurchaseForm(AddressForm, DeliveryForm):
    """All that the last step shows and sends: what was seen is what is ordered, whatever other tabs did meanwhile."""

    goods_total = forms.DecimalField(max_digits=12, decimal_places=2)
    discount_total = forms.DecimalField(max_digits=12, decimal_places=2)
    idempotency_key = forms.CharField(max_length=100)

    @property
    def details(self) -> CheckoutDetails:
        """What was seen and sent, once it is valid."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return CheckoutDetails(**given)
