from django import forms
from django.utils.translation import gettext_lazy as _

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
