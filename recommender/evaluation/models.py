from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.training.models import ModelVersion


class GateDecision(models.Model):
    """Whether a challenger may go live, and why."""

    challenger = models.ForeignKey(
        ModelVersion,
        models.CASCADE,
        related_name="decisions",
        verbose_name=_("challenger"),
    )
    champion = models.ForeignKey(
        ModelVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("champion"),
    )
    passed = models.BooleanField(_("passed"))
    reasons = models.JSONField(_("reasons"), default=list)
    metrics = models.JSONField(_("metrics"), default=dict)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("gate decision")
        verbose_name_plural = _("gate decisions")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.challenger}: {'✓' if self.passed else '✗'}"
