"""Tells the owner of an account that somebody signed in."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


def tell_of_sign_in(request: HttpRequest, account: User) -> None:
    facts = {
        "user_agent": request.headers.get("User-Agent", ""),
        "sessions_url": request.build_absolute_uri(reverse("usersessions_list")),
    }
    get_adapter(request).send_notification_mail("account/email/signed_in", account, facts)
