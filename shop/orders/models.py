from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product


class OrderQuerySet(models.QuerySet):
    def of(self, owner: dict) -> "OrderQuerySet":
        return self.filter(**owner)

    def with_lines(self) -> "OrderQuerySet":
        """With all that an order page shows, whatever the number of lines."""
        return self.prefetch_related("lines__product__pictures", "transitions")


class Order(models.Model):
    class Status(models.TextChoices):
        PLACED = "placed", _("placed")
        PAID = "paid", _("paid")
        SHIPPED = "shipped", _("on its way")
        DELIVERED = "delivered", _("delivered")
        CANCELED = "canceled", _("canceled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    # The address of an order page for those who cannot sign in: a guest's only proof.
    access_key = models.CharField(max_length=43, unique=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("account"),
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    idempotency_key = models.CharField(max_length=80, unique=True, editable=False)
    # What was asked for under that key; a retry asks for the same.
    request_hash = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLACED)
    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=160)
    postal_code = models.CharField(_("postal code"), max_length=16)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="DE")
    delivery_method = models.CharField(_("delivery"), max_length=20)
    # What was seen and paid: the mails are written in this language, the amounts are in this currency.
    language = models.CharField(_("language"), max_length=10, default="en", db_default="en")
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
        default=Decimal(1),
        db_default=Decimal(1),
        help_text=_("How much of it one of the shop's own currency was. Empty: we had no rate."),
    )
    goods_total = models.DecimalField(_("goods"), max_digits=12, decimal_places=2)
    delivery_total = models.DecimalField(
        _("delivery cost"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    voucher_code = models.CharField(_("voucher"), max_length=40, blank=True)
    discount_total = models.DecimalField(
        _("taken off by the voucher"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    # The part of the total that is tax, and its rate in percent; 0 for orders from before we kept it.
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2, default=Decimal("0.00"))
    tax_total = models.DecimalField(
        _("tax included"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    total = models.GeneratedField(
        verbose_name=_("total"),
        expression=F("goods_total") - F("discount_total") + F("delivery_total"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    confirmation_sent_at = models.DateTimeField(_("confirmation sent"), null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "-placed_at"], name="order_history"),
            models.Index(fields=["placed_at"], name="order_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(goods_total__gte=0, delivery_total__gte=0, tax_total__gte=0),
                name="order_totals_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount_total__gte=0, discount_total__lte=F("goods_total")),
                name="order_discount_within_goods",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.number])

    def may_become(self, status: str) -> bool:
        return status in ALLOWED[self.status]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines.all())

    @property
    def can_be_canceled(self) -> bool:
        return self.may_become(self.Status.CANCELED)


# Which state an order may go to from which.
ALLOWED = {
    Order.Status.PLACED: {Order.Status.PAID, Order.Status.CANCELED},
    Order.Status.PAID: {Order.Status.SHIPPED, Order.Status.CANCELED},
    Order.Status.SHIPPED: {Order.Status.DELIVERED},
    Order.Status.DELIVERED: set(),
    Order.Status.CANCELED: set(),
}


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="order_lines", verbose_name=_("product")
    )
    # As they were on the day: the product may be renamed, the price may change.
    title = models.CharField(_("title"), max_length=200)
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    total = models.GeneratedField(
        verbose_name=_("total"),
        expression=F("unit_price") * F("quantity"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_quantity_positive")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class OrderTransition(models.Model):
    """The order's history: append-only."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="transitions", verbose_name=_("order"))
    status = models.CharField(_("status"), max_length=12, choices=Order.Status)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )

    class Meta:
        verbose_name = _("order transition")
        verbose_name_plural = _("order transitions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.status}"


class Payment(models.Model):
    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUNDED = "refunded", _("refunded")

    order = models.OneToOneField(Order, models.CASCADE, related_name="payment", verbose_name=_("order"))
    gateway = models.CharField(_("gateway"), max_length=40)
    reference = models.CharField(_("reference"), max_length=80)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACCEPTED)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"
