"""The pages of orders."""

from django.contrib import messages
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.errors import NotFound
from shop.orders.delivery import delivery_name
from shop.orders.links import GOOD_FOR
from shop.orders.models import Order
from shop.orders.selectors import order_of, orders_of
from shop.orders.services import buy_again, change_status
from shop.orders.timeline import timeline
from shop.shopper import Shopper

ORDERS_ON_A_PAGE = 20


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
    key = request.GET.get("key", "")
    found = _order(request, number, key)
    context = {
        "order": found,
        "timeline": timeline(found),
        "delivery": delivery_name(found.delivery_method),
        "key": key,
    }
    return render(request, "shop/orders/order.html", context)


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    key = request.POST.get("key", "")
    shopper = Shopper.of(request)
    canceled = change_status(order=_order(request, number, key), to=Order.Status.CANCELED, by=shopper.account)
    messages.success(request, _("Your order is canceled, and your money is on its way back."))
    query = f"?{urlencode({'key': key})}" if key else ""
    return redirect(canceled.get_absolute_url() + query)


@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Put what was ordered into the cart once more."""
    found = _order(request, number, request.POST.get("key", ""))
    for sentence in buy_again(shopper=Shopper.of(request), order=found):
        messages.warning(request, sentence)
    return redirect("cart")


def _order(request: HttpRequest, number: str, key: str) -> Order:
    found = order_of(Shopper.of(request), number, key)
    if found is None:
        raise NotFound(
            _(
                "We could not find this order. If you ordered as a guest, use the link in the mail; "
                "it is good for %(days)d days."
            )
            % {"days": GOOD_FOR.days}
        )
    return found
