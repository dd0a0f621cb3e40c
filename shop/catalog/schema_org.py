"""What search engines read: schema.org data as JSON-LD."""

import json
from collections.abc import Sequence
from itertools import takewhile

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from shop.catalog.models import Product
from shop.catalog.selectors import CategoryNode
from shop.catalog.variants import choice_names

# A "</script>" in a title must not end the script; the same three that Django's json_script escapes.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


# What search engines know by a name of theirs; other attributes are named as the shop names them.
PROPERTIES = {"Color": "color", "Size": "size", "Material": "material", "Pattern": "pattern"}


def product_data(request: HttpRequest, product: Product, variants: Sequence[Product] = ()) -> SafeString:
    pictures = [picture.image.url for picture in product.gallery] or [static("img/placeholder.svg")]
    data = {
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "sku": str(product.pk),
        "image": [request.build_absolute_uri(url) for url in pictures],
        "offers": {
            "@type": "Offer",
            "url": request.build_absolute_uri(product.get_absolute_url()),
            "price": str(product.price),
            "priceCurrency": product.currency,
            "availability": f"https://schema.org/{'InStock' if product.is_available else 'OutOfStock'}",
        },
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if product.rating_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.rating),
            "reviewCount": product.rating_count,
        }
    data |= {
        known: str(product.attributes[name])
        for name, known in PROPERTIES.items()
        if name in product.attributes
    }
    if variants:
        data["isVariantOf"] = _group_data(request, product, variants)
    return _json_ld(data)


def _group_data(request: HttpRequest, product: Product, variants: Sequence[Product]) -> dict:
    """Each variant has a page of its own that says the rest."""
    return {
        "@type": "ProductGroup",
        "productGroupID": product.variant_group,
        "name": _shared_beginning([variant.title for variant in variants]) or product.title,
        "variesBy": [
            f"https://schema.org/{PROPERTIES[name]}" if name in PROPERTIES else name
            for name in choice_names(variants)
        ],
        "hasVariant": [
            {
                "@type": "Product",
                "name": each.title,
                "url": request.build_absolute_uri(each.get_absolute_url()),
            }
            for each in variants
        ],
    }


def _shared_beginning(titles: Sequence[str]) -> str:
    """The words with which all of them begin."""
    columns = zip(*(title.split() for title in titles), strict=False)
    return " ".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns)).rstrip(
        " ,–-"
    )


def breadcrumbs_data(
    request: HttpRequest, path: Sequence[CategoryNode], *, last: Product | None = None
) -> SafeString:
    steps = [(node.name, node.url) for node in path]
    if last:
        steps.append((last.title, last.get_absolute_url()))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": request.build_absolute_uri(url)}
        for place, (name, url) in enumerate(steps, start=1)
    ]
    return _json_ld({"@type": "BreadcrumbList", "itemListElement": items})


def _json_ld(data: dict) -> SafeString:
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  the escapes above make it safe inside a script
