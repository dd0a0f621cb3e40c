from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.training.models import ModelVersion


class AttentionReading(models.Model):
    """What a version attended to, in a sample of the histories of those who were here lately. Made anew with all lists."""

    version = models.OneToOneField(
        ModelVersion, models.CASCADE, related_name="attention", verbose_name=_("model version")
    )
    has_attention = models.BooleanField(_("tells its attention"))
    histories = models.PositiveIntegerField(_("histories"), default=0)
    # By kind of event, for each third of a history, or span of past days: [events, attention, relative attention].
    by_stage = models.JSONField(_("by stage"), default=dict)
    by_day = models.JSONField(_("by past day"), default=dict)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("reading of attention")
        verbose_name_plural = _("readings of attention")

    def __str__(self) -> str:
        return f"{self.version} {self.made_at:%Y-%m-%d %H:%M}"
