"""Search and suggestions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommender.services import record_event
from shop.catalog.selectors import popular_products
from shop.favorites.selectors import favorite_ids
from shop.fragments import page_number, page_of
from shop.search.forms import SearchForm
from shop.search.selectors import SHORTEST, search_categories, search_products
from shop.shopper import Shopper

SUGGESTED_PRODUCTS = 6
SUGGESTED_CATEGORIES = 3
POPULAR = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = SearchForm(request.GET).words()
    number = page_number(request)
    found = search_products(words, limit=settings.PAGE_SIZE, offset=(number - 1) * settings.PAGE_SIZE)
    if words and number == 1:
        record_event(request.visitor, "search", query=words)
    page = page_of(range(found.total), number=number, size=settings.PAGE_SIZE)
    # Not a slate: a search that finds nothing has six queries to spend, like any other.
    popular = [] if found.products else popular_products(count=POPULAR)
    context = {
        "words": words,
        "found": found,
        "categories": search_categories(words, limit=SUGGESTED_CATEGORIES),
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "popular": popular,
        "favorite_ids": favorite_ids(
            Shopper.of(request), [product.pk for product in found.products or popular]
        ),
    }
    return render(request, "shop/search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    words = SearchForm(request.GET).words()
    long_enough = len(words) >= SHORTEST
    context = {
        "words": words,
        "categories": search_categories(words, limit=SUGGESTED_CATEGORIES) if long_enough else [],
        "products": search_products(words, limit=SUGGESTED_PRODUCTS).products if long_enough else [],
    }
    return render(request, "shop/search/partials/suggestions.html", context)
