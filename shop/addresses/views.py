from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import member_action, member_form, typed_before
from config.errors import Conflict
from shop.addresses.forms import AddressForm
from shop.addresses.models import Address
from shop.addresses.selectors import address_of, addresses_of
from shop.addresses.services import add_address, change_address, make_default, remove_address
from shop.shopper import Shopper


@login_required
@require_safe
@never_cache
def addresses(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/addresses/addresses.html", {"addresses": addresses_of(Shopper.of(request))})


@member_form
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_add(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    if request.method != "POST":
        return _form(request, AddressForm(typed_before(request), initial={"full_name": shopper.account.name}))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    try:
        add_address(shopper=shopper, **form.cleaned_data)
    except Conflict as error:
        form.add_error(None, str(error.message))
        return _form(request, form, status=409)
    messages.success(request, _("The address is in your address book."))
    return redirect("addresses")


@member_form
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_edit(request: HttpRequest, address_id: int) -> HttpResponse:
    shopper = Shopper.of(request)
    address = address_of(shopper, address_id)
    if request.method != "POST":
        return _form(request, AddressForm(typed_before(request), instance=address), address)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _form(request, form, address, status=400)
    change_address(shopper=shopper, address_id=address_id, **form.cleaned_data)
    messages.success(request, _("The address is changed. Orders that are placed already go where they went."))
    return redirect("addresses")


@member_action(page="addresses")
def address_default(request: HttpRequest, address_id: int) -> HttpResponse:
    make_default(shopper=Shopper.of(request), address_id=address_id)
    messages.success(request, _("The checkout will offer this address first."))
    return redirect("addresses")


@member_action(page="addresses")
def address_remove(request: HttpRequest, address_id: int) -> HttpResponse:
    remove_address(shopper=Shopper.of(request), address_id=address_id)
    messages.success(request, _("The address is removed."))
    return redirect("addresses")


def _form(
    request: HttpRequest, form: AddressForm, address: Address | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, "shop/addresses/form.html", {"form": form, "address": address}, status=status)
