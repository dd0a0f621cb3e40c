"""Not interested: a product leaves the shelves of one visitor, and may come back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.errors import NotFound
from recommender.services import dismiss_product, restore_product
from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids
from shop.favorites.selectors import favorite_ids
from shop.fragments import is_fragment
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
        return _card(request, product, restored=restore)
    return redirect("home") if restore else redirect("dismiss", product.pk)


def _card(request: HttpRequest, product: Product, *, restored: bool) -> HttpResponse:
    """The card, or what stands in its place; either knows its place in the slate."""
    slate_id = request.POST.get("slate", "")
    context = {
        "product": product,
        "slate": {"id": slate_id, "placement": "home_for_you"} if slate_id else None,
        "position": request.POST.get("position", ""),
        "favorite_ids": favorite_ids(Shopper.of(request), [product.pk]) if restored else set(),
    }
    part = "partials/product_card.html" if restored else "home/partials/dismissed.html"
    return render(request, f"shop/{part}", context)
