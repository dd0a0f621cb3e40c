"""Where the links of a mail lead, for whoever has them."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from config.settings.limits import RATE_LIMITS
from recommender.models import Event, Slate
from recommender.services import clicked_places
from shop.mails.links import Click, WayOut
from shop.mails.models import MailSubscription, SentMail
from shop.mails.sending import send_batch
from shop.mails.services import unsubscribe
from tests.factories.accounts import UserFactory
from tests.factories.behavior import SlateFactory
from tests.factories.catalog import ProductFactory
from tests.factories.mails import subscriber

pytestmark = pytest.mark.django_db

FIREFOX = {"User-Agent": "Mozilla/5.0 Firefox/140.0"}


@pytest.fixture
def sent(products):
    """A digest, and the account that it went to."""
    account = subscriber(listed=[product.pk for product in products])
    send_batch("digest", now=timezone.now())
    return account, mail.outbox[0]


def stranger(**options) -> Client:
    return Client(headers=FIREFOX, **options)


def path(url: str) -> str:
    return url.removeprefix("https://shop.example")


def links(message, route: str) -> list[str]:
    return [path(url) for url in re.findall(rf"https://shop\.example/mails/{route}/\S+", message.body)]


class TestOneClick:
    def test_its_headers_are_those_of_rfc_8058(self, sent):
        _, message = sent
        raw = message.message()
        assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = re.fullmatch(r"<(https://shop\.example/mails/stop/[\w:-]+/)>", raw["List-Unsubscribe"])[1]
        assert links(message, "stop") == [path(address)]

    def test_a_mail_program_ends_it_without_session_cookie_or_token(self, sent):
        account, message = sent
        response = stranger(enforce_csrf_checks=True).post(
            links(message, "stop")[0],
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert response.status_code == 200
        assert not MailSubscription.objects.filter(account=account).exists()
        assert SentMail.objects.get().unsubscribed_at

    def test_only_its_kind_ends(self, sent):
        account, message = sent
        MailSubscription.objects.create(account=account, kind="due_again")
        stranger().post(links(message, "stop")[0])
        assert [row.kind for row in MailSubscription.objects.all()] == ["due_again"]

    def test_again_is_no_error_and_changes_nothing(self, sent):
        _, message = sent
        address = links(message, "stop")[0]
        stranger().post(address)
        first = SentMail.objects.get().unsubscribed_at
        assert stranger().post(address).status_code == 200
        assert SentMail.objects.get().unsubscribed_at == first

    def test_looking_at_the_link_changes_nothing(self, sent):
        account, message = sent
        for look in (stranger().get, stranger().head):
            assert look(links(message, "stop")[0]).status_code == 200
        assert MailSubscription.objects.filter(account=account).exists()

    def test_its_page_has_one_button_that_works_with_csrf_checks(self, sent):
        account, message = sent
        client = stranger(enforce_csrf_checks=True)
        page = client.get(links(message, "stop")[0]).content.decode()
        assert page.count("<h1>Unsubscribe</h1>") == 1
        assert "You are unsubscribed" in client.post(links(message, "stop")[0]).content.decode()
        assert not account.mail_subscriptions.exists()

    def test_it_works_when_the_record_of_the_mail_is_gone(self, sent):
        account, message = sent
        SentMail.objects.all().delete()
        stranger().post(links(message, "stop")[0])
        assert not account.mail_subscriptions.exists()

    def test_the_answer_is_the_same_whoever_it_is(self, sent):
        _, message = sent
        known = stranger().post(links(message, "stop")[0])
        nobody = stranger().post(path(WayOut(999_999_999, "digest", uuid4()).url))
        assert (known.status_code, nobody.status_code) == (200, 200)

        def text(response):
            return re.sub(
                r'(name="csrfmiddlewaretoken" value|nonce|action|value)="[^"]*"',
                "",
                response.content.decode(),
            )

        assert (
            re.search("<main.*</main>", text(known), re.DOTALL)[0]
            == re.search("<main.*</main>", text(nobody), re.DOTALL)[0]
        )

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_forged_and_cut_links_do_nothing(self, sent, method):
        account, message = sent
        good = links(message, "stop")[0]
        of_click = links(message, "see")[0].replace("/see/", "/stop/")
        for address in (good[:-3] + "/", good.replace("/stop/", "/stop/x"), of_click, "/mails/stop/1/"):
            assert getattr(stranger(), method)(address).status_code == 404
        assert account.mail_subscriptions.exists()

    def test_one_that_is_too_old_says_what_to_do(self, sent, settings):
        account, message = sent
        settings.MAIL_UNSUBSCRIBE_FOR *= 0
        response = stranger().post(links(message, "stop")[0])
        assert response.status_code == 404
        assert "This link is too old" in response.content.decode()
        assert account.mail_subscriptions.exists()

    def test_its_page_speaks_chinese(self, sent):
        _, message = sent
        page = stranger().get(links(message, "stop")[0], headers={"Accept-Language": "zh-hans"})
        with translation.override("zh-hans"):
            assert translation.gettext("Unsubscribe") in page.content.decode()
        assert "退订" in page.content.decode()


def test_much_from_one_address_waits(sent, settings):
    _, message = sent
    settings.RATE_LIMITS = {"mails": RATE_LIMITS["mails"] | {"rates": {"address": "2 per minute"}}}
    client = stranger(REMOTE_ADDR="198.51.100.77")
    answers = [client.post(links(message, "stop")[0]).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


class TestClicks:
    def test_a_link_leads_to_its_product_and_counts_for_its_place(self, sent, products):
        _, message = sent
        response = stranger().get(links(message, "see")[1])
        assert (response.status_code, response.url) == (302, products[1].get_absolute_url())
        click = Event.objects.get(kind="click")
        slate = Slate.objects.get(placement="mail_digest")
        assert (click.slate_id, click.position, click.product_id) == (slate.pk, 2, products[1].pk)

    def test_it_is_written_into_the_log_of_who_followed_it(self, sent):
        """A mail may be passed on: what its new reader does is not its first one's."""
        account, message = sent
        stranger().get(links(message, "see")[0])
        assert Event.objects.get(kind="click").visitor_id != account.visitor.pk
        client = stranger()
        client.force_login(account)
        client.get(links(message, "see")[1])
        assert Event.objects.filter(kind="click", visitor=account.visitor).count() == 1

    def test_a_purchase_after_it_came_from_the_mail(self, sent, products):
        account, message = sent
        client = stranger()
        client.force_login(account)
        client.get(links(message, "see")[0])
        client.post(reverse("cart_add"), {"product_id": products[0].pk, "quantity": 1})
        assert Event.objects.get(kind="cart_add").slate.placement == "mail_digest"

    def test_a_place_that_is_followed_twice_counts_once(self, sent):
        _, message = sent
        for _ in range(2):
            stranger().get(links(message, "see")[0])
        stranger().get(links(message, "see")[2])
        slate_id = SentMail.objects.get().slate_id
        assert clicked_places([slate_id, uuid4()]) == {slate_id: 2}

    def test_who_only_checks_the_link_is_not_counted(self, sent):
        _, message = sent
        assert stranger().head(links(message, "see")[0]).status_code == 302
        assert (
            Client(headers={"User-Agent": "Googlebot/2.1"}).get(links(message, "see")[0]).status_code == 302
        )
        assert not Event.objects.exists()

    def test_who_paused_is_led_and_not_written_down(self, sent):
        account, message = sent
        account.visitor.allows_personalization = False
        account.visitor.save()
        client = stranger()
        client.force_login(account)
        assert client.get(links(message, "see")[0]).status_code == 302
        assert not Event.objects.exists()

    def test_of_a_slate_that_was_no_mail_nothing_is_counted(self, products):
        slate = SlateFactory(product_ids=[products[0].pk])
        response = stranger().get(path(Click(slate.pk, products[0].pk).url))
        assert response.url == products[0].get_absolute_url()
        assert not Event.objects.filter(kind="click").exists()

    def test_one_of_long_ago_still_leads_to_its_product(self, sent, products):
        _, message = sent
        Slate.objects.all().delete()
        assert stranger().get(links(message, "see")[0]).url == products[0].get_absolute_url()
        assert not Event.objects.filter(kind="click").exists()

    def test_forged_ones_lead_nowhere(self, sent):
        _, message = sent
        good = links(message, "see")[0]
        for address in (good[:-3] + "/", "/mails/see/https:%2F%2Fevil.example/", "/mails/see/1:2:3/"):
            assert stranger().get(address).status_code == 404

    def test_a_product_that_is_gone_says_so(self):
        product = ProductFactory()
        address = path(Click(uuid4(), product.pk).url)
        product.delete()
        assert stranger().get(address).status_code == 404


