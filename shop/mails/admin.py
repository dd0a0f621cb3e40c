"""Which mails left, and what came of them."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from config.figures import Figure
from recommender.services import clicked_places
from shop.mails.models import SentMail
from shop.mails.selectors import Outcome, outcomes

DAYS = 28


@admin.register(SentMail)
class SentMailAdmin(ReadOnlyAdmin):
    """To whom is left out: mails are counted here, not looked up."""

    list_display = ("begun_at", "kind", "has_left", "clicked", "unsubscribed_at")
    list_display_links = ("begun_at",)
    list_filter = ("kind",)
    list_per_page = 50
    date_hierarchy = "begun_at"
    fields = ("kind", "begun_at", "sent_at", "unsubscribed_at")
    list_before_template = "admin/mails/figures.html"

    @display(description=gettext_lazy("sent"), boolean=True)
    def has_left(self, mail: SentMail) -> bool:
        return mail.sent_at is not None

    @display(description=gettext_lazy("products clicked"))
    def clicked(self, mail: SentMail) -> int:
        return mail.clicked

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The clicks of one page, in one query: they lie in the behavior log."""
        page = super().get_changelist_instance(request)
        clicked = clicked_places([mail.slate_id for mail in page.result_list])
        for mail in page.result_list:
            mail.clicked = clicked.get(mail.slate_id, 0)
        return page

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        found = outcomes(since=timezone.now() - timedelta(days=DAYS))
        shown = {
            "mail_days": DAYS,
            "mail_figures": [(outcome.kind.label, _figures(outcome)) for outcome in found],
        }
        return super().changelist_view(request, (extra_context or {}) | shown)


def _figures(outcome: Outcome) -> list[Figure]:
    def share(mails: int) -> dict:
        return {"value": 100 * mails / outcome.sent if outcome.sent else None, "unit": "%", "digits": 1}

    return [
        Figure(_("Members who want them now"), outcome.subscribers),
        Figure(_("Sent"), outcome.sent),
        Figure(_("Clicked of sent"), note=_("%(count)d mails") % {"count": outcome.clicked}, **share(outcome.clicked)),
        Figure(
            _("Unsubscribed of sent"),
            note=_("%(count)d mails") % {"count": outcome.unsubscribed},
            **share(outcome.unsubscribed),
        ),
    ]  # fmt: skip
