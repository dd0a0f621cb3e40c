from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.looking import is_looking
from accounts.preferences import Preferences, remember
from shop.redirects import redirect_back


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Take a language or a currency, and go on where the shopper was."""
    chosen = Preferences.chosen_in(request.POST)
    if request.user.is_authenticated and not is_looking(request):
        remember(request.user, chosen)
    response = redirect_back(request, otherwise="home")
    chosen.write(response)
    return response
