"""What administrators see of mails."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.mails.models import MailSubscription, SentMail
from shop.mails.selectors import outcomes
from shop.mails.sending import send_batch
from tests.factories.accounts import UserFactory
from tests.factories.behavior import EventFactory, SlateFactory
from tests.factories.mails import SentMailFactory, subscriber
from tests.security.world import clerk

pytestmark = pytest.mark.django_db

PAGE = "admin:shop_sentmail_changelist"


def sent(kind="digest", *, days_ago=1, left=True, **facts) -> SentMail:
    at = timezone.now() - timedelta(days=days_ago)
    slate = SlateFactory(placement=f"mail_{kind}", served_at=at)
    return SentMailFactory(kind=kind, slate_id=slate.pk, begun_at=at, sent_at=at if left else None, **facts)


def click(mail: SentMail, position: int = 1) -> None:
    EventFactory(kind="click", slate_id=mail.slate_id, position=position, occurred_at=timezone.now())


def test_what_came_of_them_counted_by_hand():
    """Four digests in the last 28 days, one of which never left; two were clicked, one of them twice and in two places."""
    first, second, _third = sent(), sent(days_ago=20), sent(unsubscribed_at=timezone.now())
    sent(left=False)
    for place in (1, 1, 2):
        click(first, place)
    click(second)
    click(sent(days_ago=29))
    sent("due_again")
    MailSubscription.objects.create(account=UserFactory(), kind="digest")
    digest, due_again = outcomes(since=timezone.now() - timedelta(days=28))
    assert (digest.sent, digest.clicked, digest.unsubscribed, digest.subscribers) == (3, 2, 1, 1)
    assert (due_again.sent, due_again.clicked, due_again.unsubscribed, due_again.subscribers) == (1, 0, 0, 0)


def test_the_page_shows_figures_and_rows_and_no_addresses(client, products):
    account = subscriber(listed=[product.pk for product in products])
    send_batch("digest", now=timezone.now())
    click(SentMail.objects.get(), 1)
    click(SentMail.objects.get(), 2)
    client.force_login(clerk("shop.view_sentmail"))
    page = client.get(reverse(PAGE)).content.decode()
    assert "Weekly digest, in the last 28 days" in page
    assert "100.0 <span>%</span>" in page
    assert account.email not in page
    one = client.get(reverse("admin:shop_sentmail_change", args=[SentMail.objects.get().pk]))
    assert account.email not in one.content.decode()


def test_without_any_mail_it_says_so_with_dashes(client):
    client.force_login(clerk("shop.view_sentmail"))
    page = client.get(reverse(PAGE)).content.decode()
    assert '<dd class="figures__value">–</dd>' in page


def test_its_queries_do_not_grow_with_the_mails(client):
    client.force_login(clerk("shop.view_sentmail"))

    def queries(mails: int) -> int:
        for _ in range(mails):
            click(sent())
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(PAGE))
        return len(seen)

    queries(1)
    assert queries(1) == queries(12) <= 19


def test_who_may_not_see_them_does_not(client):
    client.force_login(clerk("shop.view_order"))
    assert client.get(reverse(PAGE)).status_code == 403
