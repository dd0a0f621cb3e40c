"""The pages around an account that are not of one concern: overview, profile, and the way to security."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import member_form, typed_before
from accounts.profile.forms import ProfileForm
from accounts.profile.selectors import overview
from accounts.profile.services import update_profile
from shop.currencies.rates import shown_currency
from shop.shopper import Shopper


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """The way to all that is the shopper's."""
    return render(request, "account/account.html", {"overview": overview(Shopper.of(request))})


@member_form
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        # Who never chose sees what the shop speaks to them in now.
        shown = {
            "name": request.user.name,
            "language": request.user.language or get_language(),
            "currency": request.user.currency or shown_currency(),
        }
        return render(
            request, "account/profile.html", {"form": ProfileForm(typed_before(request), initial=shown)}
        )
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return render(request, "account/profile.html", {"form": form}, status=400)
    update_profile(account=request.user, name=form.cleaned_data["name"], chosen=form.chosen)
    with override(form.chosen.language):
        messages.success(request, _("Your profile is saved."))
    response = redirect("account_profile")
    form.chosen.write(response)
    return response


@login_required
@require_safe
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """What guards the account; each line leads to the page that changes it."""
    return render(request, "account/security.html")
