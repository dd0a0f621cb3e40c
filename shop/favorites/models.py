from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.ownership import Owned


class Favorite(Owned):
    """What the paper calls a collection."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="favorites", verbose_name=_("product"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("favorite")
        verbose_name_plural = _("favorites")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Owned.has_owner(), name="favorite_has_owner"),
            models.UniqueConstraint(fields=["account", "product"], name="favorite_once_for_account"),
            models.UniqueConstraint(
                fields=["visitor_id", "product"],
                condition=Q(account=None),
                name="favorite_once_for_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id or self.visitor_id} ♥ {self.product_id}"
