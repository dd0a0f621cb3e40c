"""Mails that nobody waits for: who asked for them, and which were sent."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    DIGEST = "digest", _("weekly digest")
    DUE_AGAIN = "due_again", _("due again")


class MailSubscription(models.Model):
    """A member's yes to mails of a kind. Without a row there is none, whatever else is known."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="mail_subscriptions",
        verbose_name=_("account"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MailKind)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("subscription to mails")
        verbose_name_plural = _("subscriptions to mails")
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="mail_subscription_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"


class SentMail(models.Model):
    """Written before the mail leaves, so that none leaves twice. What it showed is its slate, in the behavior log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sent_mails", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MailKind)
    # By the shop's clock: with kind and account it is the last guard against a second one.
    day = models.DateField(_("day"))
    slate_id = models.UUIDField(_("slate"), unique=True)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    # Empty: the mail server refused it, or the worker died and nobody knows.
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True)

    class Meta:
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")
        ordering = ["-begun_at"]
        constraints = [models.UniqueConstraint(fields=["account", "kind", "day"], name="mail_once_a_day")]
        indexes = [models.Index(fields=["-begun_at"], name="mail_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.begun_at:%Y-%m-%d %H:%M}"
