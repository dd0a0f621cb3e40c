from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict


def end_other_sessions(request: HttpRequest, account: User) -> None:
    """After a change of what the account is known by: sessions know the old one (`User.get_session_auth_hash`)."""
    update_session_auth_hash(request, account)


def verify_phone(account: User, phone: str) -> None:
    """The number is the account's, and is proven. Raises Conflict where another account was quicker."""
    account.phone, account.phone_verified = phone, True
    try:
        with transaction.atomic():
            account.save(update_fields=["phone", "phone_verified"])
    except IntegrityError:
        raise Conflict(_("This number belongs to another account.")) from None


def drop_unproven_password(request: HttpRequest, account: User) -> None:
    """Called when an address or a number is proven for the first time.

    A stranger may have registered it, with a password of their own, and wait. Whoever proves it by a code for signing
    in, not by the registration's own, starts without that password.
    """
    records = get_authentication_records(request, account)
    came_by_code = any(record["method"] == "code" for record in records)
    if came_by_code and account.last_login is None and account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
        messages.info(
            request,
            _("The password of the registration was never confirmed, so it is gone. You can set a new one."),
        )
