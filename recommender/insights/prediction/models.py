from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.charts import in_percent
from recommender.behavior.models import Visitor, VisitSession


class PurchaseTraining(models.Model):
    """One night's learning of who buys: what came out for each question, or why nothing did. The newest one serves."""

    seed = models.BigIntegerField(_("seed"))
    learned_until = models.DateTimeField(_("learned until"))
    checkpoint = models.CharField(
        _("checkpoint"), max_length=200, blank=True, help_text=_("Folder inside the model store.")
    )
    # {horizon: {"results": [one row for each predictor], "problem": why this question is not answered}}
    outcome = models.JSONField(_("outcome by question"), default=dict)
    seconds = models.FloatField(_("seconds"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("training of purchase prediction")
        verbose_name_plural = _("trainings of purchase prediction")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.made_at:%Y-%m-%d %H:%M}"


class PurchasePrediction(models.Model):
    """How probably a visitor buys. Whoever is erased or pauses personalization has none."""

    visitor = models.OneToOneField(
        Visitor, models.CASCADE, related_name="purchase_prediction", verbose_name=_("visitor")
    )
    session = models.ForeignKey(
        VisitSession,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("session"),
    )
    # Empty: no session is open, or something was bought in it already.
    within_session = models.FloatField(_("buys in this session"), null=True, blank=True)
    session_asked_at = models.DateTimeField(_("session asked about"), null=True, blank=True)
    # Empty: the night did not know this visitor yet.
    within_7_days = models.FloatField(_("buys within 7 days"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    version = models.ForeignKey(
        PurchaseTraining, models.CASCADE, related_name="predictions", verbose_name=_("training")
    )

    class Meta:
        verbose_name = _("purchase prediction")
        verbose_name_plural = _("purchase predictions")
        ordering = ["-within_7_days", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(within_session__isnull=True) | models.Q(within_session__range=(0, 1)),
                name="prediction_session_is_probability",
            ),
            models.CheckConstraint(
                condition=models.Q(within_7_days__isnull=True) | models.Q(within_7_days__range=(0, 1)),
                name="prediction_week_is_probability",
            ),
        ]
        indexes = [models.Index(fields=["-within_7_days"], name="prediction_by_week")]

    def __str__(self) -> str:
        return str(self.visitor_id)[:8]

    @property
    def week_said(self) -> str:
        return in_percent(self.within_7_days)

    @property
    def session_said(self) -> str:
        return in_percent(self.within_session)
