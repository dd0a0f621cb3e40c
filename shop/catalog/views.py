"""Pages of the catalog."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from config.errors import NotFound
from recommender.services import Placement, SlateRequest, record_event, serve_slates
from shop.catalog.filters import PageFilters
from shop.catalog.listing import listing_of
from shop.catalog.models import Product
from shop.catalog.schema_org import breadcrumbs_data, product_data
from shop.catalog.selectors import category_path, ids_below, product_by_slug, variants_of
from shop.catalog.shelves import Shelf, shelves_of
from shop.catalog.variants import choices_of
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment, page_number
from shop.orders.promise import delivery_promises
from shop.reviews.listing import QUERY as REVIEW_QUERY
from shop.reviews.listing import review_listing
from shop.shopper import Shopper

SHELF_LENGTH = 6
BUNDLE_LENGTH = 3
# The page names its category already, and links those below it.
FACETS = ["rating", "brand", "color", "size", "in_stock", "reduced"]


@require_safe
@vary_on_headers("HX-Request")
def category(request: HttpRequest, slug: str) -> HttpResponse:
    path = category_path(slug=slug)
    if not path:
        raise NotFound
    products = Product.objects.active().filter(category__in=ids_below(path[-1]))
    filters = PageFilters(request.GET, queryset=products)
    listing = listing_of(
        request.GET,
        filters,
        filters.qs.for_cards() if filters.is_valid() else [],
        number=page_number(request),
        facets=FACETS,
    )
    context = {
        "listing": listing,
        "products": list(listing.page),
        "favorite_ids": favorite_ids(Shopper.of(request), [product.pk for product in listing.page]),
        "category": path[-1],
        "breadcrumbs": path,
        "breadcrumbs_data": breadcrumbs_data(request, path),
    }
    return listing_response(request, context, page="shop/catalog/category.html")


def listing_response(request: HttpRequest, context: dict, *, page: str) -> HttpResponse:
    """The whole page, or what a changed filter changes of it."""
    template = "shop/catalog/partials/changed.html" if is_fragment(request) else page
    if context["listing"].filters.is_valid():
        return render(request, template, context)
    response = render(request, template, context, status=HTTPStatus.BAD_REQUEST)
    response["HX-Retarget"] = "#results"
    return response


@require_safe
@vary_on_headers("HX-Request")
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = product_by_slug(slug)
    if shown is None:
        raise NotFound
    if not shown.is_active:
        return _no_longer_sold(request, shown)
    if "slate" in request.GET:
        return _record_click(request, shown)
    reviews = review_listing(request, shown)
    if is_fragment(request):
        return render(request, "shop/reviews/partials/reviews.html", {"product": shown, "reviews": reviews})
    if not REVIEW_QUERY & set(request.GET):  # who leafs through the reviews looks at the same product still
        record_event(request.visitor, "view", product_id=shown.pk)
    variants = variants_of(shown)
    similar, together = _shelves_beside(request, shown, variants)
    # Where nothing was bought together yet, a second shelf of popular products would say nothing.
    shelves = [similar] if together.is_popular else [similar, together]
    path = category_path(slug=shown.category.slug)
    on_page = [shown.pk, *(pk for shelf in shelves for pk in shelf.ids)]
    context = {
        "product": shown,
        "breadcrumbs": path,
        "choices": choices_of(shown, variants),
        "promises": delivery_promises(now=timezone.now()),
        "similar": similar,
        "together": None if together.is_popular else together,
        "bundle_total": shown.price + sum(product.price for product in together.products),
        "favorite_ids": favorite_ids(Shopper.of(request), on_page),
        "reviews": reviews,
        "most": min(shown.stock, settings.CART_MAX_QUANTITY),
        "breadcrumbs_data": breadcrumbs_data(request, path, last=shown),
        "product_data": product_data(request, shown, variants),
    }
    return render(request, "shop/catalog/product.html", context)


def _shelves_beside(request: HttpRequest, shown: Product, variants: list[Product]) -> list[Shelf]:
    """The page is about the product in all its variants: they are no news, and what goes with one goes with all."""
    about = tuple({shown.pk, *(variant.pk for variant in variants)})
    wanted = [
        SlateRequest(Placement.PRODUCT_SIMILAR, k=SHELF_LENGTH, product_ids=about),
        SlateRequest(Placement.PRODUCT_BOUGHT_TOGETHER, k=BUNDLE_LENGTH, product_ids=about),
    ]
    return shelves_of(serve_slates(request.visitor, wanted))


def _no_longer_sold(request: HttpRequest, shown: Product) -> HttpResponse:
    variants = [variant for variant in variants_of(shown) if variant.is_available]
    about = (shown.pk, *(variant.pk for variant in variants))
    wanted = SlateRequest(Placement.PRODUCT_SIMILAR, k=SHELF_LENGTH, product_ids=about)
    (similar,) = shelves_of(serve_slates(request.visitor, [wanted]))
    context = {
        "product": shown,
        "breadcrumbs": category_path(slug=shown.category.slug),
        "variants": variants,
        "shelves": [similar],
        "favorite_ids": favorite_ids(Shopper.of(request), [*about, *similar.ids]),
    }
    return render(request, "shop/catalog/no_longer_sold.html", context, status=HTTPStatus.GONE)


def _record_click(request: HttpRequest, shown: Product) -> HttpResponse:
    """The click is a fact of its own; then the clean address, which can be shared and reloaded without repeating it."""
    came_from = {"slate_id": request.GET["slate"], "position": request.GET.get("position")}
    record_event(request.visitor, "click", product_id=shown.pk, **came_from)
    return redirect(shown)
