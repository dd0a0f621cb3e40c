"""How allauth meets the shop: phones, the way of mails and texts, what happens around sign-in and sign-out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.contacts import PhoneField, normalized_phone, readable_phone
from accounts.looking import go_back
from accounts.models import User
from accounts.preferences import bring
from accounts.services import join_guest
from accounts.sessions.notices import tell_of_sign_in
from accounts.sign_in.selectors import account_by_phone
from accounts.sign_in.sentences import SENTENCES
from accounts.sign_in.services import drop_unproven_password, end_other_sessions, verify_phone
from accounts.sign_in.stages import OURS
from accounts.tasks import send_mail, send_text
from config.addresses import client_address
from config.audit import record_action
from recommender.services import forget_visitor


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | SENTENCES

    # Around sign-in

    def login(self, request: HttpRequest, user: User) -> None:
        guest_id = request.visitor.id
        super().login(request, user)
        join_guest(request, user, guest_id=guest_id)
        bring(request, user)

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **facts) -> HttpResponse:
        response = super().post_login(request, user, signup=signup, **facts)
        if not signup:
            tell_of_sign_in(request, user)
        if user.is_staff:
            record_action(user, user, _("Signed in."))
        return response

    def logout(self, request: HttpRequest) -> None:
        go_back(request)  # whoever only looks as somebody else leaves both
        super().logout(request)
        forget_visitor(request)

    def get_login_stages(self) -> list[str]:
        return [OURS.get(stage, stage) for stage in super().get_login_stages()]

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        # allauth would save the account first, and give it its phone then; one without either is impossible.
        user.phone = form.cleaned_data.get("phone") or None
        return super().save_user(request, user, form, commit)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by what was typed, and where: by the account alone, strangers could lock out its owner."""
        login = credentials.get("email") or credentials.get("phone") or ""
        return f"{super()._get_login_attempts_cache_key(request, email=login)} {client_address(request)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """A passkey has one name in our shop."""
        passkey = {"mfa_reauthenticate:webauthn": _("Use your passkey")}
        return [
            way | {"description": passkey.get(way["id"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]

    # Where pages lead to

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email" if self.request.user.is_authenticated else "account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    # Addresses

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed = super().confirm_email(request, email_address)
        account = email_address.user
        if confirmed and request.user.is_authenticated:
            end_other_sessions(request, account)
            if account.phone_verified:
                self._text(account.phone, "email_changed", account, email=account.email)
        return confirmed

    # Phones

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(required=kwargs.get("required", True))

    def clean_phone(self, phone: str) -> str:
        return normalized_phone(phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        return account_by_phone(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Of a registration, a sign-in by code, or (who is signed in) a new number."""
        former = user.phone
        if not user.phone_verified:
            drop_unproven_password(self.request, user)
        verify_phone(user, phone)
        if self.request.user.is_authenticated and former != phone:
            end_other_sessions(self.request, user)
            readable = readable_phone(phone)
            self.send_notification_mail("account/email/phone_changed", user, {"phone": readable})
            if former:
                self._text(former, "phone_changed", user, phone=readable)

    # Texts

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        # The last line lets the phone fill the code in, on this site and on no other (the draft "origin-bound codes").
        domain = self.request.get_host().partition(":")[0]
        self._text(phone, "code", user, code=code, domain=domain, digits=code.replace("-", ""))

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._text(phone, "unknown_account", None, path=reverse("account_signup"))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._text(phone, "account_exists", account_by_phone(phone), path=reverse("account_login"))

    def _text(self, to: str, name: str, account: User | None, *, path: str = "/", **said: Any) -> None:
        said["url"] = self.request.build_absolute_uri(path)
        with translation.override(_language(account)):
            body = render_to_string(f"account/sms/{name}.txt", said).strip()
        send_text.delay_on_commit(to, body)

    # Mails

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        account = context.get("user") or User.objects.filter(email=email).first()
        link = self.request.build_absolute_uri
        said = {
            "request": self.request,
            "email": email,
            "site_url": link("/"),
            "login_url": link(reverse("account_login")),
            "password_reset_url": link(reverse("account_reset_password")),
        }
        with translation.override(_language(account)):
            mail = self.render_mail(template_prefix, email, said | context)
        send_mail.delay_on_commit(email, mail.subject, mail.body)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """A notice of a change; by text where there is no address."""
        context = {"user": user} | (context or {})
        if email or user.email:
            super().send_notification_mail(template_prefix, user, context, email or user.email)
        elif user.phone_verified:
            with translation.override(_language(user)):
                subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
            self._text(user.phone, "notice", user, path=reverse("account_security"), subject=subject)


def _language(account: User | None) -> str:
    """The account's; for strangers, and who never chose, that of the page which asked."""
    return (account and account.language) or translation.get_language()
