from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.behavior.models import Placement, Visitor
from recommender.experiments.models import Arm
from recommender.training.models import ModelVersion


class Deployment(models.Model):
    """The act and record of making a version live. The live one has no end."""

    version = models.ForeignKey(
        ModelVersion,
        models.PROTECT,
        related_name="deployments",
        verbose_name=_("model version"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    started_at = models.DateTimeField(_("live since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("deployment")
        verbose_name_plural = _("deployments")
        ordering = ["-started_at", "-pk"]
        constraints = [
            # nulls_distinct=False: two rows without an end would be two live versions.
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="deployment_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.started_at:%Y-%m-%d %H:%M}"


class RecommendationList(models.Model):
    """Ranked products made ahead of time: for a visitor, for a segment, around a product, or for everyone (none of these)."""

    placement = models.CharField(_("placement"), max_length=32, choices=Placement)
    visitor = models.ForeignKey(
        Visitor, models.CASCADE, null=True, blank=True, related_name="lists", verbose_name=_("visitor")
    )
    segment = models.ForeignKey(
        "recommender.Segment",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lists",
        verbose_name=_("segment"),
    )
    product_id = models.BigIntegerField(_("product id"), null=True, blank=True)
    # Of an experiment: a visitor's list by this arm, beside the one that everybody has.
    arm = models.ForeignKey(
        Arm, models.CASCADE, null=True, blank=True, related_name="lists", verbose_name=_("arm")
    )
    product_ids = ArrayField(models.BigIntegerField(), verbose_name=_("product ids"))
    scores = ArrayField(models.FloatField(), verbose_name=_("scores"))
    # One for each product: {"kind": "viewed", "product_id": 12}; kinds are in serving/explanations.py.
    reasons = models.JSONField(_("reasons"), default=list)
    model_version = models.ForeignKey(
        ModelVersion, models.CASCADE, null=True, blank=True, verbose_name=_("model version")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("recommendation list")
        verbose_name_plural = _("recommendation lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(visitor=None, segment=None)
                | Q(visitor=None, product_id=None)
                | Q(segment=None, product_id=None),
                name="list_for_one_purpose",
            ),
            models.CheckConstraint(
                condition=Q(arm=None) | Q(visitor__isnull=False), name="list_of_arm_is_personal"
            ),
            models.UniqueConstraint(
                fields=["placement", "visitor", "product_id", "segment", "arm"],
                nulls_distinct=False,
                name="list_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.visitor_id or self.segment_id or self.product_id or ''}"
