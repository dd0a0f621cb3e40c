"""Whether a rule does anything now, and if not, why."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from recommender.rules.models import BusinessRule, RuleKind


class RuleState(TextChoices):
    ACTS = "acts", _("acts now")
    PLANNED = "planned", _("planned")
    OVER = "over", _("over")
    NOT_SOLD = "not_sold", _("waits: not for sale now")


def state_of(rule: BusinessRule, *, now: datetime) -> RuleState:
    """A product that is sold out or switched off is on no shelf, whatever a rule says; the rule acts again with it."""
    if rule.ends_at and rule.ends_at <= now:
        return RuleState.OVER
    if rule.starts_at > now:
        return RuleState.PLANNED
    is_shown = rule.kind != RuleKind.EXCLUDE and rule.product_id
    if is_shown and not rule.product.is_available:
        return RuleState.NOT_SOLD
    return RuleState.ACTS
