from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.preferences import Preferences
from shop.currencies.words import currency_name


def language_choices() -> list[tuple[str, str]]:
    """Each in its own words, so that nobody has to read a strange language to find theirs."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def currency_choices() -> list[tuple[str, str]]:
    return [(code, f"{code} ({currency_name(code)})") for code in settings.CURRENCIES]


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("language"), choices=language_choices)
    currency = forms.ChoiceField(label=_("currency"), choices=currency_choices)

    class Meta:
        model = User
        fields = ["name", "language", "currency"]
        help_texts = {
            "name": _("As we greet you, and as your reviews are signed: with the first part of it.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    @property
    def chosen(self) -> Preferences:
        """Once it is valid."""
        return Preferences(self.cleaned_data["language"], self.cleaned_data["currency"])
