"""What allauth's own forms of registration are built on: they are imported after it."""

from django import forms
from django.http import HttpRequest

from accounts.models import User


class EitherIsEnough(forms.Form):
    """Below every registration, that of the API too: with a phone, no address is needed.

    allauth lets a phone stand beside an address, not in its place; `ACCOUNT_SIGNUP_FIELDS` has to say that the
    address is required.
    """

    def full_clean(self) -> None:
        if "email" in self.fields:
            self.fields["email"].required = not self.data.get("phone")
        super().full_clean()

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for it."""
