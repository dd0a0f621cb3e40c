from django import template

from accounts import contacts

register = template.Library()


@register.filter
def readable_phone(phone: str) -> str:
    return contacts.readable_phone(phone)
