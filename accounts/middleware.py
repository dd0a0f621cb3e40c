"""What holds for all pages: prices in the chosen currency, and what may not be done while looking as somebody else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.looking import is_looking
from accounts.preferences import Preferences
from config.errors import Forbidden, InvalidInput, error_response, is_api
from shop.currencies.rates import is_offered, prices_in

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class PreferencesMiddleware:
    """Prices of this request in the chosen currency; Django's LocaleMiddleware does the same for the language."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("currency", "")
        if asked and not is_offered(asked) and is_api(request):
            sentence = _("There are no prices in this currency.")
            return error_response(request, InvalidInput(sentence, fields={"currency": [sentence]}))
        # The address counts before the cookie, so that a link with a price range means the same to everybody.
        wanted = asked if is_offered(asked) else Preferences.of_browser(request).currency
        with prices_in(wanted or settings.CURRENCY):
            response = self.get_response(request)
        if brought := getattr(request, "brought_preferences", None):
            brought.write(response)
        if response.get("Content-Type", "").startswith(("text/html", "application/")):
            # The same address says other things to other cookies; pictures do not.
            patch_vary_headers(response, ["Cookie"])
        return response


class LookingMiddleware:
    """Who looks at the shop as a simulated shopper uses the shop, and leaves the account alone: its password, its
    address, its history. So all that changes something is refused, but for the shop's own views and a few more."""

    ALLOWED = frozenset({"account_logout", "choose_preferences", "api_events"})

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_arguments: object) -> HttpResponse | None:
        if request.method in SAFE_METHODS or not is_looking(request):
            return None
        if view.__module__.startswith("shop.") or request.resolver_match.url_name in self.ALLOWED:
            return None
        sentence = _("You only look as this shopper: what is the shopper's own stays as it is.")
        return error_response(request, Forbidden(sentence))
