"""The checkout in three steps. Each keeps what was typed before it looks at it, so that no way back loses a word."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from config.errors import ApplicationError, Conflict, InvalidInput, PaymentFailed, Unavailable
from shop.addresses.formats import FIELDS
from shop.addresses.models import Address
from shop.addresses.selectors import addresses_of
from shop.addresses.services import keep_address
from shop.cart.selectors import CartSummary, cart_summary
from shop.checkout.addresses import ANOTHER, CHOICE, KEEP, choice_shown, meant, shall_be_kept, typed_before
from shop.checkout.draft import Draft
from shop.checkout.forms import DELIVERY, AddressForm, DeliveryForm, PurchaseForm
from shop.checkout.steps import steps, unfinished
from shop.orders.delivery import delivery_method, delivery_methods, delivery_name
from shop.orders.details import ADDRESS
from shop.orders.payment import payment_gateway
from shop.orders.services import place_order
from shop.shopper import Shopper


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    shopper, draft = Shopper.of(request), Draft(request.session)
    book = list(addresses_of(shopper))
    if request.method == "POST":
        # A box that is not checked is not sent.
        draft.keep({KEEP: "", **request.POST.dict()}, [*ADDRESS, CHOICE, KEEP])
        if "back" in request.POST:
            return redirect("cart")
        form = AddressForm(meant(request.POST, book))
        if form.is_valid():
            draft.keep(form.data, ADDRESS)
            return redirect("checkout_delivery")
        return _address_page(request, form, _cart(shopper, draft), book, status=400)
    cart = _cart(shopper, draft)
    if refused := _refused(request, cart):
        return refused
    form = AddressForm(initial=typed_before(shopper, draft.answers, book))
    return _address_page(request, form, cart, book)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delivery(request: HttpRequest) -> HttpResponse:
    shopper, draft = Shopper.of(request), Draft(request.session)
    if request.method == "POST":
        draft.keep(request.POST, DELIVERY)
        if "back" in request.POST:
            return redirect("checkout")
        form = DeliveryForm(request.POST)
        if form.is_valid():
            return redirect("checkout_review")
        return _delivery_page(request, form, _cart(shopper, draft), status=400)
    cart = _cart(shopper, draft)
    if refused := _refused(request, cart, draft, "checkout_delivery"):
        return refused
    return _delivery_page(request, DeliveryForm(initial=draft.answers), cart)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def review(request: HttpRequest) -> HttpResponse:
    shopper, draft = Shopper.of(request), Draft(request.session)
    if request.method == "POST":
        return _buy(request, shopper, draft)
    cart = _cart(shopper, draft)
    if refused := _refused(request, cart, draft, "checkout_review"):
        return refused
    return _review_page(request, draft.answers, cart, key=draft.idempotency_key)


@require_safe
@never_cache
def totals(request: HttpRequest) -> HttpResponse:
    """The sums for another way of delivery, for htmx."""
    draft = Draft(request.session)
    method = delivery_method(request.GET.get("delivery_method", ""))
    sums = _cart(Shopper.of(request), draft).totals(method=method, country=draft.country)
    return render(request, "shop/orders/sums.html", {"sums": sums, "delivery": method.name})


def _buy(request: HttpRequest, shopper: Shopper, draft: Draft) -> HttpResponse:
    form = PurchaseForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form, _cart(shopper, draft), draft)
    key = form.cleaned_data["idempotency_key"]
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
        draft.keep_attempt("" if isinstance(error, Conflict) else key)
        cart = cart_summary(shopper, email=form.cleaned_data["email"])
        return _review_page(request, request.POST, cart, key=draft.idempotency_key, error=error)
    if shall_be_kept(draft.answers):
        keep_address(shopper=shopper, given=form.cleaned_data)
    draft.forget()
    messages.success(request, _("Thank you! Your order is placed."))
    return redirect(placed)


def _wrong(request: HttpRequest, form: PurchaseForm, cart: CartSummary, draft: Draft) -> HttpResponse:
    """The step whose answer is wrong, with all answers; only a page that was tampered with comes here."""
    draft.keep(request.POST, [*ADDRESS, *DELIVERY])
    if any(name in form.errors for name in ADDRESS):
        return _address_page(request, form, cart, list(addresses_of(Shopper.of(request))), status=400)
    if any(name in form.errors for name in DELIVERY):
        return _delivery_page(request, form, cart, status=400)
    error = InvalidInput(_("This page was not complete any more. Please look over your order again."))
    return _review_page(request, request.POST, cart, key=draft.idempotency_key, error=error)


def _address_page(
    request: HttpRequest, form: AddressForm, cart: CartSummary, book: Sequence[Address], *, status: int = 200
) -> HttpResponse:
    answers = Draft(request.session).answers
    context = {
        "form": form,
        "steps": steps("checkout"),
        "addresses": book,
        # A line that is not right any more is mended in the fields.
        "chosen": ANOTHER if set(form.errors) & set(FIELDS) else choice_shown(answers, book),
        "another": ANOTHER,
        "keep": KEEP,
        "keeps": answers.get(KEEP),
        **_sums(cart, _value(form, "country")),
    }
    return render(request, "shop/checkout/address.html", context, status=status)


def _delivery_page(
    request: HttpRequest, form: DeliveryForm, cart: CartSummary, *, status: int = 200
) -> HttpResponse:
    chosen = _method(_value(form, "delivery_method"))
    context = {
        "form": form,
        "steps": steps("checkout_delivery"),
        "choices": [
            {"method": method, "cost": method.cost(cart.goods_total), "is_chosen": method.code == chosen.code}
            for method in (method.in_currency(cart.currency) for method in delivery_methods().values())
        ],
        "payment_note": payment_gateway().note,
        **_sums(cart, Draft(request.session).country, chosen),
    }
    return render(request, "shop/checkout/delivery.html", context, status=status)


def _review_page(
    request: HttpRequest,
    answers: dict,
    cart: CartSummary,
    *,
    key: str,
    error: ApplicationError | None = None,
) -> HttpResponse:
    method = _method(answers.get("delivery_method"))
    means = dict(payment_gateway().means)
    context = {
        "answers": {name: answers.get(name, "") for name in [*ADDRESS, *DELIVERY]},
        "payment": means.get(answers.get("payment_token"), ""),
        "steps": steps("checkout_review"),
        "idempotency_key": key,
        "error": error,
        **_sums(cart, answers.get("country", ""), method),
    }
    return render(request, "shop/checkout/review.html", context, status=int(error.status) if error else 200)


def _cart(shopper: Shopper, draft: Draft) -> CartSummary:
    return cart_summary(shopper, email=draft.email)


def _refused(
    request: HttpRequest, cart: CartSummary, draft: Draft | None = None, step: str = ""
) -> HttpResponse | None:
    """Back to where something is missing: to the cart, or to an earlier step."""
    if not cart.lines or cart.problems:
        for sentence in cart.problems or [_("Your cart is empty.")]:
            messages.warning(request, sentence)
        return redirect("cart")
    missing = draft and unfinished(draft, before=step)
    return redirect(missing) if missing else None


def _sums(cart: CartSummary, country: str, method=None) -> dict:
    sums = cart.totals(method=method, country=country)
    return {"cart": cart, "sums": sums, "delivery": delivery_name(sums.method.code)}


def _method(code: str | None):
    methods = delivery_methods()
    return methods.get(code) or next(iter(methods.values()))


def _value(form: AddressForm | DeliveryForm, name: str) -> str:
    return form[name].value() or ""
