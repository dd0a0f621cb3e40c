"""allauth's pages where a phone, or a change in between, asks for something else."""

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.sign_in.selectors import is_known_by
from accounts.sign_in.services import verify_phone


class ConfirmLoginCode(allauth.ConfirmLoginCodeView):
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("action") == "resend":
            return self._send_another()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"can_resend": True}

    def _send_another(self) -> HttpResponse:
        """By beginning anew: allauth's own way fails at numbers without an account, and would tell them apart."""
        kind = "phone" if self._process.state.get("phone") else "email"
        contact = self._process.state[kind]
        if ratelimit.consume(self.request, action="request_login_code", key=contact):
            self._process.initiate(request=self.request, user=self._process.user, **{kind: contact})
        else:
            adapter = get_adapter(self.request)
            adapter.add_message(self.request, messages.ERROR, message=adapter.error_messages["rate_limited"])
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _verify_form_valid(self, form: forms.Form) -> HttpResponse:
        if not is_known_by(self._process.user, _contact(self._process)):
            self._process.abort()
            return redirect("account_request_login_code")
        return super()._verify_form_valid(form)


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
