"""What the shop knows, and what the shopper wants done with it. For guests and members alike."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.privacy.cookies import COOKIES
from accounts.privacy.forms import PersonalizationForm
from accounts.privacy.selectors import dismissed_products, history_of, knowledge_of, suggestions_for
from config.errors import InvalidInput, NotFound
from recommender.services import (
    answer_consent,
    forget_behavior,
    forget_event,
    is_paused,
    restore_product,
)
from shop.fragments import page_number
from shop.redirects import redirect_back


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    context = {
        "is_paused_by_browser": request.visitor.is_paused and request.visitor.allows is None,
        "is_paused": is_paused(request.visitor),
        "knowledge": knowledge_of(request.visitor),
        "cookies": COOKIES,
    }
    return render(request, "privacy/overview.html", context)


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    page, days = history_of(request.visitor, number=page_number(request))
    return render(request, "privacy/history.html", {"page": page, "days": days})


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    page, products = suggestions_for(request.visitor, number=page_number(request))
    context = {
        "is_paused": is_paused(request.visitor),
        "page": page,
        "products": products,
        "dismissed": dismissed_products(request.visitor),
    }
    return render(request, "privacy/suggestions.html", context)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """May the visitor be known again, and learned from? The page after it follows the answer at once."""
    form = PersonalizationForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Please say yes or no."), fields=form.errors)
    answer_consent(request.visitor, allows=form.allows)
    return redirect_back(request, otherwise="privacy")


@require_POST
def forget_entry(request: HttpRequest, event_id: int) -> HttpResponse:
    if not forget_event(request.visitor, event_id):
        raise NotFound(_("This entry is not there any more."))
    messages.success(request, _("The entry is deleted, and your suggestions are made anew without it."))
    return redirect_back(request, otherwise="privacy_history")


@require_POST
def forget_dismissal(request: HttpRequest, product_id: int) -> HttpResponse:
    restore_product(request.visitor, product_id)
    messages.success(request, _("The product may be suggested to you again."))
    return redirect_back(request, otherwise="privacy_suggestions")


@require_POST
def forget_history(request: HttpRequest) -> HttpResponse:
    forget_behavior(request.visitor)
    messages.success(request, _("All that we knew of what you did here is deleted."))
    return redirect("privacy")
