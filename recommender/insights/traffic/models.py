"""What is kept of the traffic: sums only, made from the log and the orders, so that they can be made again at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counts(models.Model):
    """The columns of an hour and of a day; each is defined in docs/metrics.md and has its name in `totals.py`."""

    sessions = models.PositiveIntegerField(_("sessions"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    new_visitors = models.PositiveIntegerField(_("new visitors"), default=0)
    bounces = models.PositiveIntegerField(_("bounces"), default=0)
    viewing_sessions = models.PositiveIntegerField(_("sessions with a product view"), default=0)
    carting_sessions = models.PositiveIntegerField(_("of these with an addition to the cart"), default=0)
    ordering_sessions = models.PositiveIntegerField(_("of these with an order"), default=0)
    buying_sessions = models.PositiveIntegerField(_("sessions with an order"), default=0)
    product_views = models.PositiveIntegerField(_("product views"), default=0)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    empty_searches = models.PositiveIntegerField(_("searches without result"), default=0)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    unrated_orders = models.PositiveIntegerField(_("orders without a rate"), default=0)
    revenue = models.DecimalField(_("revenue"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        abstract = True


class HourFigures(Counts):
    """An hour in which something happened, counted from the first moment of its day."""

    hour = models.DateTimeField(_("hour"), unique=True)
    day = models.DateField(_("day"), db_index=True)

    class Meta:
        verbose_name = _("figures of an hour")
        verbose_name_plural = _("figures by hour")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M}"


class DayFigures(Counts):
    """A day of the shop's clock: the sum of its hours. Days on which nothing happened have a row of zeros."""

    day = models.DateField(_("day"), unique=True)

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures by day")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class DayCount(models.Model):
    """How often one thing was met on a day: a device, a host, a product, words. Only the day's most frequent are kept."""

    class What(models.TextChoices):
        DEVICE = "device", _("device")
        SOURCE = "source", _("came from")
        VIEWED = "viewed", _("product viewed")
        SEARCHED = "searched", _("searched for")
        NOT_FOUND = "not_found", _("searched without result")

    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=12, choices=What)
    # A product by its number; empty: not known, or no host.
    key = models.CharField(_("name"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("times"))

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts by day")
        constraints = [models.UniqueConstraint(fields=["day", "what", "key"], name="day_count_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.what} {self.key}: {self.count}"


class TrafficState(models.Model):
    """One row: up to where the log is counted. Whoever counts holds it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    last_event = models.BigIntegerField(_("last event"), default=0)
    last_transition = models.BigIntegerField(_("last order transition"), default=0)
    counted_at = models.DateTimeField(_("counted"), null=True)

    class Meta:
        verbose_name = _("state of the traffic figures")
        verbose_name_plural = _("state of the traffic figures")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="traffic_state_once")]

    def __str__(self) -> str:
        return str(self.counted_at)
