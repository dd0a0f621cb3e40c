"""Why does this visitor see this? For whoever is asked by a shopper. Each look leaves an entry in the visitor's history."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.audit import record_action
from recommender import catalog
from recommender.behavior.models import EventKind, Visitor
from recommender.insights.person.selectors import entries, list_of, visitor_named
from recommender.serving.live_answers import VISITOR, answer_or_ask

PERMISSION = "recommender.view_people"


@require_safe
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """By visitor id, e-mail, phone or order number, `q`."""
    _let_in(request)
    words = request.GET.get("q", "").strip()[:200]
    if visitor := visitor_named(words):
        return redirect("admin:recommender_visitor_why", visitor.pk)
    context = admin.site.each_context(request) | {"title": _("Why does somebody see this?"), "words": words}
    return render(request, "admin/person/find.html", context)


@require_safe
@never_cache
def why(request: HttpRequest, visitor_id: UUID) -> HttpResponse:
    _let_in(request)
    visitor = Visitor.objects.select_related("account", "membership__segment").filter(pk=visitor_id).first()
    context = admin.site.each_context(request) | {
        "title": _("Why does this visitor see this?"),
        "visitor": visitor,
    }
    if visitor is None:
        return render(request, "admin/person/find.html", context | {"words": str(visitor_id)}, status=404)
    record_action(request.user, visitor, _("Looked at what is recommended to this visitor, and why."))
    is_paused = visitor.allows_personalization is False
    made = None if is_paused else list_of(visitor)
    context |= {
        "is_paused": is_paused,
        "made": made,
        "entries": entries(visitor, made, now=timezone.now()) if made else [],
    }
    context |= {} if is_paused else _sequence(visitor_id)
    return render(request, "admin/person/page.html", context)


@require_safe
@never_cache
def sequence(request: HttpRequest, visitor_id: UUID) -> HttpResponse:
    """The part of the page that waits for a worker."""
    _let_in(request)
    willing = Visitor.objects.exclude(allows_personalization=False)
    if not willing.filter(pk=visitor_id).exists():
        return HttpResponse(status=404)
    return render(request, "admin/person/sequence.html", {"visitor_id": visitor_id} | _sequence(visitor_id))


def _sequence(visitor_id: UUID) -> dict:
    answer = answer_or_ask(VISITOR, visitor_id)
    if answer is None:
        return {"visitor_id": visitor_id, "answer": None}
    events = answer["events"]
    names = catalog.names([event["product_id"] for event in events])
    most = max((event["weight"] or 0 for event in events), default=0) or 1
    shown = [
        {
            "at": datetime.fromtimestamp(event["at"], UTC),
            "kind": EventKind(event["kind"]).label,
            "product": names.get(event["product_id"]),
            "product_id": event["product_id"],
            "share": None if event["weight"] is None else 100 * event["weight"],
            "level": round(10 * (event["weight"] or 0) / most),
        }
        for event in events
    ]
    return {"visitor_id": visitor_id, "answer": answer, "events": shown}


def _let_in(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
