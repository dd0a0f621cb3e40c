from decimal import Decimal

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.cart.quantities import limit_of, shortage
from shop.catalog.models import Product
from shop.ownership import Owned


class Cart(Owned):
    """One for each account, one for each guest."""

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.CheckConstraint(condition=Owned.has_owner(), name="cart_has_owner"),
            models.UniqueConstraint(fields=["account"], name="cart_one_for_account"),
            models.UniqueConstraint(
                fields=["visitor_id"],
                condition=Q(account=None),
                name="cart_one_for_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class CartLineQuerySet(models.QuerySet):
    def of(self, owner: dict) -> "CartLineQuerySet":
        """The lines of the cart with this owner."""
        return self.filter(**{f"cart__{field}": value for field, value in owner.items()})

    def with_products(self) -> "CartLineQuerySet":
        """With all that is shown of a product, in two queries."""
        heavy = ["product__search_vector", "product__description"]
        return self.select_related("product").prefetch_related("product__pictures").defer(*heavy)

    def raise_quantity(self, *, cart_id: int, product_id: int, by: int, limit: int) -> bool:
        """Add to the line, or make it; False, and nothing done, where that would pass the limit.

        One statement, because two tabs may add the same product at the same moment.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO shop_cartline AS line (cart_id, product_id, quantity, added_at)
                SELECT %(cart)s, %(product)s, %(by)s, %(now)s WHERE %(by)s <= %(limit)s
                ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = line.quantity + excluded.quantity
                WHERE line.quantity + excluded.quantity <= %(limit)s
                """,
                {"cart": cart_id, "product": product_id, "by": by, "limit": limit, "now": timezone.now()},
            )
            return cursor.rowcount == 1


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = CartLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="cart_line_once_for_product"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="cart_line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"

    @property
    def total(self) -> Decimal:
        """At today's price; what cannot be had costs nothing."""
        return self.product.price * self.quantity if self.limit else Decimal("0.00")

    @property
    def limit(self) -> int:
        return limit_of(self.product)

    @property
    def problem(self) -> str:
        """Why the line cannot be ordered as it is; empty where it can."""
        return shortage(self.product, self.quantity)
