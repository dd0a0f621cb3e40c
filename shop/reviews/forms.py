from django import forms
from django.utils.translation import gettext_lazy as _

from shop.reviews.selectors import DEFAULT_SORT, SORTS
from shop.reviews.services import MAX_TEXT

STARS = [(5, _("5 stars")), (4, _("4 stars")), (3, _("3 stars")), (2, _("2 stars")), (1, _("1 star"))]


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Your rating"), choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Your review"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
        help_text=_("What is good about it, what is not? Others will thank you."),
    )


class ReviewQuery(forms.Form):
    """Which reviews, in which order: the query string of a product's page."""

    stars = forms.TypedChoiceField(choices=STARS, coerce=int, empty_value=None, required=False)
    sort = forms.ChoiceField(choices=[(key, label) for key, (label, _order) in SORTS.items()], required=False)

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or DEFAULT_SORT
