"""What is kept of the recommender's work: sums of days, made from the log, and how long lists took to answer events."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class ShownDay(models.Model):
    """What was shown on a day of the shop's clock, and what came of it. Counted as a whole and from nothing, as traffic is."""

    day = models.DateField(_("day"))
    # Empty: all placements together. Distinct visitors and products of placements do not add up.
    placement = models.CharField(_("placement"), max_length=32, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("0: all positions."))
    slates = models.PositiveIntegerField(_("slates"), default=0)
    fallback_slates = models.PositiveIntegerField(_("fallback slates"), default=0)
    impressions = models.PositiveIntegerField(_("impressions"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    products = models.PositiveIntegerField(_("products"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    purchases = models.PositiveIntegerField(_("purchases"), default=0)
    revenue = models.DecimalField(_("revenue"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("what was shown on a day")
        verbose_name_plural = _("what was shown by day")
        constraints = [
            models.UniqueConstraint(fields=["day", "placement", "position"], name="shown_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.placement} {self.position or ''}"


class ListDelay(models.Model):
    """How long a visitor's new list took, from the event that asked for it. Kept for a few days."""

    at = models.DateTimeField(_("made"))
    seconds = models.FloatField(_("seconds"))

    class Meta:
        verbose_name = _("delay of a list")
        verbose_name_plural = _("delays of lists")
        indexes = [BrinIndex(fields=["at"], name="list_delay_by_time")]

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s"
