"""Leaving: nothing stays of an account but orders without a name; nothing of a guest but orders with a link."""

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db.models import FileField
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox.messages import keep
from accounts.privacy.services import delete_account
from config.errors import Conflict
from recommender.dataset.extract import extract_dataset
from recommender.models import Event, Visitor
from shop.models import Cart, Favorite, Order, Payment, Product, Review
from shop.orders.notifications import send_confirmation
from tests.accounts.privacy.links import all_models, fields_of, linked_models
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.behavior import EventFactory, VisitorFactory, VisitSessionFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory
from tests.factories.whole_member import STREET, sign_in, whole_member

pytestmark = pytest.mark.django_db


def rows_naming(account_id: int, *secrets: str) -> list[str]:
    """Every value of every table, looked through."""
    found = []
    for model in all_models():
        links = {field.attname for field in fields_of(model) if field.related_model is User}
        for row in model._base_manager.values():
            found += [
                f"{model._meta.label}.{name}"
                for name, value in row.items()
                if any(secret in str(value) for secret in secrets)
                or (name in links and value == account_id)
                or (model is User and row["id"] == account_id)
            ]
    return sorted(set(found))


def sessions_of(account_id: int) -> list[str]:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return [
        session.session_key
        for session in Session.objects.all()
        if str(account_id)
        in (session.get_decoded().get("_auth_user_id"), store(session.session_key).get("_auth_user_id"))
    ]


def cached(*secrets: str) -> list[bytes]:
    client = cache._cache.get_client(None, write=False)
    strings = [key for key in client.scan_iter("*") if client.type(key) == b"string"]
    return [key for key in strings for secret in secrets if secret.encode() in key + (client.get(key) or b"")]


