"""The cart's pages."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.errors import ApplicationError
from recommender.services import serve_slate
from shop.cart.forms import AddForm, QuantityForm
from shop.cart.selectors import cart_count, cart_summary
from shop.cart.services import add_to_cart, set_quantity
from shop.catalog.selectors import products_by_ids
from shop.shopper import Shopper


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    origin = {"slate_id": request.POST.get("slate"), "position": request.POST.get("position")}
    product = add_to_cart(shopper=shopper, **AddForm(request.POST).checked(), **origin)
    sentence = _("“%(title)s” is in your cart.") % {"title": product.title}
    if request.htmx:
        context = {"sentence": sentence, "cart_count": cart_count(shopper)}
        if request.htmx.current_url_abs_path == reverse("cart"):
            # Added from the shelf below the cart: the cart above must not lag behind.
            context["cart"] = cart_summary(shopper)
        response = render(request, "shop/cart/added.html", context)
        # Whatever the button's own target is, the answer is a note.
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    messages.success(request, sentence)
    return redirect(_page_before(request))


@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change a line, or remove it with quantity 0."""
    try:
        quantity = QuantityForm(request.POST).checked()["quantity"]
        set_quantity(shopper=Shopper.of(request), line_id=line_id, quantity=quantity)
    except ApplicationError as error:
        return _cart_page(request, error=error)
    if request.htmx:
        return _cart_page(request)
    return redirect("cart")


def _cart_page(request: HttpRequest, error: ApplicationError | None = None) -> HttpResponse:
    shopper = Shopper.of(request)
    summary = cart_summary(shopper)
    context = {"cart": summary, "error": error, "cart_count": summary.count}
    status = error.status if error else HTTPStatus.OK
    if request.htmx and not request.htmx.boosted:
        response = render(request, "shop/cart/changed.html", context, status=status)
        # Named, because errors are swapped in only where they say their place.
        response["HX-Retarget"] = "#cart"
        return response
    slate = serve_slate(shopper.visitor, "cart_addons", product_ids=summary.product_ids)
    context |= {"slate": slate, "products": products_by_ids([item.product_id for item in slate.items])}
    return render(request, "shop/cart/cart.html", context, status=status)


def _page_before(request: HttpRequest) -> str:
    """Where the shopper came from, if that was here."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return before
    return "cart"
