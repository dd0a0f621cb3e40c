"""How prices, stars, pictures and icons look in templates."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.models import Product, ProductPicture
from shop.catalog.photographs import size_name
from shop.currencies.rates import converted, rate, shown_currency
from shop.currencies.words import currency_name, in_words, rate_in_words

register = template.Library()

PLACEHOLDER = "img/placeholder.svg"
# "auto" takes the width that the picture really has, where a browser knows it; the rest is for those that do not.
CARD_SIZES = "auto, (min-width: 64rem) 17rem, 50vw"


@register.filter
def money(amount: Decimal | None, currency: str = settings.CURRENCY) -> str:
    """An amount that is in this currency, and stays in it: a sum, an order's line."""
    return "" if amount is None else in_words(amount, currency)


@register.filter
def price(amount: Decimal | None, currency: str = settings.CURRENCY) -> str:
    """What a product costs, in the currency that the shopper chose."""
    return "" if amount is None else in_words(*converted(amount, currency, shown_currency()))


@register.simple_tag
def currencies() -> list[dict]:
    """What prices can be shown in."""
    return [
        {"code": code, "name": currency_name(code), "is_shown": code == shown_currency()}
        for code in settings.CURRENCIES
    ]


@register.simple_tag
def rate_note() -> str:
    """That shown prices are converted, and how; empty where they are not."""
    shown = shown_currency()
    if shown == settings.CURRENCY:
        return ""
    return _(
        "Our prices are in %(own)s. They are shown and charged in %(shown)s, at %(rate)s for 1 %(own)s."
    ) % {
        "own": settings.CURRENCY,
        "shown": shown,
        "rate": rate_in_words(rate(settings.CURRENCY, shown)),
    }


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
    said = ngettext("%(count)d review", "%(count)d reviews", count) % {"count": count}
    return format_html(
        '<span class="stars">{}<span aria-hidden="true">({})</span><span class="visually-hidden">{}</span></span>',
        row,
        count,
        said,
    )


@register.simple_tag
def picture(
    product: Product,
    shown: ProductPicture | None = None,
    *,
    alt: str = "",
    side: int = 400,
    sizes: str = CARD_SIZES,
    eager: bool = False,
) -> SafeString:
    """One of the product's pictures, the first where none is named, or a drawn placeholder.

    Without `alt` it is decoration: on a card the title beside it says all. `eager` is for the one large picture that
    a page opens with; the rest waits until it comes near. A photograph lets the browser choose format and size.
    """
    shown = shown or product.picture
    fetched = SafeString('loading="eager" fetchpriority="high"' if eager else 'loading="lazy"')
    image = format_html(
        '<img class="picture" src="{}"{} alt="{}" width="{}" height="{}" {} decoding="async">',
        shown.image.url if shown else static(PLACEHOLDER),
        _source_set(shown, "webp", sizes),
        alt,
        side,
        side,
        fetched,
    )
    if not (shown and shown.sizes):
        return image
    return format_html(
        '<picture><source type="image/avif"{}>{}</picture>', _source_set(shown, "avif", sizes), image
    )


def _source_set(shown: ProductPicture | None, kind: str, sizes: str) -> SafeString:
    if not (shown and shown.sizes):
        return SafeString("")
    urls = [(default_storage.url(size_name(shown.image.name, width, kind)), width) for width in shown.sizes]
    return format_html(' srcset="{}" sizes="{}"', ", ".join(f"{url} {width}w" for url, width in urls), sizes)


@register.simple_tag
def scene(season: str) -> SafeString:
    """The drawn scene of a season: the largest thing on its page, so the browser is told to fetch it first."""
    return format_html(
        '<img class="hero__picture" src="{}" alt="" width="900" height="640" fetchpriority="high">',
        static(f"img/seasons/{season}.svg"),
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


@register.simple_tag(takes_context=True)
def this_page(context: dict) -> str:
    """Where a choice about all pages comes back to, without a currency that the address names; empty after a form."""
    request = context["request"]
    if request.method != "GET":
        return ""
    query: QueryDict = request.GET.copy()
    query.pop("currency", None)
    query_string = f"?{query.urlencode()}" if query else ""
    return f"{request.path}{query_string}#preferences"
