from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TrainingRun(models.Model):
    """One execution of the loop's training, also if it fails."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    algorithm = models.CharField(_("algorithm"), max_length=40)
    # An update goes on from a version; a full training has none.
    base = models.ForeignKey(
        "recommender.ModelVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("update of"),
    )
    reason = models.TextField(_("reason"), blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)
    config = models.JSONField(_("config"), default=dict)
    seed = models.BigIntegerField(_("seed"), default=0)
    device = models.CharField(_("device"), max_length=40, blank=True)
    dataset_fingerprint = models.CharField(_("dataset"), max_length=64, blank=True)
    dataset_facts = models.JSONField(_("dataset facts"), default=dict)
    curve = models.JSONField(_("training curve"), default=list)
    metrics = models.JSONField(_("metrics by algorithm"), default=dict)
    stage_seconds = models.JSONField(_("seconds by stage"), default=dict)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("training run")
        verbose_name_plural = _("training runs")
        ordering = ["-started_at", "-pk"]
        constraints = [
            # Two trainings at once would fight for the machine and for the same checkpoint.
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="running"),
                name="training_run_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.started_at:%Y-%m-%d %H:%M}"


class ModelVersion(models.Model):
    """A registered result of a training run. Numbered, never changed."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    run = models.ForeignKey(
        TrainingRun,
        models.PROTECT,
        related_name="versions",
        verbose_name=_("training run"),
    )
    algorithm = models.CharField(_("algorithm"), max_length=40)
    checkpoint = models.CharField(
        _("checkpoint"), max_length=200, help_text=_("Folder inside the model store.")
    )
    metrics = models.JSONField(_("metrics"), default=dict)
    # Nothing from this moment on was learned: it is what the next update learns, and what may judge.
    learned_until = models.DateTimeField(_("learned until"), null=True, blank=True)
    # Mean loss on the cases that judged it, by which a later growth is told; networks have one.
    held_out_loss = models.FloatField(_("held-out loss"), null=True, blank=True)
    created_at = models.DateTimeField(_("registered"), default=timezone.now)

    class Meta:
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        permissions = [("view_health", _("Can see how the recommender does"))]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number} {self.algorithm}"
