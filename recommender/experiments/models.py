"""Online experiments: what is compared on a shelf, and how visitors are shared out.

An experiment is a draft until it starts; from then on its arms, shares and salt stay as they are, for whoever was assigned
by them would otherwise have been assigned by something else.
"""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from recommender.behavior.models import Placement
from recommender.experiments.choices import Breakage, ExperimentKind, Metric, Serves, State
from recommender.training.models import ModelVersion

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


def new_salt() -> str:
    return secrets.token_hex(8)


class ExperimentQuerySet(models.QuerySet):
    def running(self) -> "ExperimentQuerySet":
        return self.filter(started_at__isnull=False, ended_at=None)


class Experiment(models.Model):
    """Arms beside each other on one placement. One experiment at a time runs there, so that no two overlap."""

    name = models.CharField(_("name of the experiment"), max_length=80, unique=True)
    question = models.TextField(
        _("question"), blank=True, help_text=_("What it is to find out; for colleagues.")
    )
    placement = models.CharField(
        _("placement"), max_length=32, choices=Placement, default=Placement.HOME_FOR_YOU
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ExperimentKind, default=ExperimentKind.SPLIT)
    traffic_share = models.FloatField(
        _("share of traffic"),
        default=1.0,
        validators=SHARE,
        help_text=_("Of all visitors, from 0 to 1; the others see what they always see."),
    )
    # Mixed into each hash: experiments with different salts assign independently of each other.
    salt = models.CharField(_("salt"), max_length=32, default=new_salt, editable=False)
    primary_metric = models.CharField(_("primary metric"), max_length=12, choices=Metric, default=Metric.CTR)
    minimum_effect = models.FloatField(
        _("smallest effect worth finding"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.001)],
        help_text=_("Relative to control: 0.05 is 5 %."),
    )
    planned_visitors = models.PositiveIntegerField(
        _("planned visitors"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("For each arm: the fixed horizon at which it is read."),
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    shipped_arm = models.ForeignKey(
        "recommender.Arm",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("shipped"),
    )
    shipping = models.TextField(_("what came of shipping"), blank=True, editable=False)
    conclusion = models.TextField(
        _("conclusion"), blank=True, help_text=_("What is known now, and what was done.")
    )

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(traffic_share__gt=0, traffic_share__lte=1),
                name="experiment_traffic_share",
                violation_error_message=_("The share of traffic must be above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="experiment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(started_at__isnull=False, ended_at=None),
                name="experiment_one_for_placement",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> State:
        if self.ended_at:
            return State.ENDED
        return State.RUNNING if self.started_at else State.DRAFT

    def valid_until(self) -> datetime | None:
        """To when its arms were what they say: its end, or earlier where an arm broke. None: to now."""
        moments = [arm.broken_at for arm in self.arms.all()] + [self.ended_at]
        return min((moment for moment in moments if moment), default=None)


class Guardrail(models.Model):
    """A metric that a better arm must not pay with."""

    experiment = models.ForeignKey(
        Experiment, models.CASCADE, related_name="guardrails", verbose_name=_("experiment")
    )
    metric = models.CharField(_("metric"), max_length=12, choices=Metric)
    largest_loss = models.FloatField(
        _("largest tolerated loss"),
        validators=SHARE,
        help_text=_("Relative to control: 0.02 is 2 %."),
    )

    class Meta:
        verbose_name = _("guardrail")
        verbose_name_plural = _("guardrails")
        ordering = ["metric"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "metric"], name="guardrail_once"),
            models.CheckConstraint(
                condition=Q(largest_loss__gte=0, largest_loss__lte=1), name="guardrail_loss_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} −{self.largest_loss:.1%}"


class Arm(models.Model):
    """What a part of an experiment's visitors meets: who ranks, and how it is re-ranked."""

    experiment = models.ForeignKey(
        Experiment, models.CASCADE, related_name="arms", verbose_name=_("experiment")
    )
    name = models.CharField(_("name of the arm"), max_length=40)
    is_control = models.BooleanField(_("control"), default=False)
    share = models.FloatField(
        _("share"), default=0.5, validators=SHARE, help_text=_("Of the experiment's visitors.")
    )
    serves = models.CharField(_("serves"), max_length=12, choices=Serves, default=Serves.LIVE)
    version = models.ForeignKey(
        ModelVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arms",
        verbose_name=_("model version"),
    )
    diversity = models.FloatField(
        _("diversity"),
        null=True,
        blank=True,
        validators=SHARE,
        help_text=_("How much likeness counts against a score, from 0 (off) to 1. Empty: as in the shop."),
    )
    category_share = models.FloatField(
        _("most of one category"),
        null=True,
        blank=True,
        validators=SHARE,
        help_text=_("As a share of the shelf; 1 is no limit. Empty: as in the shop."),
    )
    search_taste = models.FloatField(
        _("taste in a search"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(4.0)],
        help_text=_(
            "How much a visitor's taste moves what a search found, from 0 (the words alone) to 4. Empty: as in the shop."
        ),
    )
    # From then on it served what is live.
    broken_at = models.DateTimeField(_("broken since"), null=True, blank=True, editable=False)
    breakage = models.CharField(
        _("why it is broken"), max_length=12, choices=Breakage, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("arm")
        verbose_name_plural = _("arms")
        ordering = ["-is_control", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "name"],
                name="arm_name_once",
                violation_error_message=_("Two arms have the same name."),
            ),
            models.UniqueConstraint(
                fields=["experiment"],
                condition=Q(is_control=True),
                name="arm_one_control",
                violation_error_message=_("Only one arm can be the control."),
            ),
            models.CheckConstraint(
                condition=Q(serves=Serves.VERSION, version__isnull=False)
                | (~Q(serves=Serves.VERSION) & Q(version=None)),
                name="arm_version_where_it_serves_one",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="arm_share",
                violation_error_message=_("The share of an arm must be above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=Q(diversity=None) | Q(diversity__gte=0, diversity__lte=1), name="arm_diversity"
            ),
            models.CheckConstraint(
                condition=Q(category_share=None) | Q(category_share__gt=0, category_share__lte=1),
                name="arm_category_share",
                violation_error_message=_("The share of one category must be above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=Q(search_taste=None) | Q(search_taste__gte=0, search_taste__lte=4),
                name="arm_search_taste",
            ),
            models.CheckConstraint(
                condition=Q(broken_at=None, breakage="") | (Q(broken_at__isnull=False) & ~Q(breakage="")),
                name="arm_broken_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        wrong = {}
        if self.serves == Serves.VERSION and self.version_id is None:
            wrong["version"] = _("Name the model version that this arm serves.")
        if self.serves != Serves.VERSION and self.version_id is not None:
            wrong["version"] = _("This arm serves no model version: leave it empty.")
        if self.serves == Serves.POPULARITY and self.diversity is not None:
            wrong["diversity"] = _("Popularity knows no likeness, so there is nothing to be diverse by.")
        if wrong:
            raise ValidationError(wrong)


class ArmPeriod(models.Model):
    """Of Thompson sampling: an arm's share from a renewal to the next, and the clicks that spoke for it."""

    arm = models.ForeignKey(Arm, models.CASCADE, related_name="periods", verbose_name=_("arm"))
    starts_at = models.DateTimeField(_("begins"))
    share = models.FloatField(_("share"))
    seen = models.PositiveIntegerField(_("slates seen before"))
    clicked = models.PositiveIntegerField(_("of them clicked"))

    class Meta:
        verbose_name = _("period of an arm")
        verbose_name_plural = _("periods of arms")
        ordering = ["starts_at", "arm_id"]
        constraints = [
            models.UniqueConstraint(fields=["arm", "starts_at"], name="arm_period_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1, clicked__lte=F("seen")), name="arm_period_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arm_id} {self.starts_at:%Y-%m-%d %H:%M}"
