"""allauth's pages where a phone, or a change in between, asks for something else."""

from allauth.account import views as allauth
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.sign_in.selectors import is_known_by
from accounts.sign_in.services import verify_phone


class ConfirmLoginCode(allauth.ConfirmLoginCodeView):
    def _verify_form_valid(self, form: forms.Form) -> HttpResponse:
        if not is_known_by(self._process.user, _contact(self._process)):
            self._process.abort()
            return redirect("account_request_login_code")
        return super()._verify_form_valid(form)

    def _resend_form_valid(self, form: forms.Form) -> HttpResponse:
        if self._process.user:
            return super()._resend_form_valid(form)
        # allauth cannot make a code for a number without an account; the page must not tell.
        self._process.add_sent_message({"recipient": _contact(self._process)})
        self._process.record_resend()
        self._process.persist()
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


class ConfirmPasswordResetCode(allauth.ConfirmPasswordResetCodeView):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"phone": self._process.state.get("phone")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        account, phone = self._process.user, self._process.state.get("phone")
        if not is_known_by(account, _contact(self._process)):
            self._process.abort()
            return redirect("account_reset_password")
        if phone:
            verify_phone(account, phone)
        return super().form_valid(form)


def _contact(process) -> str:
    return process.state.get("phone") or process.state["email"]
