"""What lies in a cart, and what was put aside for later."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from shop.cart.models import CartLine, SavedProduct
from shop.currencies.rates import shown_currency
from shop.orders.delivery import DeliveryMethod
from shop.orders.totals import Totals, totals_of
from shop.shopper import Shopper
from shop.vouchers.models import Voucher
from shop.vouchers.services import refusal


@dataclass(frozen=True)
class CartSummary:
    lines: list[CartLine]
    voucher: Voucher | None = None
    voucher_problem: str = ""
    """Why the voucher does not count as things are; empty where it does."""

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def goods_total(self) -> Decimal:
        return goods_total_of(self.lines)

    @property
    def currency(self) -> str:
        return self.lines[0].currency if self.lines else shown_currency()

    @property
    def discount_total(self) -> Decimal:
        counts = self.voucher and not self.voucher_problem
        return self.voucher.discount(self.goods_total, self.currency) if counts else Decimal("0.00")

    @property
    def problems(self) -> list[str]:
        """Why it cannot be ordered as it is."""
        return [line.problem for line in self.lines if line.problem]

    @property
    def product_ids(self) -> list[int]:
        return [line.product_id for line in self.lines]

    def totals(self, *, method: DeliveryMethod | None = None, country: str = "") -> Totals:
        return totals_of(
            goods_total=self.goods_total,
            currency=self.currency,
            discount_total=self.discount_total,
            voucher_code=self.voucher.code if self.voucher else "",
            method=method,
            country=country,
        )


def cart_summary(shopper: Shopper, *, email: str = "") -> CartSummary:
    """The lines with today's prices, in the shopper's currency, and stock, in the order in which they were added.

    `email`, where it is known, finds guests who have used the cart's voucher before.
    """
    lines = list(CartLine.objects.of(shopper.owner).with_products())
    for line in lines:
        line.wanted_currency = shopper.currency
    voucher = lines[0].cart.voucher if lines else None
    if voucher is None:
        return CartSummary(lines)
    problem = refusal(
        voucher,
        shopper=shopper,
        goods_total=goods_total_of(lines),
        currency=lines[0].currency,
        now=timezone.now(),
        email=email,
    )
    return CartSummary(lines, voucher, problem)


def goods_total_of(lines: list[CartLine]) -> Decimal:
    return sum((line.total for line in lines), Decimal("0.00"))


def cart_count(shopper: Shopper) -> int:
    return CartLine.objects.of(shopper.owner).aggregate(pieces=Sum("quantity"))["pieces"] or 0


def cart_product_ids(shopper: Shopper) -> list[int]:
    """What lies in the cart, the latest first."""
    lines = CartLine.objects.of(shopper.owner).order_by("-added_at", "-pk")
    return list(lines.values_list("product_id", flat=True))


def saved_products(shopper: Shopper) -> list[SavedProduct]:
    """What was put aside, the latest first, with all that is shown of it, in two queries."""
    mine = SavedProduct.objects.filter(**shopper.owner).select_related("product")
    heavy = ["product__search_vector", "product__description"]
    return list(mine.prefetch_related("product__pictures").defer(*heavy))
