"""The links of a mail. They are signed, since whoever follows one is as a rule not signed in, and name no address to go to."""

from dataclasses import dataclass
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CLICK, WAY_OUT = "shop.mails.click", "shop.mails.way_out"


@dataclass(frozen=True)
class Click:
    """Good for as long as the shop knows the product; what is counted of it ends with the behavior log."""

    slate_id: UUID
    product_id: int

    @property
    def url(self) -> str:
        return _url("mail_click", signing.dumps([self.slate_id.hex, self.product_id], salt=CLICK))

    @classmethod
    def in_key(cls, key: str) -> "Click | None":
        said = _said(key, CLICK)
        return cls(UUID(said[0]), said[1]) if said else None


@dataclass(frozen=True)
class WayOut:
    """Of a kind of mails, for an account. Which mail it stood in is only counted: the record of it may be gone by then."""

    account_id: int
    kind: str
    mail_id: UUID

    @property
    def url(self) -> str:
        said = [self.account_id, self.kind, self.mail_id.hex]
        return _url("mail_unsubscribe", signing.dumps(said, salt=WAY_OUT))

    @classmethod
    def in_key(cls, key: str) -> "WayOut | None":
        said = _said(key, WAY_OUT, max_age=settings.MAIL_UNSUBSCRIBE_FOR)
        return cls(said[0], said[1], UUID(said[2])) if said else None


def site_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def _url(route: str, key: str) -> str:
    return site_url(reverse(route, args=[key]))


def _said(key: str, salt: str, **how) -> list | None:
    """What we signed; None for what we did not, and for what is too old."""
    try:
        return signing.loads(key, salt=salt, **how)
    except signing.BadSignature:
        return None
