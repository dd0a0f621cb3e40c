from decimal import Decimal

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.cart.quantities import limit_of, shortage
from shop.catalog.models import Product
from shop.currencies.rates import Price, converted
from shop.ownership import Owned
from shop.vouchers.models import Voucher


class Cart(Owned):
    """One for each account, one for each guest."""

    voucher = models.ForeignKey(
        Voucher, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )
    updated_at = models.DateTimeField(auto_now=True)
    last_touched = "updated_at"

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
        """With all that is shown of a product, and the cart's voucher, in two queries."""
        heavy = ["product__search_vector", "product__description"]
        return (
            self.select_related("product", "cart__voucher")
            .prefetch_related("product__pictures")
            .defer(*heavy)
        )

    def put(self, *, owner: dict, product: Product, quantity: int, limit: int) -> bool:
        """Add to the owner's line; False, and nothing added, where that would pass the limit.

        Cart and line are made where there is none, in one statement, because two tabs may do this at the same moment.
        """
        account = owner["account"] and owner["account"].pk
        whose = "(account_id)" if account else "(visitor_id) WHERE account_id IS NULL"
        with connection.cursor() as cursor:
            cursor.execute(
                PUT.format(whose=whose),
                {
                    "account": account,
                    "visitor": owner.get("visitor_id"),
                    "product": product.pk,
                    "price": product.price,
                    "quantity": quantity,
                    "limit": limit,
                    "now": timezone.now(),
                },
            )
            return cursor.rowcount == 1


PUT = """
    WITH cart AS (
        INSERT INTO shop_cart (account_id, visitor_id, updated_at) VALUES (%(account)s, %(visitor)s, %(now)s)
        ON CONFLICT {whose} DO UPDATE SET updated_at = excluded.updated_at
        RETURNING id
    )
    INSERT INTO shop_cartline AS line (cart_id, product_id, quantity, price_when_added, added_at)
    SELECT cart.id, %(product)s, %(quantity)s, %(price)s, %(now)s FROM cart WHERE %(quantity)s <= %(limit)s
    ON CONFLICT (cart_id, product_id) DO UPDATE
    SET quantity = line.quantity + excluded.quantity, price_when_added = excluded.price_when_added
    WHERE line.quantity + excluded.quantity <= %(limit)s
"""


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", verbose_name=_("cart"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    # What the shopper was shown: a price that changed since is said in words. None: not known.
    price_when_added = models.DecimalField(max_digits=10, decimal_places=2, null=True, editable=False)
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

    # Whoever reads lines for a shopper says in which currency; else it is the product's own.
    wanted_currency = ""

    @property
    def each(self) -> Price:
        """Today's price of one. It is rounded before it is multiplied, so that what is shown adds up."""
        own = self.product.currency
        return converted(self.product.price, own, self.wanted_currency or own)

    @property
    def currency(self) -> str:
        return self.each.currency

    @property
    def total(self) -> Decimal:
        """At today's price; what cannot be had costs nothing."""
        return self.each.amount * self.quantity if self.limit else Decimal("0.00")

    @property
    def former_price(self) -> Decimal | None:
        """What it cost when it was added, where that is another price now."""
        return None if self.price_when_added == self.product.price else self.price_when_added

    @property
    def limit(self) -> int:
        return limit_of(self.product)

    @property
    def problem(self) -> str:
        """Why the line cannot be ordered as it is; empty where it can."""
        return shortage(self.product, self.quantity)


class SavedProduct(Owned):
    """Taken out of the cart for later, with how many there were."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    saved_at = models.DateTimeField(auto_now_add=True)
    last_touched = "saved_at"

    class Meta:
        verbose_name = _("product saved for later")
        verbose_name_plural = _("products saved for later")
        ordering = ["-saved_at", "-pk"]
        constraints = Owned.one_for_each("product", name="saved_product")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
