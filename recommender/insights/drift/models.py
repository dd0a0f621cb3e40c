"""What is kept of drift: how versions ranked the days that came after them, and what the trigger of updates saw last."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.training.models import ModelVersion


class DriftDay(models.Model):
    """How a version foresaw what visitors did on a day of the shop's clock, of which it had learned nothing."""

    day = models.DateField(_("day"))
    version = models.ForeignKey(
        ModelVersion, models.CASCADE, related_name="drift_days", verbose_name=_("model version")
    )
    # The first version that ever served, asked about the whole day; else one that served, about its part of the day.
    is_static = models.BooleanField(_("static"))
    cases = models.PositiveIntegerField(_("cases"), default=0)
    loss = models.FloatField(_("mean loss"), null=True)
    hit_rate = models.FloatField(_("HR@20"), null=True)
    ndcg = models.FloatField(_("NDCG@20"), null=True)
    trouble = models.TextField(_("why it could not be asked"), blank=True)

    class Meta:
        verbose_name = _("drift of a day")
        verbose_name_plural = _("drift by day")
        ordering = ["day", "version"]
        constraints = [models.UniqueConstraint(fields=["day", "version", "is_static"], name="drift_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.version_id}"


class UpdateCheck(models.Model):
    """What the trigger of updates saw when it last looked at a version."""

    version = models.OneToOneField(
        ModelVersion,
        models.CASCADE,
        primary_key=True,
        related_name="update_check",
        verbose_name=_("model version"),
    )
    is_due = models.BooleanField(_("due"))
    reason = models.TextField(_("reason"))
    samples = models.PositiveIntegerField(_("new samples"), default=0)
    losses = models.PositiveIntegerField(_("losses"), default=0, help_text=_("0: the log was only counted."))
    loss = models.FloatField(_("mean loss"), null=True)
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)

    class Meta:
        verbose_name = _("check of the update trigger")
        verbose_name_plural = _("checks of the update trigger")

    def __str__(self) -> str:
        return f"{self.version_id} {self.checked_at:%Y-%m-%d %H:%M}"
