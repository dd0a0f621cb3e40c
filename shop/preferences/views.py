"""How the shop looks to this browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from config.errors import InvalidInput
from shop.fragments import is_fragment
from shop.preferences.forms import ThemeForm
from shop.preferences.themes import Theme, keep_theme
from shop.redirects import redirect_back


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("There is no such theme."), fields=form.errors)
    theme = Theme(form.cleaned_data["theme"])
    if is_fragment(request):
        context = {"theme": theme, "next": request.POST.get("next", "")}
        response = render(request, "shop/partials/theme.html", context)
        trigger_client_event(response, "shop:theme", {"theme": theme.value})
    else:
        response = redirect_back(request, otherwise="home")
    keep_theme(response, theme, secure=request.is_secure())
    return response
