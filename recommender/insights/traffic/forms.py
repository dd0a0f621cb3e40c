"""Which days the page is about, as its address says it."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommender.insights.traffic.days import Period

MOST_DAYS = 400  # as long as the log is kept
USUAL_DAYS = 28


class PeriodForm(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__({name: data.get(name, "") for name in ("since", "until")})
        self.today = today

    def clean(self) -> dict:
        asked = self.cleaned_data
        until = asked.get("until") or self.today
        since = asked.get("since") or until - timedelta(days=USUAL_DAYS - 1)
        if since > until:
            raise forms.ValidationError(_("The first day lies after the last one."))
        if (until - since).days >= MOST_DAYS:
            raise forms.ValidationError(
                _("At most %(days)d days can be looked at together.") % {"days": MOST_DAYS}
            )
        return {"since": since, "until": until}

    @property
    def period(self) -> Period:
        """What was asked for; the usual days where that cannot be."""
        if self.is_valid():
            return Period(self.cleaned_data["since"], self.cleaned_data["until"])
        return recent(self.today, USUAL_DAYS)


def recent(today: date, days: int) -> Period:
    return Period(today - timedelta(days=days - 1), today)
