from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.behavior.models import Visitor


class SegmentSet(models.Model):
    """One night's segments, and how they came about. The newest one counts; the others are gone soon."""

    visitors = models.PositiveIntegerField(_("visitors"))
    # By number of segments; the lowest Davies–Bouldin index won.
    indices = models.JSONField(_("index by number of segments"))
    # What tells where a visitor stands among the segments: `insights/segment_space.py`.
    space = models.JSONField(_("attributes and their ranges"))
    # Who moved since the night before: {"before": when, "flows": [[from, to, visitors]]}, numbers of segments; null is none.
    moves = models.JSONField(_("moves"), default=dict)
    seed = models.BigIntegerField(_("seed"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("set of segments")
        verbose_name_plural = _("sets of segments")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class SegmentQuerySet(models.QuerySet):
    def newest(self) -> "SegmentQuerySet":
        """Those that count now."""
        return self.filter(made_in=SegmentSet.objects.order_by("-pk").values("pk")[:1])


class Segment(models.Model):
    """Visitors who behave alike."""

    made_in = models.ForeignKey(
        SegmentSet, models.CASCADE, related_name="segments", verbose_name=_("set of segments")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    size = models.PositiveIntegerField(_("visitors"))
    simulated = models.PositiveIntegerField(_("of these simulated"))
    buyers = models.PositiveIntegerField(_("of these bought something"))
    means = models.JSONField(_("mean by attribute"))
    # Attributes by how far the mean lies from everyone's, in standard deviations; only where it is far.
    stands_out = models.JSONField(_("what stands out"))
    categories = models.JSONField(
        _("favorite categories"), help_text=_("Name and share, the best liked first.")
    )
    kinds = models.JSONField(_("share of each kind of event"))
    hours = ArrayField(models.FloatField(), verbose_name=_("share of each hour of the day (UTC)"))
    center = ArrayField(models.FloatField(), verbose_name=_("center"))

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["-made_in", "number"]
        constraints = [models.UniqueConstraint(fields=["made_in", "number"], name="segment_once")]

    def __str__(self) -> str:
        return str(_("Segment {number}").format(number=self.number))


class SegmentMember(models.Model):
    """Which segment a visitor is in. Whoever is erased leaves it with the visitor's row."""

    visitor = models.OneToOneField(
        Visitor, models.CASCADE, related_name="membership", verbose_name=_("visitor")
    )
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members", verbose_name=_("segment"))

    class Meta:
        verbose_name = _("member of a segment")
        verbose_name_plural = _("members of segments")

    def __str__(self) -> str:
        return f"{self.visitor_id} → {self.segment_id}"
