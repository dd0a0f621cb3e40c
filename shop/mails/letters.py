"""A mail as its reader finds it: in their language, with prices in their currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from recommender.services import Placement, ServedSlate
from shop.catalog.models import Product
from shop.catalog.photographs import size_name
from shop.catalog.shelves import Shelf, products_named_in, shelf_of
from shop.currencies.rates import is_offered, prices_in
from shop.mails.links import Click, WayOut, site_url
from shop.mails.models import MailKind, SentMail

LEADS: dict[str, Promise] = {
    MailKind.DIGEST: _("This is new on the list that our shop keeps for you."),
    MailKind.DUE_AGAIN: _("You bought this before, and at its usual pace it may be used up by now."),
}
WHY_YOU: dict[str, Promise] = {
    MailKind.DIGEST: _("You get this mail because you asked for our weekly digest."),
    MailKind.DUE_AGAIN: _("You get this mail because you asked to be reminded of what is due again."),
}
PICTURE = 200  # pixels; shown at less than half of it, so that it is sharp on any screen


@dataclass(frozen=True)
class Letter:
    """A mail that is claimed, and what it is about."""

    mail: SentMail
    account: User
    slate: ServedSlate


@dataclass(frozen=True)
class Line:
    product: Product
    why: str
    """Empty where the mail says it of all."""
    url: str
    picture: str
    """Empty for drawings: hardly any mail program shows SVG. The address is everybody's, so that it tells of nobody."""


def written(letters: Sequence[Letter]) -> list[EmailMultiAlternatives]:
    """All products of all mails in one read; the words are those of each reader."""
    known = products_named_in(letter.slate for letter in letters)
    found = []
    for letter in letters:
        currency = letter.account.currency
        with (
            override(letter.account.language or settings.LANGUAGE_CODE),
            prices_in(currency if is_offered(currency) else settings.CURRENCY),
        ):
            found.append(_written(letter, shelf_of(letter.slate, known)))
    return found


def _written(letter: Letter, shelf: Shelf) -> EmailMultiAlternatives:
    kind = letter.mail.kind
    way_out = WayOut(letter.account.pk, kind, letter.mail.pk).url
    context = {
        "name": letter.account.short_name,
        "title": shelf.title,
        "lead": LEADS[kind],
        "why_you": WHY_YOU[kind],
        "lead_why": shelf.why,
        "lines": [_line(product, letter.slate, shelf) for product in shelf.products],
        "way_out": way_out,
        "choices_url": site_url(reverse("privacy")) + "#mails",
        "site_url": site_url("/"),
    }
    mail = EmailMultiAlternatives(
        subject=shelf.title,
        body=render_to_string("mail/push.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.account.email],
        # RFC 8058: mail programs offer a button that sends a POST to this address, and nothing else.
        headers={"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    mail.attach_alternative(render_to_string("mail/push.html", context), "text/html")
    return mail


def _line(product: Product, slate: ServedSlate, shelf: Shelf) -> Line:
    is_said = slate.placement == Placement.MAIL_DUE_AGAIN or product.why == shelf.why
    why = "" if is_said else product.why
    return Line(product, why, Click(slate.id, product.pk).url, _picture(product))


def _picture(product: Product) -> str:
    shown = product.picture
    if not (shown and shown.sizes):
        return ""
    width = next((width for width in shown.sizes if width >= PICTURE), shown.sizes[-1])
    return site_url(default_storage.url(size_name(shown.image.name, width, "webp")))
