"""The demo's switch: who may be looked at, what it leaves alone, and the way back."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.models import User
from recommender.models import Event, Impression, Visitor
from shop.models import Address, Cart, Favorite
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.addresses import WRITTEN
from tests.factories.behavior import VisitorFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
SHOPPERS, BACK = "/demo/shoppers/", "/demo/back/"


@pytest.fixture
def simulated() -> User:
    account = UserFactory(name="Shopper-12", is_simulated=True)
    account.set_unusable_password()
    account.save()
    VisitorFactory(account=account, is_simulated=True)
    return account


def look_as(client, account):
    return client.post(f"{SHOPPERS}{account.pk}/")


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


class TestWho:
    def test_a_simulated_shopper_is_become_by_one_click_and_the_page_says_so(self, client, simulated):
        assert look_as(client, simulated).url == "/"
        page = client.get("/").content.decode()
        assert "You are looking as <strong>Shopper-12</strong>." in page
        assert who(client) == str(simulated.pk)

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"is_simulated": True, "is_staff": True},
            {"is_simulated": True, "is_superuser": True},
            {"is_simulated": True, "is_active": False},
        ],
    )
    def test_nobody_real_and_nobody_with_rights(self, client, facts):
        account = UserFactory(**facts)
        assert look_as(client, account).status_code == 404
        assert who(client) is None

    def test_nobody_at_all_outside_of_the_demo(self, client, simulated, settings):
        settings.DEMO = False
        assert client.get(SHOPPERS).status_code == 404
        assert look_as(client, simulated).status_code == 404
        assert client.post(BACK).status_code == 404
        assert "demo/shoppers" not in client.get("/").content.decode()
        assert who(client) is None

    def test_the_service_refuses_outside_of_the_demo_by_itself(self, rf, simulated, settings):
        from accounts.looking import look_as, may_be_looked_at
        from config.errors import NotFound

        settings.DEMO = False
        assert not may_be_looked_at().exists()
        with pytest.raises(NotFound):
            look_as(rf.post("/"), account_id=simulated.pk)

    def test_a_session_that_is_left_from_the_demo_is_nobodys(self, client, simulated, settings):
        look_as(client, simulated)
        assert client.get("/accounts/").status_code == 200
        settings.DEMO = False
        assert client.get("/accounts/").status_code == 302

    def test_whoever_gets_rights_while_somebody_looks_is_left_at_once(self, client, simulated):
        look_as(client, simulated)
        User.objects.filter(pk=simulated.pk).update(is_staff=True)
        assert client.get("/accounts/").status_code == 302

    def test_a_link_is_not_enough(self, client, simulated):
        assert client.get(f"{SHOPPERS}{simulated.pk}/").status_code == 405
        assert who(client) is None


class TestWayBack:
    def test_a_member_is_the_same_member_again(self, client, simulated):
        account = AdministratorFactory()
        client.force_login(account)
        client.post("/cart/add/", {"product_id": ProductFactory(stock=3).pk})
        key = client.session.session_key
        look_as(client, simulated)
        assert client.session.session_key != key
        assert client.get("/admin/").status_code == 302, "an administrator's rights are not the shopper's"
        assert client.post(BACK).url == SHOPPERS
        assert (who(client), client.session.session_key) == (str(account.pk), key)
        assert client.get("/cart/").wsgi_request.visitor.id == Visitor.objects.get(account=account).id
        assert "looking as" not in client.get("/").content.decode()

    def test_a_guest_finds_the_own_cart_again(self, client, simulated):
        product = ProductFactory(stock=3)
        client.post("/cart/add/", {"product_id": product.pk})
        guest = client.get("/cart/").wsgi_request.visitor.id
        look_as(client, simulated)
        assert "cart-line__title" not in client.get("/cart/").content.decode()
        client.post(BACK)
        assert "cart-line__title" in client.get("/cart/").content.decode()
        assert client.get("/cart/").wsgi_request.visitor.id == guest
        assert Cart.objects.get().account is None

    def test_leads_past_everybody_in_between(self, client, simulated):
        account, other = UserFactory(), UserFactory(name="Shopper-13", is_simulated=True)
        client.force_login(account)
        look_as(client, simulated)
        first = client.session.session_key
        look_as(client, other)
        assert who(client) == str(other.pk)
        assert not Session.objects.filter(session_key=first).exists()
        client.post(BACK)
        assert who(client) == str(account.pk)

    def test_leads_to_a_guest_where_the_session_was_ended_meanwhile(self, client, simulated):
        client.force_login(UserFactory())
        before = client.session
        look_as(client, simulated)
        before.delete()
        client.post(BACK)
        assert who(client) is None

    def test_a_new_password_closes_it(self, client, simulated):
        account = UserFactory()
        client.force_login(account)
        look_as(client, simulated)
        account.set_password("quite-another-long-password")
        account.save()
        client.post(BACK)
        assert client.get("/accounts/").status_code == 302

    def test_whoever_does_not_look_stays_who_they_are(self, client):
        account = UserFactory()
        client.force_login(account)
        client.post(BACK)
        assert who(client) == str(account.pk)

    def test_signing_out_leaves_both(self, client, simulated):
        client.force_login(UserFactory())
        look_as(client, simulated)
        client.post("/accounts/logout/")
        assert who(client) is None
        assert client.get("/accounts/").status_code == 302


class TestWhatStaysAsItIs:
    def test_looking_leaves_no_trace_and_doing_does(self, client, simulated):
        product = ProductFactory(stock=3)
        client.get(product.get_absolute_url())  # the guest's own view
        look_as(client, simulated)
        page = client.get("/").content.decode()
        client.get(product.get_absolute_url())
        client.get("/search/?q=lamp")
        slate = page.split('data-slate="')[1].split('"')[0]
        seen = {"id": "7b6bb9a3-2a0f-4c59-9a3e-0a6f1ac8a8f1", "slate_id": slate, "position": 1}
        client.post("/api/v1/events/", {"events": [seen]}, content_type="application/json")
        own = Event.objects.filter(visitor=simulated.visitor)
        assert not own.exists()
        assert not Impression.objects.exists()
        client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
        assert own.get().kind == "favorite"
        assert Favorite.objects.get().account == simulated

    def test_the_guests_history_does_not_join(self, client, simulated):
        product = ProductFactory()
        client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
        look_as(client, simulated)
        client.get("/")
        assert not Event.objects.filter(visitor=simulated.visitor).exists()
        assert Favorite.objects.get().account is None

    def test_what_this_browser_answered_is_not_the_shoppers_answer(self, client, simulated):
        product = ProductFactory()
        client.post("/privacy/choice/", {"personalization": "no"})
        look_as(client, simulated)
        assert "May we remember this browser?" not in client.get("/").content.decode()
        client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
        simulated.visitor.refresh_from_db()
        assert simulated.visitor.allows_personalization is None
        assert Event.objects.get(visitor=simulated.visitor).kind == "favorite"
        client.post(BACK)
        assert client.get("/").wsgi_request.visitor.is_paused

    def test_the_shoppers_own_data_can_be_read_and_not_deleted(self, client, simulated):
        look_as(client, simulated)
        assert client.get("/privacy/").status_code == 200
        for address in ("/privacy/history/forget/", "/privacy/choice/", "/privacy/delete/"):
            assert client.post(address, {"personalization": "no"}).status_code == 403
        assert client.delete("/api/v1/privacy/events/").status_code == 403

    def test_it_is_no_sign_in(self, client, simulated):
        look_as(client, simulated)
        simulated.refresh_from_db()
        assert simulated.last_login is None
        assert mail.outbox == []

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD}),
            ("/accounts/profile/", {"name": "Mine", "language": "en", "currency": "EUR"}),
            ("/accounts/email/", {"email": "mine@aisle.example", "action_add": "1"}),
            ("/api/v1/account/", {"name": "Mine"}),
        ],
    )
    def test_the_account_cannot_be_taken_over(self, client, simulated, address, said):
        look_as(client, simulated)
        send = client.patch if address.startswith("/api/") else client.post
        response = (
            send(address, said, content_type="application/json")
            if send == client.patch
            else send(address, said)
        )
        assert response.status_code == 403
        assert "You only look as this shopper" in response.content.decode()
        simulated.refresh_from_db()
        assert simulated.name == "Shopper-12"
        assert not simulated.has_usable_password()

    def test_the_shop_can_be_used_and_the_language_chosen_for_this_browser_only(self, client, simulated):
        look_as(client, simulated)
        assert client.post("/addresses/new/", WRITTEN).status_code == 302
        assert Address.objects.get().account == simulated
        response = client.post("/accounts/preferences/", {"language": "zh-hans"})
        assert response.cookies["django_language"].value == "zh-hans"
        simulated.refresh_from_db()
        assert simulated.language == ""
