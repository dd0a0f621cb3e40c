from django import template

from accounts import contacts

register = template.Library()


@register.filter
def readable_phone(phone: str) -> str:
    """On one line."""
    return contacts.readable_phone(phone).replace(" ", "\N{NO-BREAK SPACE}")
