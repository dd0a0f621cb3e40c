from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.favorites.selectors import favorite_ids, favorite_products
from shop.favorites.services import add_favorite, remove_favorite
from shop.redirects import redirect_back
from shop.shopper import Shopper


@require_safe
def favorites(request: HttpRequest) -> HttpResponse:
    paginator = Paginator(favorite_products(Shopper.of(request)), settings.PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    products = list(page)
    return render(
        request,
        "shop/favorites/favorites.html",
        {
            "page": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "products": products,
            "favorite_ids": {product.pk for product in products},
        },
    )


@require_POST
def favorite_toggle(request: HttpRequest, product_id: int) -> HttpResponse:
    """`favorite` says what is wanted, so that a double click does not undo itself."""
    shopper = Shopper.of(request)
    slate_id, position = request.POST.get("slate", ""), request.POST.get("position", "")
    if request.POST.get("favorite") == "0":
        product = remove_favorite(shopper=shopper, product_id=product_id)
        said = _("Removed from your favorites.")
    else:
        product = add_favorite(shopper=shopper, product_id=product_id, slate_id=slate_id, position=position)
        said = _("Added to your favorites.")
    if request.htmx:
        context = {
            "product": product,
            "favorite_ids": favorite_ids(shopper, [product.pk]),
            "slate": {"id": slate_id} if slate_id else None,
            "position": position,
            "next": request.POST.get("next"),
        }
        return render(request, "shop/partials/heart.html", context)
    messages.success(request, said)
    return redirect_back(request, otherwise="favorites")