def test_unsubscribing_an_account_that_never_was_is_no_error():
    unsubscribe(WayOut(0, "digest", uuid4()))
    assert not MailSubscription.objects.exists()


class TestTheChoice:
    def test_a_member_asks_for_mails_and_ends_them(self, client):
        account = UserFactory()
        client.force_login(account)
        assert client.post(reverse("privacy_mails"), {"kinds": ["digest", "due_again"]}).status_code == 302
        assert set(account.mail_subscriptions.values_list("kind", flat=True)) == {"digest", "due_again"}
        since = account.mail_subscriptions.get(kind="digest").since
        client.post(reverse("privacy_mails"), {"kinds": ["digest"]})
        assert account.mail_subscriptions.get().since == since
        page = client.get(reverse("privacy")).content.decode()
        assert 'value="digest" checked' in page
        assert 'value="due_again">' in page
        client.post(reverse("privacy_mails"))
        assert not account.mail_subscriptions.exists()

    def test_nobody_has_asked_before_they_ask(self, client):
        account = UserFactory()
        client.force_login(account)
        assert "checked" not in client.get(reverse("privacy")).content.decode()
        assert not account.mail_subscriptions.exists()

    def test_there_are_no_others(self, client):
        client.force_login(UserFactory())
        assert client.post(reverse("privacy_mails"), {"kinds": ["everything"]}).status_code == 400
        assert not MailSubscription.objects.exists()
