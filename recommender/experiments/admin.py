from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, TextField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from config.errors import ApplicationError
from recommender import operating
from recommender.experiments.checks import problems, unreadable
from recommender.experiments.choices import State
from recommender.experiments.models import Arm, Experiment, Guardrail
from recommender.insights.experiment_result.views import result, table

COLORS = {State.DRAFT: "", State.RUNNING: "success", State.ENDED: "info"}
BUTTONS = {
    State.DRAFT: {"start"},
    State.RUNNING: {"result", "stop", "ship"},
    State.ENDED: {"result", "ship"},
}
# What is written about it, at any time; all else is fixed when it starts.
WORDS = ("name", "question", "conclusion")
FACTS = ("state", "started_at", "ended_at", "trouble", "shipped_arm", "shipping")


def asks(title: str, says: str, button: str, form: type[BaseDialogForm] | None = None) -> ActionDialog:
    return ActionDialog(title=title, description=says, form_class=form, form_submit_text=button)


class ShipForm(BaseDialogForm):
    arm = forms.ModelChoiceField(Arm.objects.none(), label=_("arm"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["arm"].queryset = Arm.objects.filter(experiment=self.object_id)


class ArmForms(BaseInlineFormSet):
    def clean(self) -> None:
        """What one arm alone cannot know."""
        super().clean()
        if any(self.errors):
            return
        left = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        arms = [form.instance for form in left]
        if wrong := [*problems(self.instance, arms), *unreadable(arms)]:
            raise ValidationError(wrong)

    def save(self, commit: bool = True):
        """The control may go from one arm to another: it is taken first, for there are never two."""
        for form in self.initial_forms:
            if not form.cleaned_data.get("is_control"):
                Arm.objects.filter(pk=form.instance.pk).update(is_control=False)
        return super().save(commit=commit)


class ArmForm(forms.ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        """One control or two is asked of all arms together, as they will be; the database still holds the old one."""
        return super()._get_validation_exclusions() | {"is_control"}


class Part:
    """Belongs to its experiment, also by right, and stays as it is once that has started."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        return request.user.has_perm("recommender.view_experiment") or self._may_edit(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        return self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, obj: Experiment | None) -> bool:
        rights = ("recommender.add_experiment", "recommender.change_experiment")
        return (obj is None or obj.state == State.DRAFT) and any(map(request.user.has_perm, rights))


class ArmInline(Part, StackedInline):
    model = Arm
    form = ArmForm
    formset = ArmForms
    fields = (
        ("name", "share"),
        ("serves", "version"),
        ("diversity", "category_share"),
        ("search_taste", "is_control"),
    )

    def formfield_for_foreignkey(self, field, request: HttpRequest, **kwargs):
        """A version is chosen here, not made or changed."""
        found = super().formfield_for_foreignkey(field, request, **kwargs)
        found.widget.can_add_related = found.widget.can_change_related = False
        return found

    def get_extra(self, request: HttpRequest, obj: Experiment | None = None, **kwargs) -> int:
        return 2 if obj is None else 0


class GuardrailInline(Part, TabularInline):
    model = Guardrail
    fields = ("metric", "largest_loss")


@admin.register(Experiment)
class ExperimentAdmin(ModelAdmin):
    """A draft is written here; what has started can be looked at, stopped and shipped."""

    list_display = ("name", "placement", "kind", "state_told", "traffic", "started_at", "ended_at", "trouble")
    list_filter = ("kind", "placement")
    search_fields = ("name", "question")
    list_per_page = 50
    inlines = (ArmInline, GuardrailInline)
    readonly_fields = FACTS
    fieldsets = (
        (None, {"fields": ("name", "question", "placement", "kind", "traffic_share")}),
        (_("Decided beforehand"), {"fields": ("primary_metric", ("minimum_effect", "planned_visitors"))}),
        (_("How it goes"), {"fields": (*FACTS, "conclusion")}),
    )
    actions_detail = ("result", "start", "stop", "ship")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        page = view(partial(result, site=self.admin_site))
        return [
            path("<int:object_id>/result/", page, name="recommender_experiment_told"),
            path("<int:object_id>/result/table/", view(table), name="recommender_experiment_table"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experiment]:
        return super().get_queryset(request).select_related("shipped_arm").prefetch_related("arms")

    def get_fieldsets(self, request: HttpRequest, obj: Experiment | None = None) -> list:
        """How it goes comes first, once it does."""
        *written, goes = self.fieldsets
        return [goes, *written] if obj and obj.state != State.DRAFT else written

    def formfield_for_dbfield(self, field, request: HttpRequest, **kwargs):
        if isinstance(field, TextField):
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> list[str]:
        if obj is None or obj.state == State.DRAFT:
            return list(FACTS)
        named = [field.name for field in Experiment._meta.fields if field.editable]  # noqa: SLF001  Django's way
        return [*FACTS, *(name for name in named if name not in WORDS)]

    def has_delete_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """What has run is kept: its slates name its arms."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == State.DRAFT)

    def get_actions(self, request: HttpRequest) -> dict:
        """Drafts are deleted one by one."""
        return {
            name: found for name, found in super().get_actions(request).items() if name != "delete_selected"
        }

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list:
        experiment = self.get_object(request, str(object_id))
        fitting = BUTTONS[experiment.state] if experiment else set()
        shown = super().get_actions_detail(request, object_id)
        return [button for button in shown if button.method.original_function_name in fitting]

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        other = Experiment.objects.running().filter(placement=form.instance.placement).first()
        if form.instance.state == State.DRAFT and other:
            said = gettext("“%(name)s” runs on this placement: this one can start when that has ended.")
            self.message_user(request, said % {"name": other.name}, messages.WARNING)

    @display(description=_("state"), label=COLORS)
    def state_told(self, experiment: Experiment):
        return experiment.state, experiment.state.label

    @display(description=_("state"))
    def state(self, experiment: Experiment) -> str:
        return experiment.state.label

    @display(description=_("traffic"), ordering="traffic_share")
    def traffic(self, experiment: Experiment) -> str:
        return f"{experiment.traffic_share:.0%}"

    @display(description=_("broken arms"))
    def trouble(self, experiment: Experiment) -> str:
        broken = [arm for arm in experiment.arms.all() if arm.broken_at]
        return " ".join(
            gettext("“%(arm)s” serves what is live: %(why)s")
            % {"arm": arm.name, "why": arm.get_breakage_display()}
            for arm in broken
        )

    @action(description=_("Result"), icon="monitoring", permissions=["view"])
    def result(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:recommender_experiment_told", object_id)

    @action(
        description=_("Start"),
        icon="play_arrow",
        permissions=["change"],
        dialog=asks(
            _("Start the experiment?"),
            _(
                "Visitors meet its arms from the next page on. Arms, shares and metrics stay as they are from then on."
            ),
            _("Start"),
        ),
    )
    def start(self, request: HttpRequest, form: BaseDialogForm, object_id: int) -> HttpResponse:
        said = gettext("It runs; lists of its arms are on their way.")
        return self._do(
            request, object_id, said, lambda found, by: operating.start_experiment(experiment=found, by=by)
        )

    @action(
        description=_("Stop"),
        icon="stop",
        permissions=["change"],
        dialog=asks(
            _("Stop the experiment?"),
            _("Everybody sees the usual again. It cannot be started once more."),
            _("Stop"),
        ),
    )
    def stop(self, request: HttpRequest, form: BaseDialogForm, object_id: int) -> HttpResponse:
        said = gettext("It has ended; everybody sees the usual again.")
        return self._do(
            request, object_id, said, lambda found, by: operating.stop_experiment(experiment=found, by=by)
        )

    @action(
        description=_("Ship an arm"),
        icon="rocket_launch",
        permissions=["change"],
        dialog=asks(
            _("Ship an arm?"),
            _("The experiment ends. The arm's version goes live if it passes the gate too."),
            _("Ship"),
            form=ShipForm,
        ),
    )
    def ship(self, request: HttpRequest, form: ShipForm, object_id: int) -> HttpResponse:
        said = gettext("The gate is asked; what it says appears here.")
        arm = form.cleaned_data["arm"]
        return self._do(request, object_id, said, lambda _found, by: operating.order_shipping(arm=arm, by=by))

    def _do(self, request: HttpRequest, object_id: int, said: str, do) -> HttpResponse:
        try:
            do(Experiment.objects.get(pk=object_id), request.user)
        except ApplicationError as error:
            self.message_user(request, error.message, messages.ERROR)
        else:
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseClientRedirect(reverse("admin:recommender_experiment_change", args=[object_id]))
