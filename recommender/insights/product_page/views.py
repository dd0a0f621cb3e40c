"""What the recommender does with one product."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.figures import Figure
from recommender import catalog
from recommender.behavior.models import Placement
from recommender.insights.product_page.selectors import Exposure, demand, exposure, similar_to
from recommender.rules.selectors import rules_about
from recommender.rules.states import state_of
from recommender.serving.live_answers import PRODUCT, answer_or_ask

PERMISSION = "recommender.view_health"
SIMILAR = 6


@require_safe
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    _let_in(request)
    found = catalog.names([product_id]).get(product_id)
    if found is None:
        raise Http404
    now = timezone.now()
    by_placement = exposure(product_id, now=now)
    wanted = demand(product_id, now=now)
    similar = similar_to(product_id)
    answer = answer_or_ask(PRODUCT, product_id)
    listed = similar.product_ids[:SIMILAR] if similar else []
    nearest = (answer or {}).get("neighbors", [])
    names = catalog.names({*listed, *nearest})
    rules = rules_about(product_id, catalog.kinds([product_id])[product_id].category)
    total = sum(by_placement.values(), start=Exposure())
    context = admin.site.each_context(request) | {
        "title": _("In the recommender: %(product)s") % {"product": found.title},
        "product": found,
        "figures": _figures(total, wanted),
        "by_placement": [(Placement(placement).label, made) for placement, made in by_placement.items()],
        "similar": [names[pk] for pk in listed if pk in names],
        "interactions": wanted.interactions,
        "product_id": product_id,
        "answer": answer,
        "nearest": [names[pk] for pk in nearest if pk in names],
        "rules": [(rule, state_of(rule, now=now).label) for rule in rules],
    }
    return render(request, "admin/product_page/page.html", context)


@require_safe
def known(request: HttpRequest, product_id: int) -> HttpResponse:
    """The part of the page that waits for a worker."""
    _let_in(request)
    answer = answer_or_ask(PRODUCT, product_id)
    names = catalog.names((answer or {}).get("neighbors", []))
    context = {"product_id": product_id, "answer": answer, "nearest": list(names.values())}
    return render(request, "admin/product_page/known.html", context)


def _figures(total: Exposure, wanted) -> list[Figure]:
    return [
        Figure(_("Impressions"), total.impressions),
        Figure(_("Clicks"), total.clicks),
        Figure(_("Click rate"), total.click_rate, unit="%", digits=1),
        Figure(_("Revenue from recommendations"), total.revenue, unit=settings.CURRENCY, digits=2),
        Figure(_("Visitors who saw its page"), wanted.viewers),
        Figure(_("Conversion"), wanted.conversion, unit="%", digits=1),
    ]


def _let_in(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
