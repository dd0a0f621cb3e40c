"""What an administrator decides about recommendations, against or beside what was learned.

A rule points into the shop, as no other table of the recommender does: it means nothing without its product or category,
and goes with it. The behavior log outlives products and therefore holds plain numbers.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.behavior.models import Placement

PLACES = 12  # one shelf, where nothing else is said
LAST_POSITION = 12  # the longest shelf
# The others say something of their products that is true of no other; and in a search the words decide.
PINNABLE = [
    Placement.HOME_FOR_YOU,
    Placement.HOME_POPULAR,
    Placement.PRODUCT_SIMILAR,
    Placement.PRODUCT_BOUGHT_TOGETHER,
    Placement.CART_ADDONS,
]


class RuleKind(models.TextChoices):
    BOOST = "boost", _("boost: further up")
    BURY = "bury", _("bury: further down")
    PIN = "pin", _("pin: at this position")
    EXCLUDE = "exclude", _("exclude: never recommended")


MOVING = (RuleKind.BOOST, RuleKind.BURY)


class Period(Func):
    """From the beginning of a rule to before its end."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class RuleQuerySet(models.QuerySet):
    def acting(self, *, at: datetime) -> "RuleQuerySet":
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def on(self, placements: Collection[str]) -> "RuleQuerySet":
        """Those of these placements, and those that hold everywhere."""
        return self.filter(placement__in=[*placements, ""])


class BusinessRule(models.Model):
    """Boost, bury, pin or exclude a product, or boost, bury or exclude a category with all below it."""

    kind = models.CharField(_("kind"), max_length=8, choices=RuleKind)
    product = models.ForeignKey(
        "shop.Product",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    category = models.ForeignKey(
        "shop.Category",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("With all that is below it; in place of a product."),
    )
    placement = models.CharField(
        _("placement"),
        max_length=32,
        choices=Placement,
        blank=True,
        help_text=_("Empty: everywhere. A pin needs one."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LAST_POSITION)],
        help_text=_("For a pin: 1 is the first place. On a shorter shelf it stands in the last one."),
    )
    places = models.PositiveSmallIntegerField(
        _("by how many places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text=_("For boost and bury. Empty: 12, one shelf."),
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until it is taken away. A pin needs an end.")
    )
    note = models.CharField(_("why"), max_length=200, help_text=_("For colleagues; shoppers do not see it."))

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("business rule")
        verbose_name_plural = _("business rules")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None, category__isnull=False) | Q(product__isnull=False, category=None),
                name="rule_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=RuleKind.PIN,
                    product__isnull=False,
                    placement__in=PINNABLE,
                    position__isnull=False,
                    position__gte=1,
                    position__lte=LAST_POSITION,
                    ends_at__isnull=False,
                )
                | (~Q(kind=RuleKind.PIN) & Q(position=None)),
                name="rule_pin_has_place_and_period",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MOVING, places__isnull=False, places__gte=1)
                | (~Q(kind__in=MOVING) & Q(places=None)),
                name="rule_moves_by_places",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="rule_ends_after_start"
            ),
            ExclusionConstraint(
                name="rule_one_pin_for_position",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=RuleKind.PIN),
                violation_error_message=_("Another product is pinned at this position in this period."),
            ),
            ExclusionConstraint(
                name="rule_one_position_for_pin",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    ("product", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=RuleKind.PIN),
                violation_error_message=_("This product is pinned in this placement in this period already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{RuleKind(self.kind).name.lower()}: {self.product or self.category}"

    def clean(self) -> None:
        """What each kind needs, and what says nothing for it."""
        if self.kind in MOVING and self.places is None:
            self.places = PLACES
        wrong = dict(self._wrong())
        if wrong:
            raise ValidationError(wrong)

    def _wrong(self):
        if bool(self.product_id) == bool(self.category_id):
            yield "product", _("Name either a product or a category.")
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            yield "ends_at", _("It must end after it begins.")
        if self.kind not in MOVING and self.places is not None:
            yield "places", _("Only boosting and burying move by places.")
        if self.placement == Placement.SEARCH_RERANK and self.kind != RuleKind.EXCLUDE:
            yield "placement", _("In a search the words decide: only exclude acts there.")
        if self.kind == RuleKind.PIN:
            yield from self._wrong_with_pin()
        elif self.position is not None:
            yield "position", _("Only a pin has a position.")

    def _wrong_with_pin(self):
        if self.category_id and not self.product_id:
            yield "category", _("Only a product can be pinned.")
        if not self.placement:
            yield "placement", _("A pin needs a placement.")
        elif self.placement not in PINNABLE and self.placement != Placement.SEARCH_RERANK:
            yield (
                "placement",
                _(
                    "This shelf says something of its products that is true of no other: nothing can be pinned there."
                ),
            )
        if self.position is None:
            yield "position", _("A pin needs a position.")
        if self.ends_at is None:
            yield "ends_at", _("A pin needs an end.")
