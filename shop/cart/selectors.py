"""What lies in a cart."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from shop.cart.models import CartLine
from shop.shopper import Shopper


@dataclass(frozen=True)
class CartSummary:
    lines: list[CartLine]

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def goods_total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def currency(self) -> str:
        return self.lines[0].product.currency if self.lines else settings.CURRENCY

    @property
    def problems(self) -> list[str]:
        """Why it cannot be ordered as it is."""
        return [line.problem for line in self.lines if line.problem]

    @property
    def product_ids(self) -> list[int]:
        return [line.product_id for line in self.lines]


def cart_summary(shopper: Shopper) -> CartSummary:
    """The lines with today's prices and stock, in the order in which they were added."""
    return CartSummary(list(CartLine.objects.of(shopper.owner).with_products()))


def cart_count(shopper: Shopper) -> int:
    return CartLine.objects.of(shopper.owner).aggregate(pieces=Sum("quantity"))["pieces"] or 0
