"""The sums under a cart and an order. They are made here and nowhere else."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from shop.orders.delivery import COUNTRIES, DeliveryMethod, delivery_methods
from shop.orders.tax import included_tax, tax_rate


@dataclass(frozen=True)
class Totals:
    """Under the names that orders have for them, so that one template shows both."""

    currency: str
    goods_total: Decimal
    discount_total: Decimal
    voucher_code: str
    delivery_total: Decimal
    country: str
    method: DeliveryMethod

    @property
    def total(self) -> Decimal:
        return self.goods_total - self.discount_total + self.delivery_total

    @property
    def tax_rate(self) -> Decimal:
        return tax_rate(self.country)

    @property
    def tax_total(self) -> Decimal:
        return included_tax(self.total, self.tax_rate, self.currency)

    @property
    def country_name(self) -> str:
        return COUNTRIES.get(self.country, self.country)

    @property
    def missing_for_free_delivery(self) -> Decimal:
        """How much more must be bought until delivery costs nothing; 0 where it does, or never will."""
        free_from = self.method.free_from
        return max(free_from - self.goods_total, Decimal(0)) if free_from else Decimal(0)


def totals_of(
    *,
    goods_total: Decimal,
    currency: str,
    discount_total: Decimal = Decimal("0.00"),
    voucher_code: str = "",
    method: DeliveryMethod | None = None,
    country: str = "",
) -> Totals:
    """Without method and country: the first way of delivery, to the shop's own country.

    Free delivery looks at the goods before the voucher: a voucher never makes delivery dearer.
    """
    method = (method or next(iter(delivery_methods().values()))).in_currency(currency)
    return Totals(
        currency=currency,
        goods_total=goods_total,
        discount_total=discount_total,
        voucher_code=voucher_code if discount_total else "",
        delivery_total=method.cost(goods_total),
        country=country if country in COUNTRIES else settings.SHOP_COUNTRY,
        method=method,
    )
