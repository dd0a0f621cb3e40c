"""All background work of accounts."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.mails import deliver_mail
from accounts.sign_in.unfinished import forget_unfinished
from accounts.sms.services import deliver_text
from config.audit import forget_actions

# A code that comes later than this has expired.
PATIENCE = {"autoretry_for": (OSError,), "retry_backoff": 2, "retry_backoff_max": 120, "max_retries": 6}


@shared_task(**PATIENCE)
def send_text(phone: str, body: str) -> None:
    """To a phone; again, with growing pauses, while the provider does not answer."""
    deliver_text(phone=phone, body=body)


@shared_task(**PATIENCE)
def send_mail(to: str, subject: str, body: str) -> None:
    """About an account; again, with growing pauses, while the mail server does not answer."""
    deliver_mail(to=to, subject=subject, body=body)


@shared_task
def forget_unfinished_registrations() -> None:
    """Each night."""
    forget_unfinished()


@shared_task
def forget_old_staff_actions() -> int:
    """Each night; how many."""
    return forget_actions(before=timezone.now() - settings.STAFF_ACTIONS_RETENTION)
