"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from recommender.services import Placement, SlateRequest, serve_slate, serve_slates
from shop.catalog.selectors import newest_product_ids
from shop.catalog.shelves import shelves_and_products, shelves_of
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment, page_number
from shop.home.seasons import department_for, season_of
from shop.shopper import Shopper

FOR_YOU = 12
POPULAR = 6
NEW_ARRIVALS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    slates = serve_slates(
        request.visitor,
        [
            SlateRequest(Placement.HOME_FOR_YOU, k=FOR_YOU),
            SlateRequest(Placement.HOME_POPULAR, k=POPULAR),
        ],
    )
    (for_you, popular), newest = shelves_and_products(slates, ids=newest_product_ids(count=NEW_ARRIVALS))
    shown = [*for_you.ids, *popular.ids, *(product.pk for product in newest)]
    season = season_of(timezone.localdate())
    context = {
        "season": season,
        "season_department": department_for(season),
        "for_you": for_you,
        "popular": popular,
        "newest": newest,
        "more_url": _another_list(2),
        "favorite_ids": favorite_ids(Shopper.of(request), shown),
    }
    return render(request, "shop/home/home.html", context)


@require_safe
@vary_on_headers("HX-Request")
def popular_more(request: HttpRequest) -> HttpResponse:
    """Another list, for who liked nothing of the first."""
    page = page_number(request)
    slate = serve_slate(request.visitor, Placement.HOME_FOR_YOU, k=FOR_YOU, page=page)
    (shelf,) = shelves_of([slate])
    context = {
        "for_you": shelf,
        "more_url": _another_list(page + 1),
        "favorite_ids": favorite_ids(Shopper.of(request), shelf.ids),
    }
    template = "partials/for_you.html" if is_fragment(request) else "popular.html"
    return render(request, f"shop/home/{template}", context)


def _another_list(page: int) -> str:
    return f"{reverse('popular_more')}?page={page}"
