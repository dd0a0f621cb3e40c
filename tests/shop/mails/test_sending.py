"""Who gets a mail, what stands in it, and that it leaves once."""

import smtplib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommender.models import Dismissal, Slate
from shop.mails.models import MailSubscription, SentMail
from shop.mails.sending import send_batch
from tests.concurrency import at_once
from tests.factories.accounts import PhoneAccountFactory
from tests.factories.catalog import ProductFactory
from tests.factories.mails import SentMailFactory, bought, consumable, subscriber
from tests.factories.rules import bury, exclude

pytestmark = pytest.mark.django_db


def send(kind: str = "digest", *, now=None, **how):
    return send_batch(kind, now=now or timezone.now(), **how)


def ids(products) -> list[int]:
    return [product.pk for product in products]


def html(message) -> str:
    return message.alternatives[0].content


class TestTheDigest:
    def test_it_shows_the_best_of_the_own_list_each_with_its_reason(self, products):
        account = subscriber(listed=ids(products), name="Ida Berg")
        send()
        (message,) = mail.outbox
        assert (message.to, message.subject) == ([account.email], "Picked for you this week")
        slate = Slate.objects.get()
        assert (slate.placement, slate.source) == ("mail_digest", "personal")
        assert slate.product_ids == ids(products)[:6]
        for text in (message.body, html(message)):
            assert "Hello Ida," in text
            assert all(product.title in text for product in products[:6])
            assert f"Because you viewed “{products[-1].title}”" in text
            assert "€12.90" in text

    def test_it_speaks_the_readers_language_and_counts_in_their_money(self, products):
        subscriber(listed=ids(products), language="zh-hans", currency="CNY")
        subscriber(listed=ids(products), language="en", currency="")
        send()
        chinese, english = mail.outbox
        assert chinese.subject == "本周为您挑选"
        for text in (chinese.body, html(chinese)):
            assert "¥100.62" in text
            assert "退订" in text
            assert f"因为您看过“{products[-1].title}”" in text
            assert "Unsubscribe" not in text
        assert 'lang="zh-hans"' in html(chinese)
        assert "€12.90" in english.body

    def test_it_leaves_out_what_was_bought_dismissed_or_cannot_be_had(self, products):
        account = subscriber(listed=ids(products))
        bought(account, products[0].pk, days_ago=3)
        Dismissal.objects.create(visitor=account.visitor, product_id=products[1].pk)
        products[2].stock = 0
        products[2].save()
        products[3].is_active = False
        products[3].save()
        send()
        assert set(Slate.objects.get().product_ids) == set(ids(products[4:]))

    def test_business_rules_hold_in_it(self, products):
        subscriber(listed=ids(products))
        exclude(product_id=products[0].pk)
        bury(100, product_id=products[1].pk, placement="mail_digest")
        exclude(product_id=products[2].pk, placement="home_for_you")
        send()
        assert Slate.objects.get().product_ids == ids(products)[2:8]

    def test_too_little_is_not_worth_a_mail_and_nothing_popular_fills_it_up(self, products):
        ProductFactory.create_batch(5, popularity=9)
        subscriber(listed=ids(products)[:2])
        subscriber()
        send()
        assert (mail.outbox, Slate.objects.count(), SentMail.objects.count()) == ([], 0, 0)

    def test_the_next_one_brings_what_the_last_one_did_not(self, products):
        more = ProductFactory.create_batch(3)
        subscriber(listed=ids([*products, *more]))
        now = timezone.now()
        send(now=now)
        send(now=now + timedelta(days=7, hours=1))
        first, second = Slate.objects.order_by("served_at")
        assert second.product_ids == ids([*products, *more])[6:]
        assert not set(first.product_ids) & set(second.product_ids)


class TestWhatIsDueAgain:
    def test_it_names_what_is_used_up_at_its_rhythm(self):
        coffee, tea, pan = consumable(title="Coffee"), consumable(title="Tea"), ProductFactory()
        account = subscriber("due_again")
        bought(account, coffee.pk, pan.pk, days_ago=40)
        bought(account, tea.pk, days_ago=10)
        send("due_again")
        (message,) = mail.outbox
        assert message.subject == "Running low? Time to buy again"
        assert "Coffee" in message.body
        assert Slate.objects.get().product_ids == [coffee.pk]

    def test_it_speaks_chinese(self):
        coffee = consumable(title="Coffee")
        account = subscriber("due_again", language="zh-hans")
        bought(account, coffee.pk, days_ago=40)
        send("due_again")
        assert mail.outbox[0].subject == "快用完了吗？可以再次购买了"

    def test_it_reminds_once_of_each_purchase(self):
        coffee = consumable()
        account = subscriber("due_again")
        bought(account, coffee.pk, days_ago=40)
        now = timezone.now()
        send("due_again", now=now)
        send("due_again", now=now + timedelta(days=20))
        assert len(mail.outbox) == 1
        bought(account, coffee.pk, days_ago=-25)
        send("due_again", now=now + timedelta(days=56))
        assert len(mail.outbox) == 2

    def test_nothing_due_no_mail(self):
        account = subscriber("due_again")
        bought(account, consumable().pk, days_ago=3)
        send("due_again")
        assert mail.outbox == []


