"""What all our admin pages share."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from config.errors import ApplicationError


def without_inline_colors(request: HttpRequest) -> dict:
    """The theme writes its colors into every page, where no style may stand; static/css/admin.css has them."""
    return {"colors": {}}


class EstimatedPaginator(Paginator):
    """Asks PostgreSQL's statistics how long an unfiltered table is: counting ten million rows takes seconds."""

    @cached_property
    def count(self) -> int:
        query = getattr(self.object_list, "query", None)
        if query is None or query.where:
            return super().count
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                [query.model._meta.db_table],  # noqa: SLF001  Django's documented way to a table's name
            )
            estimate = cursor.fetchone()[0]
        return estimate if estimate > 10_000 else super().count


class ReadOnlyAdmin(ModelAdmin):
    """Facts: to be looked at."""

    show_full_result_count = False
    paginator = EstimatedPaginator

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ActingAdmin(ModelAdmin):
    """Rows that only services change: the form's fields are read-only, its buttons call services."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        extra = [name for name in self.readonly_fields if name not in self._field_names()]
        return [*self._field_names(), *extra]

    def save_model(self, request: HttpRequest, obj: Model, form, change: bool) -> None:
        """Nothing is typed here, so nothing is saved: a stale form must not undo what a service did meanwhile."""
        for action in self.get_actions_submit_line(request, obj.pk):
            if action.action_name in request.POST:
                action.method(request, obj)

    def _field_names(self) -> list[str]:
        return [field.name for field in self.model._meta.fields]  # noqa: SLF001


def act(
    admin: ModelAdmin, request: HttpRequest, rows: Iterable[Model], do: Callable[[Model], object]
) -> None:
    """Do something to each row, and tell how it went: one refusal does not stop the others."""
    done = 0
    for row in rows:
        try:
            do(row)
        except ApplicationError as error:
            admin.message_user(request, f"{row}: {error.message}", messages.ERROR)
        else:
            done += 1
            admin.log_change(
                request, row, _("Action: %(name)s") % {"name": getattr(do, "label", do.__name__)}
            )
    if done:
        said = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", done) % {"count": done}
        admin.message_user(request, said, messages.SUCCESS)


def link_to(address: str, text: str):
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>', address, text
    )


def with_recommender(request: HttpRequest, obj: Model | None, fieldsets: Iterable, *, right: str) -> list:
    """The form's parts, and a link into the recommender, the field `recommender`, for those who may go there."""
    if obj is None or not request.user.has_perm(right):
        return list(fieldsets)
    return [*fieldsets, (_("Recommender"), {"fields": ("recommender",)})]
