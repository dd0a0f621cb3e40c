"""What an experiment and its arms can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExperimentKind(models.TextChoices):
    SPLIT = "split", _("split: each visitor meets one arm")
    INTERLEAVING = "interleaving", _("interleaving: one slate of two rankers")
    BANDIT = "bandit", _("Thompson sampling: shares follow the clicks")


class Metric(models.TextChoices):
    CTR = "ctr", _("click-through rate")
    CONVERSION = "conversion", _("conversion")
    REVENUE = "revenue", _("revenue per visitor")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


class Serves(models.TextChoices):
    LIVE = "live", _("the live model")
    VERSION = "version", _("a model version")
    POPULARITY = "popularity", _("popularity")


class Breakage(models.TextChoices):
    ROLLED_BACK = "rolled_back", _("Its version was rolled back.")
    UNREADABLE = "unreadable", _("The checkpoint of its version cannot be read.")