class TestWhoGetsNone:
    def test_who_did_not_ask_for_this_kind(self, products):
        subscriber("due_again", listed=ids(products))
        account = subscriber(listed=ids(products))
        MailSubscription.objects.filter(account=account).delete()
        send()
        assert mail.outbox == []

    def test_who_paused_personalization(self, products):
        account = subscriber(listed=ids(products))
        account.visitor.allows_personalization = False
        account.visitor.save()
        send()
        assert mail.outbox == []

    def test_who_is_not_active(self, products):
        subscriber(listed=ids(products), is_active=False)
        send()
        assert mail.outbox == []

    def test_whose_address_is_not_proven_or_not_the_one_that_was(self, products):
        unproven, changed = (subscriber(listed=ids(products)) for _ in range(2))
        unproven.emailaddress_set.update(verified=False)
        changed.emailaddress_set.update(email="another@aisle.example")
        send()
        assert mail.outbox == []

    def test_who_is_known_by_phone_alone(self):
        account = PhoneAccountFactory()
        MailSubscription.objects.create(account=account, kind="digest")
        send()
        assert mail.outbox == []

    def test_nobody_where_the_shop_knows_no_address_of_its_own(self, products, settings):
        settings.SITE_URL = ""
        subscriber(listed=ids(products))
        assert send() is None
        assert mail.outbox == []


class TestOnce:
    def test_a_task_that_comes_twice_sends_nothing_twice(self, products):
        subscriber(listed=ids(products))
        now = timezone.now()
        send(now=now)
        send(now=now)
        assert len(mail.outbox) == 1
        assert SentMail.objects.get().sent_at

    def test_what_was_written_down_before_a_crash_is_not_sent_again(self, products, monkeypatch):
        account = subscriber(listed=ids(products))

        def crash(*_):
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr("shop.mails.sending._hand_over", crash)
            with pytest.raises(SystemExit):
                send()
        assert SentMail.objects.get(account=account).sent_at is None
        send()
        assert (mail.outbox, SentMail.objects.count()) == ([], 1)

    def test_a_crash_in_the_middle_forgets_nobody_who_got_theirs(self, products, monkeypatch):
        accounts = [subscriber(listed=ids(products)) for _ in range(3)]
        broken_after(monkeypatch, 1, SystemExit())
        with pytest.raises(SystemExit):
            send()
        monkeypatch.undo()
        send()
        assert sorted(message.to[0] for message in mail.outbox) == sorted(
            [accounts[0].email, accounts[2].email]
        )

    def test_a_server_that_goes_away_gives_the_others_back(self, products, monkeypatch):
        accounts = [subscriber(listed=ids(products)) for _ in range(3)]
        broken_after(monkeypatch, 1, smtplib.SMTPServerDisconnected("gone"))
        send()
        assert list(SentMail.objects.exclude(sent_at=None).values_list("account", flat=True)) == [
            accounts[0].pk
        ]
        assert Slate.objects.count() == 1
        monkeypatch.undo()
        send()
        # Of the second nobody knows whether it left.
        assert [message.to[0] for message in mail.outbox] == [accounts[0].email, accounts[2].email]

    def test_one_that_is_refused_stops_nobody_and_is_not_tried_all_day(self, products, monkeypatch):
        accounts = [subscriber(listed=ids(products)) for _ in range(2)]
        broken_after(monkeypatch, 0, smtplib.SMTPRecipientsRefused({}), times=1)
        send()
        monkeypatch.undo()
        send()
        assert [message.to[0] for message in mail.outbox] == [accounts[1].email]
        assert SentMail.objects.get(account=accounts[0]).sent_at is None

    def test_a_server_that_does_not_answer_costs_nobody_a_mail(self, products, settings):
        subscriber(listed=ids(products))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        with pytest.raises(ConnectionRefusedError):
            send()
        assert SentMail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one():
    subscriber(listed=ids(ProductFactory.create_batch(4)))
    at_once([send, send])
    assert SentMail.objects.count() == 1
    assert Slate.objects.count() == 1


class TestBatches:
    def test_one_goes_on_where_the_last_one_ended(self, products, settings):
        settings.MAIL_BATCH = 2
        accounts = [subscriber(listed=ids(products)) for _ in range(3)]
        after = send()
        assert after == accounts[1].pk
        assert send(after=after) is None
        assert [message.to[0] for message in mail.outbox] == [account.email for account in accounts]

    @pytest.mark.parametrize("kind", ["digest", "due_again"])
    def test_it_takes_as_many_queries_for_many_as_for_one(self, kind, products):
        coffee = consumable()

        def queries(members: int) -> int:
            for _ in range(members):
                bought(subscriber(kind, listed=ids(products)), coffee.pk, days_ago=40)
            mail.outbox.clear()
            with CaptureQueriesContext(
                connection,
            ) as seen:
                send(kind)
            assert len(mail.outbox) == members
            return len(seen)

        queries(1)
        assert queries(1) == queries(7) <= 16


def broken_after(monkeypatch, good: int, error: BaseException, *, times: int = 100) -> None:
    """A mail server that takes so many messages, and raises after that."""
    from django.core.mail.backends.locmem import EmailBackend

    taken, whole = [], EmailBackend.send_messages

    def send_messages(self, messages):
        taken.append(messages)
        if good < len(taken) <= good + times:
            raise error
        return whole(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def test_a_price_in_yen_has_no_cents(products):
    products[0].price = Decimal("12.90")
    subscriber(listed=ids(products), currency="JPY")
    send()
    assert "¥2,129" in mail.outbox[0].body


def test_a_mail_of_another_kind_lately_is_no_digest(products):
    account = subscriber(listed=ids(products))
    SentMailFactory(account=account, kind="due_again")
    send()
    assert len(mail.outbox) == 1
