"""What somebody types becomes the text of a mail at most: never its head, and never its markup."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from shop.mails.sending import send_batch
from shop.orders.notifications import send_confirmation
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.mails import subscriber
from tests.factories.orders import REQUEST, OrderFactory
from tests.security.world import browser

pytestmark = pytest.mark.django_db

INJECTED = "Mallory\r\nBcc: everybody@aisle.example\r\n\r\nBuy now"
ADDRESSES = [
    "a@b.example\nBcc: everybody@aisle.example",
    "a@b.example\r\n\r\nBuy now",
    "a@b.example, everybody@aisle.example",
    "a@b.example;everybody@aisle.example",
    "Mallory <a@b.example>, everybody@aisle.example",
    "a@b.example%0aBcc:everybody@aisle.example\0",
]


def recipients(message) -> set[str]:
    return {*message.to, *message.cc, *message.bcc}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_one_address(world, address):
    client = browser(world.owner)
    for path, said in (
        (
            "/accounts/signup/",
            {"email": address, "login": address, "password1": PASSWORD, "password2": PASSWORD},
        ),
        ("/accounts/password/reset/", {"email": address, "login": address}),
        ("/accounts/login/code/", {"email": address, "login": address}),
    ):
        assert browser().post(path, said).status_code == 200
    assert client.post("/accounts/email/", {"email": address, "action_add": ""}).status_code in {200, 302}
    assert client.post("/checkout/", REQUEST | {"email": address}).status_code == 400
    ordered = client.post(
        "/api/v1/orders/", REQUEST | {"email": address}, "application/json", headers={"Idempotency-Key": "1"}
    )
    assert ordered.status_code == 400
    assert [message for message in mail.outbox if "everybody@aisle.example" in str(recipients(message))] == []


def test_a_name_stays_in_the_text(django_capture_on_commit_callbacks):
    order = OrderFactory(full_name=INJECTED, email="mallory@aisle.example")
    send_confirmation(order_id=order.pk, site_url="http://testserver/")
    (message,) = mail.outbox
    assert recipients(message) == {"mallory@aisle.example"}
    head = message.message().as_string().split("\n\n")[0]
    assert "everybody@aisle.example" not in head


def test_markup_in_a_name_is_text():
    order = OrderFactory(full_name='<img src=x onerror="alert(1)">', product__title="<b>Mug</b>")
    send_confirmation(order_id=order.pk, site_url="http://testserver/")
    html = mail.outbox[0].alternatives[0].content
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
    assert "<b>Mug" not in html


def test_a_digest_takes_no_line_and_no_markup_from_a_name_or_a_title(settings):
    settings.SITE_URL, settings.MAIL_QUIET_HOURS = "https://shop.example", (0, 0)
    settings.SHELF_CATEGORY_SHARE = 1
    products = ProductFactory.create_batch(4, title="<b>Mug</b>\r\nBcc: everybody@aisle.example")
    account = subscriber(listed=[product.pk for product in products], name=INJECTED)
    User.objects.filter(pk=account.pk).update(name=INJECTED + '<img src=x onerror="alert(1)">')
    send_batch("digest", now=timezone.now())
    (message,) = mail.outbox
    assert recipients(message) == {account.email}
    head = message.message().as_string().split("\n\n")[0]
    assert "everybody@aisle.example" not in head
    assert f"<{settings.SITE_URL}/mails/stop/" in head
    html = message.alternatives[0].content
    assert "<img src=x" not in html
    assert "<b>Mug" not in html


def test_the_notice_of_a_sign_in_takes_nothing_from_the_browser_as_it_is(django_capture_on_commit_callbacks):
    account = UserFactory()
    client = browser()
    said = {"login": account.email, "password": PASSWORD}
    headers = {"User-Agent": "Mozilla/5.0 <script>alert(1)</script> Firefox/140.0", "Host": "testserver"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/login/", said, headers=headers).status_code == 302
    for message in mail.outbox:
        assert recipients(message) == {account.email}
        assert "<script>" not in message.body + "".join(
            part.content for part in getattr(message, "alternatives", [])
        )


def test_a_link_in_a_mail_leads_to_a_name_that_is_ours(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    said = {"email": "new@aisle.example", "login": "new@aisle.example"}
    assert (
        browser().post("/accounts/password/reset/", said, headers={"Host": "evil.example"}).status_code == 400
    )
    assert browser().post("/accounts/password/reset/", said, headers={"X-Forwarded-Host": "evil.example"})
    assert not any("evil.example" in message.body for message in mail.outbox)
