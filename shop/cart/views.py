"""The cart's pages."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.errors import ApplicationError
from recommender.services import serve_slate
from shop.cart.bundles import add_all_to_cart
from shop.cart.forms import AddForm, QuantityForm
from shop.cart.saved import forget_saved, move_to_cart, save_for_later
from shop.cart.selectors import cart_summary, saved_products
from shop.cart.services import add_to_cart, apply_voucher, remove_voucher, set_quantity
from shop.catalog.selectors import products_by_ids
from shop.checkout.draft import Draft
from shop.demo.accounts import DEMO_VOUCHER
from shop.fragments import is_fragment
from shop.shopper import Shopper

DRAWER = "cart-drawer"


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    return _cart(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    origin = {"slate_id": request.POST.get("slate"), "position": request.POST.get("position")}
    product = add_to_cart(shopper=shopper, **AddForm(request.POST).checked(), **origin)
    sentence = _("“%(title)s” is in your cart.") % {"title": product.title}
    if request.htmx:
        # The drawer opens over any page; the cart's own page is renewed instead.
        is_cart = request.htmx.current_url_abs_path == reverse("cart")
        return _fragment(request, "" if is_cart else DRAWER, note=sentence)
    messages.success(request, sentence)
    return redirect(_page_before(request))


@require_POST
def add_all(request: HttpRequest) -> HttpResponse:
    """What is often bought together, with one button."""
    asked = [pk for pk in request.POST.getlist("product_id") if pk.isdecimal() and len(pk) < 19]
    done = add_all_to_cart(
        shopper=Shopper.of(request), product_ids=list(map(int, asked)), slate_id=request.POST.get("slate")
    )
    sentence = ngettext(
        "%(count)d product is in your cart now.", "%(count)d products are in your cart now.", len(done.added)
    ) % {"count": len(done.added)}
    if request.htmx:
        return _fragment(request, DRAWER, note=sentence, refused=done.refused)
    messages.success(request, sentence)
    for refusal in done.refused:
        messages.warning(request, refusal)
    return redirect(_page_before(request))


@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change a line, or remove it with quantity 0."""

    def change() -> None:
        quantity = QuantityForm(request.POST).wanted
        set_quantity(shopper=Shopper.of(request), line_id=line_id, quantity=quantity)

    return _after(request, change)


@require_POST
def save(request: HttpRequest, line_id: int) -> HttpResponse:
    def put_aside() -> str:
        product = save_for_later(shopper=Shopper.of(request), line_id=line_id)
        return _("“%(title)s” is saved for later.") % {"title": product.title}

    return _after(request, put_aside)


@require_POST
def move(request: HttpRequest, saved_id: int) -> HttpResponse:
    return _after(request, lambda: move_to_cart(shopper=Shopper.of(request), saved_id=saved_id))


@require_POST
def forget(request: HttpRequest, saved_id: int) -> HttpResponse:
    return _after(request, lambda: forget_saved(shopper=Shopper.of(request), saved_id=saved_id))


@require_POST
def voucher(request: HttpRequest) -> HttpResponse:
    """Use the voucher that was typed; the button that removes it sends none."""
    shopper, code = Shopper.of(request), request.POST.get("code")
    if code is None:
        return _after(request, lambda: remove_voucher(shopper=shopper))
    try:
        apply_voucher(shopper=shopper, code=code)
    except ApplicationError as error:
        # What is wrong is said beside the field, which keeps what was typed.
        return _cart(request, status=error.status, voucher_error=error, typed_code=code[:40])
    return _after(request, lambda: None)


def _after(request: HttpRequest, change: Callable[[], str | None]) -> HttpResponse:
    """Do it, and show the cart: with what is to be said of it, or why it could not be done."""
    try:
        note = change()
    except ApplicationError as error:
        return _cart(request, status=error.status, error=error)
    if request.htmx:
        return _cart(request, note=note)
    if note:
        messages.info(request, note)
    return redirect("cart")


def _cart(request: HttpRequest, *, status: int = HTTPStatus.OK, **said) -> HttpResponse:
    """The page, or the part of it (or the drawer) that htmx asks for."""
    if is_fragment(request) and not request.htmx.boosted:
        return _fragment(request, request.htmx.target, status=status, **said)
    shopper = Shopper.of(request)
    context = _context(request, shopper) | said
    slate = serve_slate(shopper.visitor, "cart_addons", product_ids=context["cart"].product_ids)
    context |= {"slate": slate, "products": products_by_ids([item.product_id for item in slate.items])}
    return render(request, "shop/cart/cart.html", context, status=status)


def _fragment(
    request: HttpRequest, target: str | None, *, status: int = HTTPStatus.OK, **said
) -> HttpResponse:
    context = _context(request, Shopper.of(request), with_saved=target != DRAWER) | said
    template = "drawer" if target == DRAWER else "changed"
    response = render(request, f"shop/cart/{template}.html", context, status=status)
    # Named, because errors are swapped in only where they say their place, and buttons elsewhere know none.
    response["HX-Retarget"] = f"#{DRAWER}" if target == DRAWER else "#cart"
    response["HX-Reswap"] = "innerHTML" if target == DRAWER else "outerHTML"
    return response


def _context(request: HttpRequest, shopper: Shopper, *, with_saved: bool = True) -> dict:
    summary = cart_summary(shopper)
    return {
        "cart": summary,
        "totals": summary.totals(country=Draft(request.session).country),
        "saved": saved_products(shopper) if with_saved else [],
        "cart_count": summary.count,
        "demo_voucher": DEMO_VOUCHER,
    }


def _page_before(request: HttpRequest) -> str:
    """Where the shopper came from, if that was here."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return before
    return "cart"
