"""A member's form that is posted after the sign-in has run out: what was typed waits in the session until it is back."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

KEY = "typed"
LONGEST = 40_000  # encoded: a guest may not fill our sessions with anything at all


def member_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As login_required, for a page whose form holds no secret; see `typed_before`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and _keep(request):
            messages.info(
                request, _("You are not signed in any more. What you typed is kept: sign in, and go on.")
            )
        return redirect_to_login(request.get_full_path())

    return guarded


def member_action(*, page: str) -> Callable:
    """As login_required and require_POST, for a button without a page of its own: a late sign-in leads to the page it stands on."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @require_POST
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return redirect_to_login(reverse(page))

        return guarded

    return guard


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before the sign-in, for its form to begin with; once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    messages.info(request, _("Here is what you typed before. Nothing is sent yet."))
    return QueryDict(kept["typed"])


def _keep(request: HttpRequest) -> bool:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    encoded = typed.urlencode()
    if len(encoded) > LONGEST:
        return False
    request.session[KEY] = {"path": request.path, "typed": encoded}
    return True
