from django import template

from accounts.sessions import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    return devices.device_name(user_agent)


@register.filter
def is_handheld(user_agent: str) -> bool:
    return devices.is_handheld(user_agent)
