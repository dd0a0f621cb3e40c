"""What a shopper decides about the own data."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PersonalizationForm(forms.Form):
    """The consent bar, and the same choice on the privacy page."""

    personalization = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])

    @property
    def allows(self) -> bool:
        return self.cleaned_data["personalization"] == "yes"
