"""Second factors of accounts, and what their owner would type."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from accounts.models import User


class App:
    """An authenticator app on the phone of this account's owner."""

    def __init__(self, account: User) -> None:
        self.secret = generate_totp_secret()
        TOTP.activate(account, self.secret)

    def code(self) -> str:
        return code_of(self.secret)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def recovery_codes(account: User) -> list[str]:
    return RecoveryCodes.activate(account).get_unused_codes()


def kinds(account: User) -> set[str]:
    return set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
