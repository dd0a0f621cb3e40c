"""What we write to those who ordered. Knows nothing of queues."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shop.orders.delivery import delivery_name
from shop.orders.links import link_key
from shop.orders.models import Order


@transaction.atomic
def send_confirmation(*, order_id: int, site_url: str) -> bool:
    """Send the order's confirmation, unless it was sent, or the order is canceled or has become anonymous meanwhile.

    A mail that cannot leave is not marked as sent.
    """
    orders = Order.objects.filter(pk=order_id).exclude(Q(status=Order.Status.CANCELED) | Q(email=""))
    unsent = orders.filter(confirmation_sent_at=None)
    # Whoever comes second waits for this row until the mail has left, or has not.
    if not unsent.update(confirmation_sent_at=timezone.now()):
        return False
    order = Order.objects.with_lines().get(pk=order_id)
    with translation.override(order.language):
        _confirmation(order, site_url).send()
    return True


def _confirmation(order: Order, site_url: str) -> EmailMultiAlternatives:
    address = order.get_absolute_url()
    if order.account_id is None:
        address += f"?{urlencode({'key': link_key(order)})}"
    context = {
        "order": order,
        "delivery": delivery_name(order.delivery_method),
        "order_url": urljoin(site_url, address),
        "site_url": site_url,
    }
    mail = EmailMultiAlternatives(
        subject=_("Your order %(number)s") % {"number": order.number},
        body=render_to_string("mail/order_confirmation.txt", context),
        from_email=settings.ORDER_EMAIL_FROM,
        to=[order.email],
    )
    mail.attach_alternative(render_to_string("mail/order_confirmation.html", context), "text/html")
    return mail
