"""The checkout, and the pages of orders."""

import uuid

from django.contrib import messages
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.errors import ApplicationError, Conflict, NotFound, PaymentFailed, Unavailable
from shop.cart.selectors import CartSummary, cart_summary
from shop.orders.delivery import COUNTRIES, delivery_method, delivery_methods, delivery_name
from shop.orders.forms import CheckoutForm
from shop.orders.models import Order
from shop.orders.payment import payment_gateway
from shop.orders.selectors import newest_address, order_of, orders_of
from shop.orders.services import change_status, place_order
from shop.shopper import Shopper

ORDERS_ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    if request.method == "POST":
        return _place(request, shopper)
    cart = cart_summary(shopper)
    if not cart.lines or cart.problems:
        for sentence in cart.problems or [_("Your cart is empty.")]:
            messages.warning(request, sentence)
        return redirect("cart")
    form = CheckoutForm(initial=newest_address(shopper))
    return _checkout_page(request, form, cart, key=str(uuid.uuid4()))


@require_safe
@never_cache
def totals(request: HttpRequest) -> HttpResponse:
    """The sums for another way of delivery, for htmx."""
    method = delivery_method(request.GET.get("delivery_method", ""))
    return render(request, "shop/orders/totals.html", _sums(cart_summary(Shopper.of(request)), method))


@require_safe
@never_cache
def orders(request: HttpRequest) -> HttpResponse:
    try:
        page = Paginator(orders_of(Shopper.of(request)), ORDERS_ON_A_PAGE).page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise NotFound(_("There is no such page.")) from error
    return render(request, "shop/orders/orders.html", {"page": page})


@require_safe
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    access_key = request.GET.get("key", "")
    found = _order(request, number, access_key)
    context = {
        "order": found,
        "delivery": delivery_name(found.delivery_method),
        "country": COUNTRIES.get(found.country, found.country),
        "access_key": access_key,
    }
    return render(request, "shop/orders/order.html", context)


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    access_key = request.POST.get("key", "")
    shopper = Shopper.of(request)
    canceled = change_status(
        order=_order(request, number, access_key), to=Order.Status.CANCELED, by=shopper.account
    )
    messages.success(request, _("Your order is canceled, and your money is on its way back."))
    query = f"?{urlencode({'key': access_key})}" if access_key else ""
    return redirect(canceled.get_absolute_url() + query)


def _place(request: HttpRequest, shopper: Shopper) -> HttpResponse:
    form = CheckoutForm(request.POST)
    key = request.POST.get("idempotency_key") or str(uuid.uuid4())
    if not form.is_valid():
        return _checkout_page(request, form, cart_summary(shopper), key=key, status=400)
    try:
        placed = place_order(
            shopper=shopper,
            details=form.details,
            idempotency_key=key,
            site_url=request.build_absolute_uri("/"),
            now=timezone.now(),
        )
    except (Conflict, PaymentFailed, Unavailable) as error:
        # A conflict comes before any payment, so the next try is a new one; else it must be the same.
        key = str(uuid.uuid4()) if isinstance(error, Conflict) else key
        return _checkout_page(
            request, form, cart_summary(shopper), key=key, error=error, status=int(error.status)
        )
    messages.success(request, _("Thank you! Your order is placed."))
    return redirect(placed)


def _checkout_page(
    request: HttpRequest,
    form: CheckoutForm,
    cart: CartSummary,
    *,
    key: str,
    error: ApplicationError | None = None,
    status: int = 200,
) -> HttpResponse:
    methods = delivery_methods()
    chosen = methods.get(form["delivery_method"].value()) or next(iter(methods.values()))
    choices = [
        {"method": method, "cost": method.cost(cart.goods_total), "is_chosen": method == chosen}
        for method in methods.values()
    ]
    context = _sums(cart, chosen) | {
        "form": form,
        "delivery_choices": choices,
        "payment_note": payment_gateway().note,
        "idempotency_key": key,
        "error": error,
    }
    return render(request, "shop/orders/checkout.html", context, status=status)


def _sums(cart: CartSummary, method) -> dict:
    cost = method.cost(cart.goods_total)
    return {"cart": cart, "delivery_cost": cost, "total": cart.goods_total + cost}


def _order(request: HttpRequest, number: str, access_key: str) -> Order:
    found = order_of(Shopper.of(request), number, access_key)
    if found is None:
        raise NotFound(
            _("We could not find this order. If you ordered as a guest, use the link in the mail.")
        )
    return found
