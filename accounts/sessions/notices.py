"""Tells the owner of an account that somebody signed in."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions.devices import device_name


def tell_of_sign_in(request: HttpRequest, account: User) -> None:
    adapter = get_adapter(request)
    facts = {
        "device": device_name(request.headers.get("User-Agent", "")),
        "address": adapter.get_client_ip(request),
        "time": timezone.now(),
        "sessions_url": request.build_absolute_uri(reverse("usersessions_list")),
        "password_url": request.build_absolute_uri(reverse("account_change_password")),
    }
    if account.email:
        adapter.send_mail("account/email/signed_in", account.email, facts)
