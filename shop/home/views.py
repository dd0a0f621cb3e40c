"""The home page."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from recommender.services import Placement, has_news, serve_slate
from shop.catalog.selectors import newest_product_ids
from shop.catalog.shelves import shelves_and_products, shelves_of
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment, page_number
from shop.home.places import product_ids_in
from shop.home.reminders import reminders
from shop.home.seasons import department_for, season_of
from shop.home.shelves import FOR_YOU, SHELF, home_slates
from shop.shopper import Shopper


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    slates = home_slates(request.visitor, remind=partial(reminders, shopper))
    viewed = slates.viewed
    season = season_of(timezone.localdate())
    served = {item.product_id for slate in slates.choosing_order for item in slate.items}
    newest = newest_product_ids(count=SHELF, without=served.union(viewed))
    shelves, others = shelves_and_products(slates.choosing_order, ids=[*newest, *viewed])
    reminder, buy_again, for_you, because_viewed, popular = shelves
    context = {
        "season": season,
        "season_department": department_for(season),
        "reminder": reminder,
        "for_you": for_you,
        "because_viewed": because_viewed,
        "buy_again": buy_again,
        "popular": popular,
        "newest": [product for product in others if product.pk not in viewed],
        # A catalog so small that a shelf above shows it already needs no reminder of it.
        "viewed": [p for p in others if p.pk in viewed and p.pk not in served and p.is_active],
        "more_url": _another_list(2),
        "favorite_ids": favorite_ids(Shopper.of(request), [*served, *newest, *viewed]),
        "is_live": request.visitor.is_logged,
    }
    return render(request, "shop/home/home.html", context)


@require_safe
@vary_on_headers("HX-Request")
def popular_more(request: HttpRequest) -> HttpResponse:
    """Another list, for who liked nothing of the first; and the first page anew, when there is news.

    `product_id` names what the page shows on its other shelves.
    """
    page = page_number(request)
    shown = product_ids_in(request.GET.getlist("product_id"))
    slate = serve_slate(request.visitor, Placement.HOME_FOR_YOU, k=FOR_YOU, page=page, without=shown)
    (shelf,) = shelves_of([slate])
    context = {
        "for_you": shelf,
        "more_url": _another_list(page + 1),
        "favorite_ids": favorite_ids(Shopper.of(request), shelf.ids),
    }
    template = "partials/for_you.html" if is_fragment(request) else "popular.html"
    return render(request, f"shop/home/{template}", context)


@require_safe
@never_cache
def news(request: HttpRequest, slate_id: UUID) -> HttpResponse:
    """Whether a home page that stands open would show other products by now: 200, else 204."""
    is_news = has_news(request.visitor, slate_id=slate_id)
    return HttpResponse(status=HTTPStatus.OK if is_news else HTTPStatus.NO_CONTENT)


def _another_list(page: int) -> str:
    return f"{reverse('popular_more')}?page={page}"
