from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.ownership import Owned


class Favorite(Owned):
    """What the paper calls a collection."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="favorites", verbose_name=_("product"))
    created_at = models.DateTimeField(auto_now_add=True)
    last_touched = "created_at"

    class Meta:
        verbose_name = _("favorite")
        verbose_name_plural = _("favorites")
        ordering = ["-created_at", "-pk"]
        constraints = Owned.one_for_each("product", name="favorite")

    def __str__(self) -> str:
        return f"{self.account_id or self.visitor_id} ♥ {self.product_id}"
