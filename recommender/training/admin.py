from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from config.admin import ActingAdmin, ReadOnlyAdmin
from config.errors import ApplicationError
from recommender import operating
from recommender.insights.attention.views import attention
from recommender.insights.health.admin import addresses
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.registry import ALGORITHM_NAMES

METRICS = ("HR@10", "HR@20", "NDCG@20", "MRR@20", "coverage@20")


class TrainingForm(BaseDialogForm):
    algorithm = forms.ChoiceField(
        label=_("algorithm"),
        choices=[(name, name) for name in ALGORITHM_NAMES],
        initial=lambda: settings.RECOMMENDER_ALGORITHM,
        widget=UnfoldAdminSelectWidget,
    )


def asks(
    title: str, description: str, button: str, *, form: type[BaseDialogForm] | None = None
) -> ActionDialog:
    """What a button asks before it acts; the answer is a POST, so no foreign page can press it."""
    return ActionDialog(title=title, description=description, form_class=form, form_submit_text=button)


def metrics_table(rows: dict[str, dict]):
    """Contestants against metrics, as a small table."""
    shown = [name for name in METRICS if any(name in metrics for metrics in rows.values())]
    head = format_html_join("", "<th>{}</th>", ((name,) for name in [gettext("algorithm"), *shown]))
    lines = [
        format_html(
            "<tr><th>{}</th>{}</tr>",
            contestant,
            format_html_join("", "<td>{}</td>", ((_number(metrics.get(name)),) for name in shown)),
        )
        for contestant, metrics in rows.items()
    ]
    body = format_html_join("", "{}", ((line,) for line in lines))
    return format_html(
        '<table class="metrics"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "algorithm", "update_of", "state", "duration", "device", "requested_by")
    list_filter = ("status", "algorithm", ("base", admin.EmptyFieldListFilter))
    list_select_related = ("requested_by", "base")
    fields = (
        ("algorithm", "status"), ("base", "reason"), ("started_at", "finished_at"), "measured", "config", ("seed", "device"),
        "dataset_fingerprint", "dataset_facts", "stage_seconds", "curve", "error", "requested_by",
    )  # fmt: skip
    readonly_fields = ("measured",)

    @display(
        description=_("status"),
        ordering="status",
        label={"queued": "warning", "running": "info", "done": "success", "failed": "danger"},
    )
    def state(self, run: TrainingRun) -> tuple[str, str]:
        return run.status, run.get_status_display()

    @display(description=_("update of"), ordering="base__number")
    def update_of(self, run: TrainingRun) -> str:
        return f"v{run.base.number}" if run.base else "–"

    @display(description=_("seconds"))
    def duration(self, run: TrainingRun) -> str:
        return f"{(run.finished_at - run.started_at).total_seconds():.0f}" if run.finished_at else "–"

    @display(description=_("metrics by algorithm"))
    def measured(self, run: TrainingRun):
        return metrics_table(run.metrics)


@admin.register(ModelVersion)
class ModelVersionAdmin(ActingAdmin):
    list_display = ("name", "algorithm", "created_at", "hit_rate", "live", "gate")
    list_display_links = ("name",)
    fields = (
        ("number", "algorithm"), ("created_at", "learned_until"), "run", "checkpoint", "measured", "held_out_loss",
        "gate",
    )  # fmt: skip
    readonly_fields = ("measured", "gate")
    actions = ("deploy_selected",)
    actions_list = ("retrain", "update", "roll_back")
    actions_submit_line = ("deploy_this",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        return super().get_queryset(request).prefetch_related("deployments", "decisions")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(attention)
        return [path("attention/", view, name="recommender_attention"), *addresses(), *super().get_urls()]

    @display(description=_("version"), ordering="number")
    def name(self, version: ModelVersion) -> str:
        return f"v{version.number}"

    @display(description="HR@20")
    def hit_rate(self, version: ModelVersion) -> str:
        return _number(version.metrics.get("HR@20"))

    @display(description=_("live"), label={"live": "success"})
    def live(self, version: ModelVersion):
        is_live = any(deployment.ended_at is None for deployment in version.deployments.all())
        return ("live", gettext("live")) if is_live else ""

    @display(description=_("gate"))
    def gate(self, version: ModelVersion) -> str:
        decision = next(iter(version.decisions.all()), None)
        return " ".join(decision.reasons) if decision else "–"

    @display(description=_("metrics"))
    def measured(self, version: ModelVersion):
        return metrics_table({version.algorithm: version.metrics})

    @admin.action(description=_("Deploy: make the selected version live"), permissions=["change"])
    def deploy_selected(self, request: HttpRequest, versions: QuerySet[ModelVersion]) -> None:
        if versions.count() != 1:
            self.message_user(
                request, gettext("Select exactly one version: only one can be live."), messages.ERROR
            )
            return
        self._deploy(request, versions)

    @action(description=_("Deploy this version"), permissions=["change"])
    def deploy_this(self, request: HttpRequest, version: ModelVersion) -> None:
        self._deploy(request, [version])

    def _deploy(self, request: HttpRequest, versions) -> None:
        for version in versions:
            try:
                operating.make_live(version=version, by=request.user)
            except ApplicationError as error:
                self.message_user(request, f"{version}: {error.message}", messages.ERROR)
            else:
                said = gettext("%(version)s is live.") % {"version": version}
                self.message_user(request, said, messages.SUCCESS)

    @action(
        description=_("Roll back"),
        icon="undo",
        permissions=["change"],
        dialog=asks(
            _("Roll back?"),
            _("The version that was live before this one is made live again."),
            _("Roll back"),
        ),
    )
    def roll_back(self, request: HttpRequest, form: BaseDialogForm) -> HttpResponse:
        try:
            deployment = operating.go_back(by=request.user)
        except ApplicationError as error:
            self.message_user(request, error.message, messages.ERROR)
        else:
            self.message_user(
                request, gettext("%(version)s is live.") % {"version": deployment.version}, messages.SUCCESS
            )
        return back_to("modelversion")

    @action(
        description=_("Train a new version"),
        icon="model_training",
        permissions=["change"],
        dialog=asks(
            _("Train a new version?"),
            _("It goes live only if it passes the gate. This takes a minute or more."),
            _("Train"),
            form=TrainingForm,
        ),
    )
    def retrain(self, request: HttpRequest, form: TrainingForm) -> HttpResponse:
        operating.order_training(by=request.user, algorithm=form.cleaned_data["algorithm"])
        self.message_user(
            request, gettext("A training is queued. Its run appears here when it begins."), messages.SUCCESS
        )
        return back_to("trainingrun")

    @action(
        description=_("Update the live version"),
        icon="update",
        permissions=["change"],
        dialog=asks(
            _("Update the live version?"),
            _(
                "It learns what is new since it was trained. The outcome goes live only if it passes the gate."
            ),
            _("Update"),
        ),
    )
    def update(self, request: HttpRequest, form: BaseDialogForm) -> HttpResponse:
        operating.order_update(by=request.user)
        self.message_user(
            request,
            gettext(
                "An update is queued. Its run appears here when it begins, if there is anything new to learn."
            ),
            messages.SUCCESS,
        )
        return back_to("trainingrun")


def back_to(name: str) -> HttpResponse:
    """A dialog is sent by htmx, which must be told to load the whole page."""
    return HttpResponseClientRedirect(reverse(f"admin:recommender_{name}_changelist"))
