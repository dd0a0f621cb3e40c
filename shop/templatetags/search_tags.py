"""How found words look in templates."""

import re

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from shop.search.statement import Words

register = template.Library()


@register.filter
def highlighted(text: str, words: str) -> SafeString:
    """The text with the beginnings marked that the shopper has typed."""
    typed = sorted(Words(words or "").single, key=len, reverse=True)
    if not typed:
        return conditional_escape(text)
    beginnings = re.compile(rf"\b({'|'.join(map(re.escape, typed))})", re.IGNORECASE)
    # A pattern with one group splits into what lies between, and what fits, in turn.
    parts = enumerate(beginnings.split(text))
    return format_html_join("", "{}", ((_part(part, is_match=place % 2 == 1),) for place, part in parts))


def _part(text: str, *, is_match: bool) -> SafeString:
    return format_html_join("", "<mark>{}</mark>" if is_match else "{}", [(text,)])
