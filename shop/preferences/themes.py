"""Light, dark, or as the device: a shopper's choice, kept in a cookie, since it belongs to a screen and not to an account."""

from datetime import timedelta

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext_lazy

COOKIE = "theme"
COOKIE_AGE = timedelta(days=365)


class Theme(TextChoices):
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")
    DEVICE = "device", pgettext_lazy("theme", "As the device")


def theme_of(request: HttpRequest) -> Theme:
    kept = request.COOKIES.get(COOKIE)
    return Theme(kept) if kept in Theme.values else Theme.DEVICE


def keep_theme(response: HttpResponse, theme: Theme, *, secure: bool) -> None:
    if theme == Theme.DEVICE:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, theme.value, max_age=COOKIE_AGE, secure=secure, httponly=True, samesite="Lax"
        )
