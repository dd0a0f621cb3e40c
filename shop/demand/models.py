from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product


class Demand(models.Model):
    """How many pieces of a product are expected to be sold in the next 14 days, as the last night saw it."""

    product = models.OneToOneField(Product, models.CASCADE, related_name="demand", verbose_name=_("product"))
    sold = models.PositiveIntegerField(_("sold in the last 14 days"))
    expected = models.FloatField(_("expected in the next 14 days"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("expected demand")
        verbose_name_plural = _("expected demand")
        indexes = [models.Index(fields=["-expected"], name="demand_most_expected")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.expected:.1f}"
