"""Not interested: a product leaves the shelves of one visitor, and may come back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.errors import NotFound
from recommender.services import (
    ServedSlate,
    dismiss_product,
    restore_product,
    serve_again,
    serve_replacement,
)
from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids
from shop.catalog.shelves import shelves_of
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment
from shop.home.places import Place
from shop.shopper import Shopper


@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: HttpRequest, product_id: int) -> HttpResponse:
    """POST says it, or with `restore` takes it back; the page after it offers to take it back."""
    product = next(iter(products_by_ids([product_id])), None)
    if product is None:
        raise NotFound
    if request.method != "POST":
        return render(request, "shop/home/dismissed.html", {"product": product})
    restore = request.POST.get("restore") == "1"
    change = restore_product if restore else dismiss_product
    change(request.visitor, product.pk)
    if is_fragment(request):
        return _restored(request, product) if restore else _replaced(request, product)
    return redirect("home") if restore else redirect("dismiss", product.pk)


def _replaced(request: HttpRequest, product: Product) -> HttpResponse:
    """The next candidate in the place, and a note that offers the product back. Where none is left, the note alone."""
    place = Place.of(request)
    slate = None
    if place.slate_id:
        slate = serve_replacement(
            request.visitor,
            slate_id=place.slate_id,
            product_id=product.pk,
            about=place.about,
            without=place.shown,
        )
    context = {"dismissed": product, "place": place} | _card(request, slate)
    template = "replaced.html" if context.get("product") else "dismissed.html"
    return render(request, f"shop/home/partials/{template}", context)


def _restored(request: HttpRequest, product: Product) -> HttpResponse:
    place = Place.of(request)
    slate = None
    if place.slate_id:
        slate = serve_again(
            request.visitor, slate_id=place.slate_id, product_id=product.pk, about=place.about
        )
    context = {"product": product, "place": place} | _card(request, slate)
    return render(request, "shop/home/partials/restored.html", context)


def _card(request: HttpRequest, slate: ServedSlate | None) -> dict:
    """What a card shows of the only product of a slate; nothing where there is none."""
    products = shelves_of([slate])[0].products if slate else []
    if not products:
        return {}
    return {
        "product": products[0],
        "position": products[0].position,
        "slate": slate,
        "favorite_ids": favorite_ids(Shopper.of(request), [products[0].pk]),
    }
