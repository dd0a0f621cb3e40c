"""What search engines read: schema.org data as JSON-LD."""

import json
from collections.abc import Sequence

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from shop.catalog.models import Product
from shop.catalog.selectors import CategoryNode

# A "</script>" in a title must not end the script; the same three that Django's json_script escapes.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def product_data(request: HttpRequest, product: Product) -> SafeString:
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
    return _json_ld(data)


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
