"""Who the shopper is."""

import re

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.contacts import normalized_phone, readable_phone

# In Chinese characters, without a space: the family name comes first.
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,}")


def languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES


def currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in settings.CURRENCIES]


class UserManager(BaseUserManager):
    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """An account that the shop makes by itself: nobody has to prove that the address is theirs."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.vouch_for_email()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Known by e-mail or by phone: at least one of them is there."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    phone = models.CharField(_("phone number"), max_length=20, null=True, blank=True, unique=True)
    # Of e-mail addresses, allauth's table knows it.
    phone_verified = models.BooleanField(_("phone number is verified"), default=False, db_default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    # What the member chose, for the next browser; a cookie says it to this one. Empty: never chosen.
    language = models.CharField(
        _("language"), max_length=10, blank=True, default="", db_default="", choices=languages
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, default="", db_default="", choices=currencies
    )
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_simulated = models.BooleanField(_("simulated shopper"), default=False)
    created_at = models.DateTimeField(_("member since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_unique"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False),
                name="account_has_email_or_phone",
            ),
        ]

    def __str__(self) -> str:
        # A form that is being filled in may name neither.
        return self.name or self.email or self.phone or ""

    def clean(self) -> None:
        super().clean()
        if self.phone:
            self.phone = normalized_phone(self.phone)

    def save(self, *args, **kwargs) -> None:
        # allauth writes an empty text where there is no address; two such accounts would be one too many.
        self.email = self.email or None
        super().save(*args, **kwargs)

    def vouch_for_email(self) -> None:
        """The address counts as verified."""
        self.emailaddress_set.all().delete()
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django ends the sessions of an account whose password changes; here, those of a changed address or phone too."""
        known_by = "\n".join([self.password, self.email or "", self.phone or ""])
        return salted_hmac("accounts.session", known_by, secret=secret, algorithm="sha256").hexdigest()

    @property
    def short_name(self) -> str:
        if self.name or self.email:
            return (self.name or self.email).split("@")[0].split(" ")[0]
        return readable_phone(self.phone)

    @property
    def signature(self) -> str:
        """What strangers read below a review: the first name; of a name in Chinese characters, which has no space, the family name."""
        if HAN_NAME.fullmatch(self.name):
            return self.name[0] + "*" * (len(self.name) - 1)
        return self.short_name
