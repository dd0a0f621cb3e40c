"""axe finds nothing wrong on any page of the shop, in the light theme and in the dark one."""

from collections.abc import Iterator

import pytest
from django.core import signing
from django.urls import get_resolver, reverse

from shop.mails.links import WAY_OUT
from shop.orders.models import Order
from shop.reviews.services import write_review
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.addresses import AddressFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.factories.orders import OrderFactory
from tests.journeys.windows import DESK, PHONE, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Addresses by their name in the URL map: what they are called with, and what is asked for.
SHOP = {
    "home": {},
    "popular_more": {},
    "category": {"slug": "kitchen"},
    "product": {"slug": "mug-1"},
    "search": {"query": "?q=mug"},
    "favorites": {},
    "cart": {},
    "checkout": {},
    "orders": {},
    "order": {"number": "A1"},
    "review_write": {"slug": "mug-1"},
    "dismiss": {"product_id": 1},
    "reviews": {},
    "addresses": {},
    "address_add": {},
    "demo_shoppers": {},
    "privacy": {},
    "privacy_history": {},
    "privacy_suggestions": {},
    "account": {},
    "account_profile": {},
    "account_security": {},
    "account_email": {},
    "account_change_phone": {},
    "account_change_password": {},
    "account_logout": {},
    "mfa_index": {},
    "usersessions_list": {},
}
FOR_GUESTS = {
    "account_login": {},
    "account_signup": {},
    "account_request_login_code": {},
    "account_reset_password": {},
    "demo_outbox": {},
    "mail_unsubscribe": {"way_out_key": signing.dumps([1, "digest", "0" * 32], salt=WAY_OUT)},
}
# What is no page of its own, or shown only on the way of a flow that other tests walk.
OTHERS = {
    "picture", "suggestions", "forget_searches", "news", "review_vote", "cart_add_all", "favorite_toggle", "cart_add", "cart_line", "cart_line_save", "cart_saved_move",
    "cart_saved_forget", "cart_voucher", "checkout_delivery", "checkout_review", "checkout_totals", "order_cancel",
    "order_again", "review_remove", "address_edit", "address_default", "address_remove",
    "account_inactive", "account_reauthenticate", "account_email_verification_sent", "account_set_password",
    "account_confirm_login_code", "account_verify_phone", "account_confirm_password_reset_code",
    "account_complete_password_reset", "account_password_reset_completed",
    "session_end", "mfa_authenticate", "mfa_reauthenticate", "mfa_login_webauthn", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "choose_preferences", "choose_theme", "demo_look_as", "demo_go_back",
    "privacy_download", "privacy_delete", "privacy_forget_browser", "privacy_choice", "privacy_forget_history",
    "privacy_forget_entry", "privacy_forget_dismissal", "privacy_mails", "mail_click",
    "api_docs", "schema", "live", "ready",
}  # fmt: skip


@pytest.fixture
def shop():
    """A member who has ordered, rated and put into the cart; a shop with something of everything."""
    account = UserFactory(email="member@aisle.example")
    kitchen = CategoryFactory(slug="kitchen", name="Kitchen")
    mugs = [
        ProductFactory(
            pk=number, category=kitchen, slug=f"mug-{number}", title=f"Mug {number}", price=number,
            list_price=number + 5 if number % 3 == 0 else None, stock=number % 4, popularity=100 - number,
        )
        for number in range(1, 15)
    ]  # fmt: skip
    ProductPictureFactory.create_batch(2, product=mugs[0])
    write_review(shopper=member(account), product_id=mugs[0].pk, rating=4, text="It keeps what it promises.")
    OrderFactory(account=account, number="A1", product=mugs[0], status=Order.Status.SHIPPED)
    CartLineFactory(shopper=member(account), product=mugs[0])
    AddressFactory(account=account)
    return account


def test_every_page_is_looked_at():
    """A new address without a line above fails here."""
    named = {pattern.name for pattern in _patterns(get_resolver()) if pattern.name}
    ours = {name for name in named if not name.startswith("api_")}
    assert ours == {*SHOP, *FOR_GUESTS, *OTHERS} - {"api_docs"}


@pytest.mark.parametrize(("theme", "size"), [("light", DESK), ("dark", PHONE)])
def test_a_members_pages(open_window, shop, theme, size):
    window = open_window(viewport=size)
    window.open(reverse("account_login"))
    window.page.fill("[name=login]", shop.email)
    window.page.fill("[name=password]", PASSWORD)
    window.page.press("[name=password]", "Enter")
    window.page.wait_for_url("/")
    assert list(violations(window, SHOP, theme)) == []


def test_the_drawer_and_the_steps_of_the_checkout(open_window, shop):
    window = open_window(viewport=PHONE)
    page = window.page
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = []
    window.open("/p/mug-2/")
    page.click(".product >> text=Add to cart")
    page.wait_for_selector("#cart-drawer[open]")
    found += _wrong(window)
    window.open("/cart/")
    page.click("text=Save for later")
    page.wait_for_selector(".saved")
    found += _wrong(window)
    page.click("text=Move to the cart")
    page.wait_for_selector(".sums")
    page.click("text=To the checkout")
    page.click("text=On to delivery and payment")
    found += _wrong(window)
    for name in ("email", "full_name", "street", "postal_code", "city"):
        page.fill(f"[name={name}]", "shopper@aisle.example")
    page.fill("[name=postal_code]", "10115")
    page.click("text=On to delivery and payment")
    page.check("[name=payment_token] >> nth=0")
    found += _wrong(window)
    page.click("text=On to the last look")
    found += _wrong(window)
    assert found == []
    window.pardon("400")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_guests_pages(open_window, shop, theme):
    window = open_window(consent="")
    pages = FOR_GUESTS | {"home": {}, "cart": {}, "search": {}, "privacy": {}}
    assert list(violations(window, pages, theme)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_that_say_that_something_is_wrong(open_window, theme):
    window = open_window()
    window.page.emulate_media(color_scheme=theme)
    window.open("/p/no-such-thing/")
    assert list(_wrong(window)) == []
    window.pardon("404")


def violations(window: Window, pages: dict, theme: str) -> Iterator[str]:
    """What axe objects to, with the place."""
    window.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for name, asked in pages.items():
        query = asked.get("query", "")
        window.open(reverse(name, kwargs={k: v for k, v in asked.items() if k != "query"}) + query)
        yield from _wrong(window)


def _wrong(window: Window) -> Iterator[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    for violation in axe.Axe().run(window.page).response["violations"]:
        for node in violation["nodes"]:
            yield f"{window.page.url}: {violation['id']} at {node['target']}: {node['failureSummary']}"


def _patterns(resolver) -> Iterator:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if getattr(pattern, "namespace", None) not in {"admin", "headless"}:
                yield from _patterns(pattern)
        else:
            yield pattern
