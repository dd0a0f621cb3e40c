"""The way through the pages of an account."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()


@dataclass(frozen=True)
class Place:
    name: str
    """Of its address."""
    title: str | Promise
    icon: str
    beneath: tuple[str, ...] = ()
    """What the names of the addresses below it begin with."""

    def holds(self, name: str) -> bool:
        return name == self.name or bool(self.beneath and name.startswith(self.beneath))


PLACES = (
    Place("account", _("Overview"), "house"),
    Place("orders", _("Orders"), "truck", ("order_",)),
    Place("favorites", _("Favorites"), "heart"),
    Place("reviews", _("Reviews"), "star", ("review_",)),
    Place("addresses", _("Addresses"), "pin", ("address_",)),
    Place("account_profile", _("Profile"), "person", ("account_email", "account_change_phone")),
    Place(
        "account_security",
        _("Sign-in and security"),
        "key",
        ("account_change_password", "account_set_password", "mfa_", "usersessions_", "session_"),
    ),
    Place("privacy", _("Privacy"), "shield", ("privacy_",)),
)


@register.simple_tag(takes_context=True)
def account_places(context: dict) -> list[dict]:
    """What belongs to an account, and where in it this page is."""
    match = context["request"].resolver_match
    here = match.url_name or "" if match else ""
    return [
        {
            "url": reverse(place.name),
            "title": place.title,
            "icon": place.icon,
            "is_here": place.holds(here),
            "is_this_page": place.name == here,
        }
        for place in PLACES
    ]
