"""What a member says of themselves."""

from accounts.models import User
from accounts.preferences import Preferences, remember


def update_profile(*, account: User, name: str | None = None, chosen: Preferences | None = None) -> None:
    """None leaves as it is. A name is one line, wherever it will stand: on a page, in a mail, on a label."""
    if name is not None:
        account.name = " ".join(name.split())
        account.save(update_fields=["name"])
    if chosen:
        remember(account, chosen)
