"""Pages of the catalog."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from config.errors import NotFound
from recommender.services import Placement, SlateRequest, record_event, serve_slates
from shop.catalog.filters import DEFAULT_SORT, SORTS, CategoryFilters
from shop.catalog.models import Product
from shop.catalog.schema_org import breadcrumbs_data, product_data
from shop.catalog.selectors import category_path, ids_below, product_by_slug
from shop.catalog.shelves import shelves_of
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment, page_number, page_of
from shop.reviews.selectors import reviews_of
from shop.shopper import Shopper

SHELF_LENGTH = 6


@require_safe
@vary_on_headers("HX-Request")
def category(request: HttpRequest, slug: str) -> HttpResponse:
    path = category_path(slug=slug)
    if not path:
        raise NotFound
    products = Product.objects.active().filter(category__in=ids_below(path[-1]))
    filters = CategoryFilters(request.GET, queryset=products)
    context = _listing(request, filters) | {
        "category": path[-1],
        "breadcrumbs": path,
        "breadcrumbs_data": breadcrumbs_data(request, path),
    }
    part = "shop/catalog/partials/results.html"
    template = part if is_fragment(request) else "shop/catalog/category.html"
    if filters.is_valid():
        return render(request, template, context)
    response = render(request, template, context, status=HTTPStatus.BAD_REQUEST)
    response["HX-Retarget"] = "#results"
    return response


def _listing(request: HttpRequest, filters: CategoryFilters) -> dict:
    """One page of what the filters let through; nothing where they make no sense."""
    valid = filters.is_valid()
    found = filters.qs.for_cards() if valid else Product.objects.none()
    page = page_of(found, number=page_number(request), size=settings.PAGE_SIZE)
    return {
        "filters": filters,
        "is_filtered": bool(set(request.GET) - {"sort", "page"}),
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "favorite_ids": favorite_ids(Shopper.of(request), [product.pk for product in page]),
        "sorts": [(key, label) for key, (label, _order) in SORTS.items()],
        "sort": (filters.form.cleaned_data["sort"] if valid else "") or DEFAULT_SORT,
    }


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = product_by_slug(slug)
    if shown is None:
        raise NotFound
    if not shown.is_active:
        return _no_longer_sold(request, shown)
    if "slate" in request.GET:
        return _record_click(request, shown)
    record_event(request.visitor, "view", product_id=shown.pk)
    shopper = Shopper.of(request)
    slates = serve_slates(
        request.visitor,
        [
            SlateRequest(Placement.PRODUCT_SIMILAR, k=SHELF_LENGTH, product_ids=(shown.pk,)),
            SlateRequest(Placement.PRODUCT_BOUGHT_TOGETHER, k=SHELF_LENGTH, product_ids=(shown.pk,)),
        ],
    )
    similar, together = shelves_of(slates)
    # Where nothing was bought together yet, a second shelf of popular products would say nothing.
    shelves = [similar] if together.is_popular else [similar, together]
    path = category_path(slug=shown.category.slug)
    context = {
        "product": shown,
        "breadcrumbs": path,
        "shelves": shelves,
        "favorite_ids": favorite_ids(shopper, [shown.pk, *(pk for shelf in shelves for pk in shelf.ids)]),
        "reviews": reviews_of(shown),
        "most": min(shown.stock, settings.CART_MAX_QUANTITY),
        "breadcrumbs_data": breadcrumbs_data(request, path, last=shown),
        "product_data": product_data(request, shown),
    }
    return render(request, "shop/catalog/product.html", context)


def _no_longer_sold(request: HttpRequest, shown: Product) -> HttpResponse:
    wanted = SlateRequest(Placement.PRODUCT_SIMILAR, k=SHELF_LENGTH, product_ids=(shown.pk,))
    (similar,) = shelves_of(serve_slates(request.visitor, [wanted]))
    context = {
        "product": shown,
        "breadcrumbs": category_path(slug=shown.category.slug),
        "shelves": [similar],
        "favorite_ids": favorite_ids(Shopper.of(request), similar.ids),
    }
    return render(request, "shop/catalog/no_longer_sold.html", context, status=HTTPStatus.GONE)


def _record_click(request: HttpRequest, shown: Product) -> HttpResponse:
    """The click is a fact of its own; then the clean address, which can be shared and reloaded without repeating it."""
    came_from = {"slate_id": request.GET["slate"], "position": request.GET.get("position")}
    record_event(request.visitor, "click", product_id=shown.pk, **came_from)
    return redirect(shown)
