"""A forgotten password, by a code to a mailbox (as allauth has it) or to a phone."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from django.http import HttpRequest

from accounts.contacts import is_phone
from accounts.models import User


class ResetProcess(PasswordResetVerificationProcess):
    """Only its beginning differs from allauth's; what follows lies in the session, and needs an `email` there."""

    @classmethod
    def begin(cls, request: HttpRequest, *, account: User | None, contact: str) -> None:
        if is_phone(contact):
            state = cls.initial_state(account, phone=contact) | {"email": ""}
        else:
            state = cls.initial_state(account, email=contact)
        process = cls(request, state=state, user=account)
        process.send()
        process.persist()

    def send(self) -> None:
        phone = self.state.get("phone")
        if not phone:
            super().send()
            return
        adapter = get_adapter(self.request)
        if self.user is None:
            adapter.send_unknown_account_sms(phone)
            return
        self.state["code"] = adapter.generate_password_reset_code()
        adapter.send_verification_code_sms(user=self.user, phone=phone, code=self.state["code"])
