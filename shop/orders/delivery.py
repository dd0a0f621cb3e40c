"""Ways of delivery, from `settings.DELIVERY_METHODS`, and what they cost."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.errors import InvalidInput
from shop.currencies.rates import converted

NAMES = {"standard": _("Standard"), "express": _("Express")}
COUNTRIES = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "DK": _("Denmark"),
    "FR": _("France"),
    "DE": _("Germany"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LU": _("Luxembourg"),
    "NL": _("Netherlands"),
    "ES": _("Spain"),
    "SE": _("Sweden"),
    "GB": _("United Kingdom"),
}


@dataclass(frozen=True)
class DeliveryMethod:
    code: str
    price: Decimal
    free_from: Decimal | None
    days: int
    currency: str

    @property
    def name(self) -> str:
        return delivery_name(self.code)

    def cost(self, goods_total: Decimal) -> Decimal:
        free = self.free_from is not None and goods_total >= self.free_from
        return Decimal("0.00") if free else self.price

    def in_currency(self, currency: str) -> "DeliveryMethod":
        price = converted(self.price, self.currency, currency)
        free_from = self.free_from and converted(self.free_from, self.currency, currency).amount
        return replace(self, price=price.amount, free_from=free_from, currency=price.currency)


def delivery_name(code: str) -> str:
    """Also of a way that is not offered any more."""
    return NAMES.get(code, code)


def delivery_methods() -> dict[str, DeliveryMethod]:
    return {
        code: DeliveryMethod(
            code, Decimal(price), Decimal(free_from) if free_from else None, days, settings.CURRENCY
        )
        for code, (price, free_from, days) in settings.DELIVERY_METHODS.items()
    }


def delivery_method(code: str) -> DeliveryMethod:
    if method := delivery_methods().get(code):
        return method
    raise InvalidInput(_("We do not deliver this way."), fields={"delivery_method": [_("Unknown delivery.")]})
