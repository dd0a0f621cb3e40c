"""The addresses of the recommender's page, and its buttons: each asks once, on a page that works without script."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget

from config.errors import ApplicationError
from recommender import operating
from recommender.insights.drift.views import drift
from recommender.insights.health.views import OPERATE, health, training
from recommender.training.models import ModelVersion
from recommender.training.registry import ALGORITHM_NAMES

NAME = "recommender_modelversion_health"


class AskedForm(forms.Form):
    """Where there is nothing to choose."""


class TrainForm(forms.Form):
    algorithm = forms.ChoiceField(
        label=_("algorithm"),
        choices=[(name, name) for name in ALGORITHM_NAMES],
        initial=lambda: settings.RECOMMENDER_ALGORITHM,
        widget=UnfoldAdminSelectWidget,
    )


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, version: ModelVersion) -> str:
        decision = next(iter(version.decisions.all()), None)
        said = (
            gettext("not judged")
            if decision is None
            else gettext("passed")
            if decision.passed
            else gettext("refused")
        )
        return f"{version} – {said}"


class DeployForm(forms.Form):
    version = VersionChoice(
        ModelVersion.objects.prefetch_related("decisions"), label=_("version"), widget=UnfoldAdminSelectWidget
    )


@dataclass(frozen=True)
class Button:
    title: Promise
    says: Promise
    done: Promise
    press: Callable[..., object]
    form: type[forms.Form] = AskedForm


BUTTONS = {
    "retrain": Button(
        _("Train a new version?"),
        _("It goes live only if it passes the gate. This takes a minute or more."),
        _("A training is queued. Its run appears here when it begins."),
        operating.order_training,
        TrainForm,
    ),
    "deploy": Button(
        _("Deploy a version?"),
        _("It is live at once, also if the gate refused it; new lists follow."),
        _("The version is live; new lists are on their way."),
        operating.make_live,
        DeployForm,
    ),
    "back": Button(
        _("Roll back?"),
        _("The version that was live before this one is made live again."),
        _("The version of before is live; new lists are on their way."),
        operating.go_back,
    ),
    "refresh": Button(
        _("Refresh all lists?"),
        _("New lists are made for everyone who was here lately, and around each product."),
        _("New lists are queued."),
        operating.order_lists,
    ),
}


def asked(name: str) -> Callable[[HttpRequest], HttpResponse]:
    button = BUTTONS[name]

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(OPERATE):
            raise PermissionDenied
        form = button.form(request.POST or None)
        if request.method == "POST" and (form.is_valid() or not form.fields):
            try:
                button.press(by=request.user, **getattr(form, "cleaned_data", {}))
            except ApplicationError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, button.done)
            return redirect(
                f"admin:{NAME}" if request.user.has_perm("recommender.view_health") else "admin:index"
            )
        context = admin.site.each_context(request) | {"title": button.title, "button": button, "form": form}
        return render(request, "admin/health/ask.html", context)

    return view


def addresses() -> list[URLPattern]:
    inside = admin.site.admin_view
    return [
        path("health/", inside(health), name=NAME),
        path("health/drift/", inside(drift), name=f"{NAME}_drift"),
        path("health/training/", inside(training), name=f"{NAME}_training"),
        *(path(f"health/{name}/", inside(asked(name)), name=f"{NAME}_{name}") for name in BUTTONS),
    ]
