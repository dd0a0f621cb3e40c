"""Every cookie that the shop sets, and what it is for. A test looks whether pages set any other."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.preferences import themes


@dataclass(frozen=True)
class Cookie:
    name: str
    purpose: Promise
    lasts: Promise
    is_essential: bool = True


YEAR = _("a year")
COOKIES = (
    Cookie(
        settings.VISITOR_COOKIE,
        _("A random number that leads to your cart and your favorites, and keeps this visit together."),
        _("until you close the browser, a day at most"),
    ),
    Cookie(
        settings.VISITOR_COOKIE,
        _(
            "The same, kept for longer, so that suggestions get better from visit to visit. Only with your yes."
        ),
        _("400 days"),
        is_essential=False,
    ),
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("That you are signed in, and what you have typed at the checkout."),
        _("two weeks"),
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME, _("Protects forms, so that no other site can send them for you."), YEAR
    ),
    Cookie("messages", _("A sentence that the next page shows you."), _("until the next page")),
    Cookie(
        settings.CONSENT_COOKIE,
        _("Your answer about personalization, so that you are not asked again."),
        YEAR,
    ),
    Cookie(settings.LANGUAGE_COOKIE_NAME, _("The language that you chose."), YEAR),
    Cookie(settings.CURRENCY_COOKIE, _("The currency that you chose."), YEAR),
    Cookie(themes.COOKIE, _("Whether you chose light or dark."), YEAR),
)
