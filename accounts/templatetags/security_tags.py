"""Words of the pages on which members keep their account safe."""

from email.utils import parseaddr

from django import template
from django.conf import settings

from accounts.sessions import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    return devices.device_name(user_agent)


@register.filter
def is_handheld(user_agent: str) -> bool:
    return devices.is_handheld(user_agent)


@register.filter
def in_fours(code: str) -> str:
    """Groups that one can read out and type; whoever asks for a code takes it with blanks and without."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.simple_tag
def support_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
