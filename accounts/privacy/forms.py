"""What a shopper decides about the own data."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.mails.models import MailKind


class PersonalizationForm(forms.Form):
    """The consent bar, and the same choice on the privacy page."""

    personalization = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])

    @property
    def allows(self) -> bool:
        return self.cleaned_data["personalization"] == "yes"


class MailsForm(forms.Form):
    """Which mails of those that nobody waits for; none where none is named."""

    kinds = forms.MultipleChoiceField(choices=MailKind, required=False)


class AccountDeletionForm(forms.Form):
    """Typed, not ticked: nobody deletes an account by a slip. Also asked of those who have no password to prove it with."""

    confirmation = forms.CharField(max_length=254, strip=True)

    def __init__(self, *args, account: User, **options) -> None:
        super().__init__(*args, **options)
        self.expected = account.email or account.phone
        field = self.fields["confirmation"]
        field.label = format_lazy(_("Type {known_as} to confirm"), known_as=self.expected)
        field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean_confirmation(self) -> str:
        typed = self.cleaned_data["confirmation"]
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(_("This is not what your account is known by."))
        return typed
