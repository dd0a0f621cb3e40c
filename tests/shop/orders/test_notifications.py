import re
import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from shop.orders.notifications import send_confirmation
from tests.concurrency import at_once
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
SITE = "https://shop.example/"


def test_a_guest_gets_texts_sums_and_a_link_that_opens_the_order(client):
    order = OrderFactory(account=None, pieces=2, full_name="Member <One> & Co")
    assert send_confirmation(order_id=order.pk, site_url=SITE)
    sent = mail.outbox[0]
    html, kind = sent.alternatives[0]
    assert (sent.to, kind) == ([order.email], "text/html")
    assert order.number in sent.subject
    (link,) = set(
        re.findall(rf"https://shop\.example(/orders/{order.number}/\?key=[\w%-]+)", sent.body + html)
    )
    assert client.get(link).status_code == 200
    for text in (sent.body, html):
        assert link in text
        assert order.lines.get().title in text
        assert "€24.90" in text
        assert "Germany" in text
    assert "Member <One> & Co" in sent.body
    assert "Member &lt;One&gt; &amp; Co" in html


def test_the_sums_are_those_of_the_order():
    order = OrderFactory(
        pieces=2, voucher_code="WELCOME10", discount_total="2.00", tax_rate="19.00", tax_total="3.66"
    )
    send_confirmation(order_id=order.pk, site_url=SITE)
    sent = mail.outbox[0]
    for text in (sent.body, sent.alternatives[0][0]):
        for said in ("€20.00", "Voucher WELCOME10", "−€2.00", "€4.90", "€22.90", "19 %", "€3.66"):
            assert said in text


def test_a_members_link_has_no_key():
    order = OrderFactory()
    send_confirmation(order_id=order.pk, site_url=SITE)
    assert f"https://shop.example/orders/{order.number}/\n" in mail.outbox[0].body
    assert order.access_key not in mail.outbox[0].body


def test_it_is_sent_once():
    order = OrderFactory()
    assert send_confirmation(order_id=order.pk, site_url=SITE)
    assert not send_confirmation(order_id=order.pk, site_url=SITE)
    assert len(mail.outbox) == 1
    order.refresh_from_db()
    assert order.confirmation_sent_at


def test_a_canceled_order_is_not_confirmed_any_more():
    assert not send_confirmation(order_id=OrderFactory(status="canceled").pk, site_url=SITE)
    assert mail.outbox == []


def test_an_order_that_is_gone_gets_no_mail():
    assert not send_confirmation(order_id=987654321, site_url=SITE)


def test_a_mail_that_did_not_leave_is_not_marked_as_sent(monkeypatch):
    order = OrderFactory()

    def fail(_mail):
        raise smtplib.SMTPServerDisconnected("away")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", fail)
        with pytest.raises(OSError, match="away"):
            send_confirmation(order_id=order.pk, site_url=SITE)
    assert send_confirmation(order_id=order.pk, site_url=SITE)


@pytest.mark.django_db(transaction=True)
def test_workers_that_get_the_same_task_at_once_send_one_mail():
    order = OrderFactory()
    sent = at_once([lambda: send_confirmation(order_id=order.pk, site_url=SITE)] * 4)
    assert sorted(sent) == [False, False, False, True]
    assert len(mail.outbox) == 1
