"""Prices of this request in the currency that was chosen; Django's LocaleMiddleware does the same for the language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.preferences import Preferences
from config.errors import InvalidInput, error_response, is_api
from shop.currencies.rates import is_offered, prices_in


class PreferencesMiddleware:
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
