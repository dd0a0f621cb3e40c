"""The demo's switch between shoppers. Outside of the demo these pages are not there."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.looking import go_back, look_as
from shop.catalog.selectors import category_tree
from shop.demo.selectors import simulated_shoppers, with_bought
from shop.fragments import page_number, page_of

SHOPPERS_ON_A_PAGE = 24


def only_in_the_demo(view: Callable) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@only_in_the_demo
@require_safe
@never_cache
def shoppers(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    known = {department.slug for department in category_tree()}
    likes = request.GET.get("likes", "") if request.GET.get("likes") in known else ""
    found = simulated_shoppers(words=words, likes=likes)
    page = page_of(found, number=page_number(request), size=SHOPPERS_ON_A_PAGE)
    context = {
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "shoppers": with_bought(page.object_list),
        "words": words,
        "likes": likes,
    }
    return render(request, "shop/demo/shoppers.html", context)


@only_in_the_demo
@require_POST
def look(request: HttpRequest, account_id: int) -> HttpResponse:
    look_as(request, account_id=account_id)
    return redirect("home")


@only_in_the_demo
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    go_back(request)
    messages.success(request, _("You are yourself again."))
    return redirect("demo_shoppers")
