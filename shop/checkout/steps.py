"""The three steps of the checkout: how far a shopper has come, and what the last one shows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.checkout.draft import Draft
from shop.checkout.forms import AddressForm, DeliveryForm

TITLES = {
    "checkout": _("Address"),
    "checkout_delivery": _("Delivery and payment"),
    "checkout_review": _("Look over and buy"),
}


@dataclass(frozen=True)
class Step:
    number: int
    title: str | Promise
    url: str
    state: str
    """done, now or ahead."""


def steps(now: str) -> list[Step]:
    """For the line above each step; `now` is the name of its address."""
    names = list(TITLES)
    at = names.index(now)
    return [
        Step(number + 1, TITLES[name], reverse(name), "done" if number < at else "now" if number == at else "ahead")
        for number, name in enumerate(names)
    ]  # fmt: skip


def unfinished(draft: Draft, *, before: str) -> str | None:
    """The first step before this one that still lacks a right answer."""
    forms = {"checkout": AddressForm, "checkout_delivery": DeliveryForm}
    for name, form in forms.items():
        if name == before:
            return None
        if not form(draft.answers).is_valid():
            return name
    return None
