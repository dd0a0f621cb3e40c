"""How prices, stars, pictures and icons look in templates."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.catalog.models import Product

register = template.Library()

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
PLACEHOLDER = "img/placeholder.svg"


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """`1290` in EUR is "€1,290.00"."""
    if amount is None:
        return ""
    symbol = SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{symbol}{number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"


@register.filter
def sentences(said: str | Iterable[str]) -> str:
    """What is wrong with a field: forms say it as a list, services as a string too."""
    return str(said) if isinstance(said, str | Promise) else " ".join(map(str, said))


@register.simple_tag
def stars(rating: Decimal | None, count: int | None = None) -> SafeString:
    """Five stars, filled in halves; nothing for a product that nobody rated."""
    if not rating:
        return SafeString("")
    said = _("Rated %(rating)s of 5") % {"rating": number_format(rating, decimal_pos=1)}
    halves = min(50, max(10, round(float(rating) * 2) * 5))
    row = format_html('<span class="stars__row stars--{}" role="img" aria-label="{}"></span>', halves, said)
    if count is None:
        return format_html('<span class="stars">{}</span>', row)
    said = _("%(count)s reviews") % {"count": count}
    return format_html(
        '<span class="stars">{}<span aria-hidden="true">({})</span><span class="visually-hidden">{}</span></span>',
        row,
        count,
        said,
    )


@register.simple_tag
def picture(product: Product, *, eager: bool = False) -> SafeString:
    """The product's first picture, or a drawn placeholder. On a card the title beside it says all."""
    first = product.picture
    url = first.image.url if first else static(PLACEHOLDER)
    return format_html(
        '<img class="picture" src="{}" alt="" width="400" height="400" loading="{}" decoding="async">',
        url,
        "eager" if eager else "lazy",
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query_with(context: dict, **changes: object) -> str:
    """This page's query string with some values changed; None takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
