"""The behavior log. Events and impressions are facts: they are added, never changed. One exception: a purchase whose
order is canceled becomes another kind of event, so that nobody who asks for purchases can forget that it was none.

Product ids are plain numbers here, not foreign keys: the log outlives the products, and knows nothing of the shop.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Placement(models.TextChoices):
    HOME_FOR_YOU = "home_for_you", _("home: for you")
    HOME_POPULAR = "home_popular", _("home: popular now")
    HOME_BECAUSE_VIEWED = "home_because_viewed", _("home: because you viewed")
    HOME_REMINDER = "home_reminder", _("home: still in mind")
    HOME_BUY_AGAIN = "home_buy_again", _("home: buy again")
    PRODUCT_SIMILAR = "product_similar", _("product: similar")
    PRODUCT_BOUGHT_TOGETHER = "product_bought_together", _("product: bought together")
    CART_ADDONS = "cart_addons", _("cart: add-ons")
    SEARCH_RERANK = "search_rerank", _("search: re-ranked")
    MAIL_DIGEST = "mail_digest", _("mail: weekly digest")
    MAIL_DUE_AGAIN = "mail_due_again", _("mail: due again")


# A slate of these is a mail. Nobody tells us who opened it, so they have no impressions.
MAILED = frozenset({Placement.MAIL_DIGEST, Placement.MAIL_DUE_AGAIN})


class EventKind(models.TextChoices):
    VIEW = "view", _("view")
    CLICK = "click", _("click")
    SEARCH = "search", _("search")
    FAVORITE = "favorite", _("favorite")
    UNFAVORITE = "unfavorite", _("unfavorite")
    CART_ADD = "cart_add", _("added to cart")
    CART_REMOVE = "cart_remove", _("removed from cart")
    PURCHASE = "purchase", _("purchase")
    CANCELED = "canceled", _("purchase, canceled")
    REVIEW = "review", _("review")
    DISMISS = "dismiss", _("not interested")


# What a shopper only looked at, without deciding anything.
LOOKS = {EventKind.VIEW, EventKind.CLICK, EventKind.SEARCH}


class Visitor(models.Model):
    """Whoever is browsing, known or not. An account has one visitor; a guest's joins it at sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visitor",
        verbose_name=_("account"),
    )
    is_simulated = models.BooleanField(_("simulated"), default=False)
    # Empty: never said. A no takes all events of this visitor out of what is learned.
    allows_personalization = models.BooleanField(_("allows personalization"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        permissions = [
            ("view_traffic", _("Can see what happens in the shop: visits, orders, what sells")),
            ("view_people", _("Can see what the shop expects of a single visitor")),
        ]

    def __str__(self) -> str:
        return str(self.id)[:8]


class VisitSession(models.Model):
    """One visit: events with less than 30 quiet minutes between them. Its end is its last event."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="sessions", verbose_name=_("visitor"))
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    device = models.CharField(_("device"), max_length=12, blank=True)
    source = models.CharField(_("came from"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["started_at"], name="session_by_start")]

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.started_at:%Y-%m-%d %H:%M}"


class Slate(models.Model):
    """The ordered products that were put on one page view together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visitor = models.ForeignKey(
        Visitor, models.CASCADE, related_name="slates", null=True, verbose_name=_("visitor")
    )
    placement = models.CharField(_("placement"), max_length=32, choices=Placement)
    product_ids = ArrayField(models.BigIntegerField(), verbose_name=_("product ids"))
    model_version = models.ForeignKey(
        "recommender.ModelVersion", models.SET_NULL, null=True, blank=True, verbose_name=_("model version")
    )
    source = models.CharField(_("made from"), max_length=20)
    # Of an experiment: the arm that made it; where two rankers share a slate, the one of each place (0: of neither).
    arm = models.ForeignKey(
        "recommender.Arm",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="slates",
        verbose_name=_("arm"),
    )
    teams = ArrayField(models.BigIntegerField(), null=True, blank=True, verbose_name=_("arm of each place"))
    served_at = models.DateTimeField(_("served at"), default=timezone.now)

    class Meta:
        verbose_name = _("slate")
        verbose_name_plural = _("slates")
        indexes = [
            BrinIndex(fields=["served_at"], name="slate_by_time"),
            # Of all slates few belong to an experiment.
            models.Index(fields=["arm"], condition=Q(arm__isnull=False), name="slate_of_arm"),
            models.Index(fields=["served_at"], condition=Q(teams__isnull=False), name="slate_of_teams"),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.served_at:%Y-%m-%d %H:%M}"


class Impression(models.Model):
    """One product of a slate, seen on the screen: half of it, for a second."""

    slate = models.ForeignKey(Slate, models.CASCADE, related_name="impressions", verbose_name=_("slate"))
    visitor = models.ForeignKey(
        Visitor, models.CASCADE, related_name="impressions", verbose_name=_("visitor")
    )
    product_id = models.BigIntegerField(_("product id"))
    position = models.PositiveSmallIntegerField(_("position"))
    seen_at = models.DateTimeField(_("seen at"), default=timezone.now)

    class Meta:
        verbose_name = _("impression")
        verbose_name_plural = _("impressions")
        constraints = [
            models.UniqueConstraint(fields=["slate", "position"], name="impression_once_for_position")
        ]
        indexes = [
            models.Index(
                fields=["visitor", "product_id", "-seen_at"],
                name="impression_of_product",
            ),
            # What an administrator asks of one product, whoever saw it.
            models.Index(fields=["product_id", "-seen_at"], name="impression_by_product"),
            BrinIndex(fields=["seen_at"], name="impression_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.slate_id} #{self.position}"


class EventQuerySet(models.QuerySet):
    def to_learn_from(self) -> "EventQuerySet":
        """Without the visitors who do not want that."""
        return self.exclude(visitor__allows_personalization=False)


class Event(models.Model):
    """Who did what with which product, when, and from which impression."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="events", verbose_name=_("visitor"))
    session = models.ForeignKey(
        VisitSession, models.CASCADE, related_name="events", verbose_name=_("session")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind)
    product_id = models.BigIntegerField(_("product id"), null=True, blank=True)
    query = models.CharField(_("search words"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    # Of a search; empty where nobody counted, as before this was kept.
    found = models.PositiveIntegerField(_("products found"), null=True, blank=True)
    slate = models.ForeignKey(
        Slate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        db_index=False,
        verbose_name=_("slate"),
    )
    position = models.PositiveSmallIntegerField(_("position"), null=True, blank=True)
    # What the browser calls this event, so that a batch sent twice counts once.
    beacon_id = models.UUIDField(_("beacon id"), null=True, blank=True, unique=True)
    occurred_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("behavior log")
        constraints = [
            models.CheckConstraint(
                condition=Q(product_id__isnull=False) | Q(kind=EventKind.SEARCH),
                name="event_names_product",
            ),
        ]
        indexes = [
            models.Index(fields=["visitor", "-occurred_at"], name="event_of_visitor"),
            models.Index(fields=["kind", "-occurred_at"], name="event_of_kind"),
            models.Index(fields=["product_id", "-occurred_at"], name="event_of_product"),
            models.Index(
                fields=["slate"],
                condition=Q(slate__isnull=False),
                name="event_of_slate",
            ),
            BrinIndex(fields=["occurred_at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.product_id or self.query}"


class Dismissal(models.Model):
    """A product that this visitor does not want to see. The state; the fact is an event."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="dismissals", verbose_name=_("visitor"))
    product_id = models.BigIntegerField(_("product id"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = [models.UniqueConstraint(fields=["visitor", "product_id"], name="dismissal_once")]

    def __str__(self) -> str:
        return f"{self.visitor_id} ✕ {self.product_id}"


class ChangedDay(models.Model):
    """A day of the log from which facts were taken away, or to which they came in bulk: what was counted from it is to be
    counted anew. Written with the change in one transaction; many rows may name a day.
    """

    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("changed day of the log")
        verbose_name_plural = _("changed days of the log")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
