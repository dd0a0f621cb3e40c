"""Registrations that nobody finished: a typing mistake, or somebody else's address. Gone, the address is free again."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User

KEPT = timedelta(days=1)


def forget_unfinished() -> int:
    """How many there were. Whoever signed in once, or was made by the shop, is none of them."""
    unfinished = User.objects.filter(
        last_login=None,
        phone_verified=False,
        is_staff=False,
        is_simulated=False,
        created_at__lt=timezone.now() - KEPT,
    ).exclude(emailaddress__verified=True)
    count = unfinished.count()
    unfinished.delete()
    return count
