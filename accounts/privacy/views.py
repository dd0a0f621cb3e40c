"""What the shop knows, and what the shopper wants done with it. For guests and members alike."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.privacy.cookies import COOKIES
from accounts.privacy.export import export_of
from accounts.privacy.forms import AccountDeletionForm, MailsForm, PersonalizationForm
from accounts.privacy.selectors import (
    dismissed_products,
    history_of,
    knowledge_of,
    segment_of,
    suggestions_for,
)
from accounts.privacy.services import delete_account, forget_browser, leave
from config.errors import InvalidInput, NotFound
from recommender.services import (
    answer_consent,
    forget_behavior,
    forget_event,
    is_paused,
    restore_product,
)
from shop.fragments import page_number
from shop.mails.selectors import mail_choices
from shop.mails.services import choose_mails
from shop.orders.selectors import orders_of
from shop.preferences import themes
from shop.redirects import redirect_back
from shop.shopper import Shopper

# What a browser keeps for a shopper's convenience.
CHOICES = (settings.LANGUAGE_COOKIE_NAME, settings.CURRENCY_COOKIE, themes.COOKIE)


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    context = {
        "is_paused_by_browser": request.visitor.is_paused and request.visitor.allows is None,
        "is_paused": is_paused(request.visitor),
        "knowledge": knowledge_of(request.visitor),
        "mails": mail_choices(request.user) if request.user.is_authenticated else [],
        "cookies": COOKIES,
    }
    return render(request, "privacy/overview.html", context)


@login_required
@require_POST
def choose_mails_of(request: HttpRequest) -> HttpResponse:
    form = MailsForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("There are no such mails."), fields=form.errors)
    choose_mails(request.user, form.cleaned_data["kinds"])
    messages.success(request, _("Your choice is saved, and holds from now on."))
    return redirect("privacy")


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
        "segment": segment_of(request.visitor),
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


@require_safe
@never_cache
def download(request: HttpRequest) -> StreamingHttpResponse:
    now = timezone.now()
    response = StreamingHttpResponse(
        export_of(Shopper.of(request), now=now), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="aisle-{now:%Y-%m-%d}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    """Asks who it is once more, and then whether it is meant."""
    form = AccountDeletionForm(request.POST or None, account=request.user)
    if form.is_valid():
        delete_account(request.user)
        leave(request)
        messages.success(request, _("Your account is deleted. All the best!"))
        return redirect("home")
    context = {
        "form": form,
        "open_orders": [order for order in orders_of(Shopper.of(request)) if order.can_be_canceled],
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "privacy/delete.html", context, status=status)


@require_POST
def forget_this_browser(request: HttpRequest) -> HttpResponse:
    """For guests: the next page is a stranger's. A no stays, so that nobody is asked again who does not want to be."""
    if request.user.is_authenticated:
        return redirect("privacy_delete")
    forget_browser(request.visitor)
    leave(request)
    messages.success(request, _("We do not know this browser any more."))
    response = redirect("home")
    gone = [*CHOICES, settings.CONSENT_COOKIE] if request.visitor.allows else CHOICES
    request.visitor.allows = request.visitor.allows and None
    for name in gone:
        response.delete_cookie(name, samesite="Lax")
    return response
