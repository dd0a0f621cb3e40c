"""All background work of the shop."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from shop.catalog.photographs import make_sizes
from shop.mails.models import MailKind
from shop.mails.services import forget_sent_mails
from shop.orders.notifications import send_confirmation
from shop.ownership import let_guests_go


@shared_task(autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=600, max_retries=10)
def send_order_confirmation(order_id: int, site_url: str) -> None:
    """Mail the buyer what was ordered; again, with growing pauses, while the mail server does not answer."""
    send_confirmation(order_id=order_id, site_url=site_url)


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=3)
def make_picture_sizes(picture_id: int) -> None:
    """The sizes of a photograph that was uploaded; until they are there, pages show it as it came."""
    make_sizes(picture_id)


@shared_task
def forget_old_guests() -> dict[str, int]:
    """Carts, favorites and saved products of guests who have not been here for as long as the log remembers."""
    return let_guests_go(before=timezone.now() - settings.BEHAVIOR_RETENTION)


@shared_task
def refresh_demand() -> int:
    """What will be sold in the next 14 days, for the reorder list."""
    from shop.demand import services

    return services.refresh_demand()


@shared_task
def send_mails() -> None:
    """Each hour: a chain of batches for each kind of mail, one after the other."""
    for kind in MailKind:
        send_mail_batch.delay(kind)


# A mail server that does not answer is asked before anything is written down, so that asking again is safe.
@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=4)
def send_mail_batch(kind: str, after: int = 0) -> None:
    """Members beyond this account; the rest is the next task's, so that none runs for long."""
    from shop.mails.sending import send_batch  # which asks the recommender, and that asks the catalog

    last = send_batch(kind, after=after, now=timezone.now())
    if last is not None:
        send_mail_batch.delay(kind, last)


@shared_task
def forget_old_mails() -> int:
    return forget_sent_mails(before=timezone.now() - settings.BEHAVIOR_RETENTION)
