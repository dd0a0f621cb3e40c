"""All background work of the shop."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from shop.catalog.photographs import make_sizes
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
