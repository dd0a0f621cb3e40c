from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.preferences import Preferences, remember
from shop.redirects import redirect_back


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The way to all that is the shopper's."""
    return render(request, "account/account.html")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Take a language or a currency, and go on where the shopper was."""
    chosen = Preferences.chosen_in(request.POST)
    if request.user.is_authenticated:
        remember(request.user, chosen)
    response = redirect_back(request, otherwise="home")
    chosen.write(response)
    return response
