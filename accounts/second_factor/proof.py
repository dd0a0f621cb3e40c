"""Whether a sign-in was proven twice: by a passkey, or by a code beside the password."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

SECOND_FACTORS = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]


def has_second_factor(account: User) -> bool:
    return is_mfa_enabled(account, types=SECOND_FACTORS)


def is_proven_twice(request: HttpRequest) -> bool:
    """In this session. That the account has a second factor is not enough: the session may be older."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def where_to_prove(account: User) -> str:
    """The page that asks for what the account has, or that leads to having it."""
    for kind, page in (
        (Authenticator.Type.WEBAUTHN, "mfa_reauthenticate_webauthn"),
        (Authenticator.Type.TOTP, "mfa_reauthenticate"),
    ):
        if is_mfa_enabled(account, types=[kind]):
            return reverse(page)
    return reverse("mfa_index")


def count_as_proof(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """Who just showed it to us need not show it again. allauth has no other hook for it."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
