"""Search and suggestions."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from recommender.services import (
    ServedSlate,
    forget_searches,
    rank_for_visitor,
    recent_searches,
    record_event,
)
from shop.catalog.filters import RELEVANCE, SearchFilters
from shop.catalog.listing import listing_of
from shop.catalog.models import Product
from shop.catalog.selectors import popular_products, products_by_ids
from shop.catalog.views import listing_response
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment, page_number
from shop.search.forms import SearchForm
from shop.search.ranking import explained, passing_ids
from shop.search.selectors import (
    SHORTEST,
    match_products,
    popular_words,
    search_categories,
    search_products,
)
from shop.shopper import Shopper

SUGGESTED_PRODUCTS = 6
SUGGESTED_CATEGORIES = 3
SUGGESTED_WORDS = 3
RECENT_WORDS = 6
POPULAR = 12
FACETS = ["category", "rating", "brand", "color", "size", "in_stock", "reduced"]
PLAIN = "plain"
OF_WORDS = "words"


@require_safe
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    words = SearchForm(request.GET).words()
    number = page_number(request)
    match = match_products(words)
    if words and set(request.GET) == {"q"} and not request.htmx:
        # Filters, pages and the way back are the same search.
        record_event(request.visitor, "search", query=words, found=len(match.ids))
    filters = SearchFilters(request.GET, queryset=Product.objects.filter(pk__in=match.ids))
    ids = passing_ids(match, filters)
    listing = listing_of(request.GET, filters, ids, number=number, facets=FACETS)
    slate = None
    if filters.chosen_sort == RELEVANCE and request.GET.get("ranking") != PLAIN:
        slate = _for_visitor(request, ids, listing.page.start_index() - 1, filters.chosen_page_size)
    found = _found(slate, listing.page.object_list)
    # Not a slate: a search that finds nothing has few queries to spend, like any other.
    popular = [] if match.ids else popular_products(count=POPULAR)
    context = {
        "words": words,
        "match": match,
        "listing": listing,
        "products": found,
        "slate": slate,
        "is_plain": request.GET.get("ranking") == PLAIN,
        "is_chosen": slate is not None and slate.source != OF_WORDS,
        "categories": search_categories(words, limit=SUGGESTED_CATEGORIES),
        "popular": popular,
        "favorite_ids": favorite_ids(Shopper.of(request), [product.pk for product in found or popular]),
    }
    if not words:
        context |= {
            "recent": recent_searches(request.visitor, limit=RECENT_WORDS),
            "popular_words": popular_words(),
        }
    return listing_response(request, context, page="shop/search/search.html")


def _for_visitor(request: HttpRequest, ids: Sequence[int], start: int, size: int) -> ServedSlate | None:
    return rank_for_visitor(request.visitor, ids, start=max(0, start), size=size)


def _found(slate: ServedSlate | None, ids: Sequence[int]) -> list[Product]:
    if slate is None:
        return products_by_ids(ids)
    return explained(products_by_ids(item.product_id for item in slate.items), slate)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    return _suggestions(request, SearchForm(request.GET).words())


def _suggestions(request: HttpRequest, words: str) -> HttpResponse:
    long_enough = len(words) >= SHORTEST
    recent = recent_searches(request.visitor, limit=RECENT_WORDS * 5)
    begun = words.lower()
    recent = [query for query in recent if begun in query.lower() and query.lower() != begun]
    context = {
        "words": words,
        "recent": recent[: SUGGESTED_WORDS if words else RECENT_WORDS],
        "popular_words": [] if words else popular_words(),
        "categories": search_categories(words, limit=SUGGESTED_CATEGORIES) if long_enough else [],
        "products": search_products(words, limit=SUGGESTED_PRODUCTS).products if long_enough else [],
    }
    context["how_many"] = sum(len(group) for name, group in context.items() if name != "words")
    return render(request, "shop/search/partials/suggestions.html", context)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """One of the own searches, or all of them."""
    forget_searches(request.visitor, query=SearchForm(request.POST).words())
    return _suggestions(request, "") if is_fragment(request) else redirect("search")
