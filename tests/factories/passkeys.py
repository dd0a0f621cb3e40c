"""A passkey as a browser would have registered it; nobody holds its private key."""

from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User


def passkey_of(account: User, *, name: str = "Phone") -> Authenticator:
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(b"\0" * 16, b"credential", public)
    flags = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.ATTESTED
    seen = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, bytes(credential))
    said = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    registered = {
        "id": websafe_encode(b"credential"),
        "rawId": websafe_encode(b"credential"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        },
    }
    data = {"name": name, "credential": registered}
    return Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data)
