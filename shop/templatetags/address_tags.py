"""How an address is written on a page or in a mail."""

from collections.abc import Mapping

from django import template

from shop.addresses.formats import FIELDS
from shop.addresses.formats import address_lines as lines_of

register = template.Library()


@register.filter
def address_lines(address: object) -> list[str]:
    """Of whatever has an address: a line of the address book, an order, the answers of the checkout."""
    if isinstance(address, Mapping):
        return lines_of(**{name: address[name] for name in FIELDS})
    return lines_of(**{name: getattr(address, name) for name in FIELDS})
