from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.currencies.rates import converted, rounded

CENT = Decimal("0.01")


class Voucher(models.Model):
    class Kind(models.TextChoices):
        PERCENTAGE = "percentage", _("percentage of the goods")
        AMOUNT = "amount", _("amount of money")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9-]+$", _("Capital letters, digits and hyphens only."))],
        help_text=_("What shoppers type; small letters count as capitals."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERCENTAGE)
    value = models.DecimalField(
        _("value"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(CENT)],
        help_text=_("Percent, or money in the shop's currency."),
    )
    minimum = models.DecimalField(
        _("minimum"),
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(0)],
        help_text=_("What the goods must cost at least."),
    )
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    max_uses = models.PositiveIntegerField(
        _("uses in total"), null=True, blank=True, help_text=_("Empty: as many as wanted.")
    )
    once_per_shopper = models.BooleanField(_("once for each shopper"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Kept beside the rows of VoucherUse so that the last use can be guarded by a constraint.
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0, minimum__gte=0), name="voucher_worth_something"),
            models.CheckConstraint(
                condition=Q(max_uses=None) | Q(used__lte=F("max_uses")), name="voucher_not_overused"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.kind == self.Kind.PERCENTAGE and self.value is not None and self.value > 100:
            raise ValidationError({"value": _("More than 100 percent cannot be taken off.")})
        if self.valid_until and self.valid_from and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": _("It must end after it begins.")})
        if self.max_uses is not None and self.max_uses < self.used:
            raise ValidationError({"max_uses": _("It was used more often already.")})

    def discount(self, goods_total: Decimal, currency: str) -> Decimal:
        """What it takes off of goods in this currency; never more than they cost."""
        if self.kind == self.Kind.PERCENTAGE:
            return rounded(goods_total * self.value / 100, currency)
        return min(converted(self.value, settings.CURRENCY, currency).amount, goods_total)

    def least(self, currency: str) -> Decimal:
        """What the goods must cost at least, in this currency."""
        return converted(self.minimum, settings.CURRENCY, currency).amount


class VoucherUse(models.Model):
    """Who used it is in the order. Given back when the order is canceled."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="uses", verbose_name=_("voucher"))
    order = models.OneToOneField(
        "shop.Order", models.CASCADE, related_name="voucher_use", verbose_name=_("order")
    )
    used_at = models.DateTimeField(_("used"), default=timezone.now)
    returned_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("use of a voucher")
        verbose_name_plural = _("uses of a voucher")
        ordering = ["-used_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.order_id}"