def prove(client) -> None:
    """As on the page that asks for the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


class TestNothingIsLeft:
    def test_in_any_table_session_or_cache(self, client, django_capture_on_commit_callbacks):
        account = whole_member()
        sign_in(client, account)
        visitor_id = str(account.visitor.pk)
        secrets = (account.email, account.phone, account.name, visitor_id, uuid.UUID(visitor_id).hex)
        cache.set(f"refresh:{visitor_id}", 1)
        keep(to=account.email, body="A code")
        unfilled = [model._meta.label for model in linked_models() if not model._base_manager.exists()]
        assert unfilled == [], "tests/factories/whole_member.py makes no row of these"
        assert rows_naming(account.pk, *secrets)
        assert sessions_of(account.pk)
        assert cached(*secrets)

        with django_capture_on_commit_callbacks(execute=True):
            delete_account(account)

        assert rows_naming(account.pk, *secrets, STREET) == []
        assert sessions_of(account.pk) == []
        assert cached(*secrets) == []

    def test_among_pictures(self):
        """Members upload none. A table that changes this must have its files deleted, and be looked at here."""
        pictures = [
            f"{model.__name__}.{field.name}"
            for model in linked_models()
            for field in fields_of(model)
            if isinstance(field, FileField)
        ]
        assert pictures == []

    def test_in_the_next_training_set(self):
        account, other = UserFactory(), VisitorFactory()
        for visitor in (VisitorFactory(account=account), other):
            visit = VisitSessionFactory(visitor=visitor)
            for product in ProductFactory.create_batch(3):
                EventFactory(session=visit, product_id=product.pk)
        until = timezone.now() + timedelta(minutes=1)
        assert len(extract_dataset(until=until).dataset.sequences) == 2
        delete_account(account)
        assert list(extract_dataset(until=until).dataset.sequences.keys) == [str(other.pk)]


class TestOrders:
    def test_amounts_stay_and_the_person_goes(self):
        account = UserFactory()
        order = OrderFactory(account=account, status=Order.Status.DELIVERED, visitor_id=uuid.uuid4())
        before = order.total, order.access_key
        delete_account(account)
        order.refresh_from_db()
        assert (order.total, order.country, order.lines.count()) == (before[0], "DE", 1)
        assert (order.account, order.visitor_id, order.email, order.full_name) == (None, None, "", "")
        assert order.access_key != before[1]
        assert Payment.objects.get().amount == order.total

    def test_what_has_not_left_the_house_is_canceled_and_paid_back(self):
        account = UserFactory()
        product = ProductFactory(stock=4)
        order = OrderFactory(account=account, product=product, status=Order.Status.PAID)
        delete_account(account)
        order.refresh_from_db()
        assert order.status == Order.Status.CANCELED
        assert Payment.objects.get().status == Payment.Status.REFUNDED
        assert Product.objects.get().stock == 5

    def test_what_is_on_its_way_arrives(self):
        account = UserFactory()
        order = OrderFactory(account=account, status=Order.Status.SHIPPED)
        delete_account(account)
        order.refresh_from_db()
        assert order.status == Order.Status.SHIPPED
        assert order.street == ""

    def test_a_confirmation_that_still_waits_is_not_sent(self):
        account = UserFactory()
        order = OrderFactory(account=account, status=Order.Status.SHIPPED)
        delete_account(account)
        assert not send_confirmation(order_id=order.pk, site_url="http://testserver")
        assert mail.outbox == []


def test_the_stars_of_reviewed_products_are_counted_anew():
    account = whole_member()
    product = Review.objects.filter(account=account).get().product
    product.refresh_from_db()
    assert product.rating_count == 2
    delete_account(account)
    product.refresh_from_db()
    assert (product.rating_count, product.rating) == (1, 3)


def test_the_administration_uses_the_same_door(client):
    administrator = AdministratorFactory()
    client.force_login(administrator)
    account, another = UserFactory(), UserFactory()
    orders = [OrderFactory(account=one, status=Order.Status.DELIVERED) for one in (account, another)]
    client.post(reverse("admin:accounts_user_delete", args=[account.pk]), {"post": "yes"})
    picked = {"action": "delete_selected", "_selected_action": [another.pk], "post": "yes"}
    client.post(reverse("admin:accounts_user_changelist"), picked)
    assert User.objects.get() == administrator
    for order in orders:
        order.refresh_from_db()
        assert order.full_name == ""


def test_who_has_rights_is_not_deleted():
    account = AdministratorFactory()
    with pytest.raises(Conflict):
        delete_account(account)
    assert User.objects.filter(pk=account.pk).exists()


class TestPage:
    address = "/privacy/delete/"

    def test_it_asks_who_it_is_once_more(self, client):
        client.force_login(UserFactory())
        response = client.get(self.address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_reauthenticate"))
        assert client.post(self.address, {"confirmation": "x"}).status_code == 302
        assert User.objects.exists()

    def test_then_it_asks_whether_it_is_meant(self, client):
        account = UserFactory()
        client.force_login(account)
        prove(client)
        assert account.email in client.get(self.address).content.decode()
        response = client.post(self.address, {"confirmation": "somebody@else.example"})
        assert response.status_code == 400
        assert "This is not what your account is known by." in response.content.decode()
        assert User.objects.exists()

    def test_then_it_is_done_and_the_browser_is_a_strangers(self, client):
        account = UserFactory()
        sign_in(client, account)
        prove(client)
        response = client.post(self.address, {"confirmation": account.email.upper()}, follow=True)
        assert "Your account is deleted." in response.content.decode()
        assert not User.objects.exists()
        assert client.get("/accounts/").status_code == 302
        client.get(ProductFactory().get_absolute_url())
        assert Visitor.objects.get().account is None

    def test_who_has_no_password_types_the_phone_number(self, client):
        account = UserFactory()
        account.email, account.phone = None, "+4915112345678"
        account.set_unusable_password()
        account.save()
        client.force_login(account)
        assert "+4915112345678" in client.get(self.address).content.decode()
        client.post(self.address, {"confirmation": "+4915112345678"})
        assert not User.objects.exists()

    def test_guests_are_asked_to_sign_in(self, client):
        assert client.get(self.address)["Location"].startswith(reverse("account_login"))


class TestForgettingABrowser:
    def test_nothing_stays_of_the_guest_but_orders(self, client):
        product = ProductFactory(stock=5)
        client.post(reverse("privacy_choice"), {"personalization": "yes"})
        client.get(product.get_absolute_url())
        client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
        client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 1})
        known = Visitor.objects.get().pk
        order = OrderFactory(account=None, visitor_id=known)
        stranger = EventFactory()
        response = client.post(reverse("privacy_forget_browser"), follow=True)
        assert "We do not know this browser any more." in response.content.decode()
        assert not Favorite.objects.exists()
        assert not Cart.objects.exists()
        assert not Visitor.objects.filter(pk=known).exists()
        assert Event.objects.get() == stranger
        order.refresh_from_db()
        assert (order.visitor_id, order.email) == (None, "member-one@aisle.example")
        assert client.cookies["consent"].value == ""

    def test_a_no_is_not_asked_for_again(self, client):
        client.post(reverse("privacy_choice"), {"personalization": "no"})
        client.post(reverse("privacy_forget_browser"))
        assert client.cookies["consent"].value == "no"

    def test_members_are_led_to_their_account(self, client):
        client.force_login(UserFactory())
        response = client.post(reverse("privacy_forget_browser"))
        assert response["Location"] == reverse("privacy_delete")
