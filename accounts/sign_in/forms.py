"""allauth's forms with one field for an address or a number, which allauth asks for in two."""

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.contacts import ContactField, is_phone
from accounts.sign_in.resets import ResetProcess
from accounts.sign_in.selectors import account_by_phone

LABELS = {
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}


class Plain(forms.Form):
    """In our words, and without allauth's habit to repeat each label inside of its field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)


class OneContact(Plain):
    """One field that takes either, and gives allauth what it knows."""

    login = ContactField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields.pop(name, None)
        self.order_fields(["login"])

    def clean_login(self) -> str:
        login = self.cleaned_data["login"]
        kind = "phone" if is_phone(login) else "email"
        self.cleaned_data[kind] = login
        if clean := getattr(self, f"clean_{kind}", None):
            clean()
        return login


class SignupForm(OneContact, allauth.SignupForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password1"):
            password.help_text = _("If you leave it empty, we send you a code whenever you sign in.")
            password.label = _("Password (optional)")

    def try_save(self, request: HttpRequest):
        if self.account_already_exists:
            # Else an answer without the work of a new password would tell that there is an account.
            make_password(self.cleaned_data.get("password1"))
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # Somebody registered the same a moment ago.
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(Plain, allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.order_fields(["login", "password"])


class RequestLoginCodeForm(OneContact, allauth.RequestLoginCodeForm):
    def clean_phone(self) -> str:
        """A closed account is none, as it is for allauth by mail."""
        phone = super().clean_phone()
        if self._user and not self._user.is_active:
            self._user = None
        return phone


class ResetPasswordForm(OneContact, allauth.ResetPasswordForm):
    def clean_phone(self) -> str:
        account = account_by_phone(self.cleaned_data["phone"])
        self.users = [account] if account and account.is_active else []
        # By this name, allauth counts how often somebody asks.
        self.cleaned_data["email"] = self.cleaned_data["phone"]
        return self.cleaned_data["phone"]

    def save(self, request: HttpRequest, **kwargs) -> str:
        contact = self.cleaned_data["login"]
        ResetProcess.begin(request, account=self.users[0] if self.users else None, contact=contact)
        return contact


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    pass


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    pass


class AddEmailForm(Plain, allauth.AddEmailForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
