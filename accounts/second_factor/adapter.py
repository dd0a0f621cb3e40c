"""How allauth's passkeys and codes meet the shop."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions.devices import device_name


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not fit. Please try again."),
        "unverified_email": _(
            "Please confirm your e-mail address first: then nobody can lock you out with it."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an authenticator app."),
    }

    def encrypt(self, text: str) -> str:
        """Who reads the database must not be able to make codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, kind: str) -> str:
        """What the member knows it by unless another name is typed: the device that it was made on."""
        name = device_name(context.request.headers.get("User-Agent", ""))
        taken = {
            authenticator.data.get("name")
            for authenticator in Authenticator.objects.filter(user=user, type=kind)
        }
        names = [name, *(f"{name} ({number})" for number in range(2, len(taken) + 2))]
        return next(name for name in names if name not in taken)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": self.get_totp_issuer()}


def _cipher() -> MultiFernet:
    """Secrets that were kept under a former SECRET_KEY stay readable as long as it is among the fallbacks."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(f"second factor:{key}".encode()).digest())) for key in keys]
    )
