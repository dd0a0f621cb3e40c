from accounts.contacts import normalized_phone
from accounts.models import User


def account_by_phone(phone: str) -> User | None:
    """Verified or not."""
    return User.objects.filter(phone=normalized_phone(phone)).first()


def is_verified(account: User) -> bool:
    """Somebody has shown that an address or a number of the account is theirs."""
    return account.phone_verified or account.emailaddress_set.filter(verified=True).exists()


def is_known_by(account: User | None, contact: str) -> bool:
    """Still: an address or a number may have changed since a code was sent to it."""
    return account is not None and (
        contact in (account.email, account.phone) or account.emailaddress_set.filter(email=contact).exists()
    )
