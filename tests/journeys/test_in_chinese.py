"""The whole purchase in Chinese and in yuan, without a word of English but names."""

import re

import pytest
from django.core import mail

from shop.orders.models import Order
from shop.orders.notifications import send_confirmation
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.factories.vouchers import VoucherFactory
from tests.journeys.windows import PHONE, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = {
    "email": "zhang@aisle.example",
    "full_name": "张伟",
    "street": "中山路 8 号",
    "postal_code": "20457",
    "city": "汉堡",
}
# The shop, the other language, currencies, the voucher and what stands for the machine.
NAMES = {"Aisle", "English", "EUR", "USD", "GBP", "CNY", "JPY", "API", "WELCOME", "TEN", "AISLE", "EXAMPLE"}
SAID = """() => [
    document.title,
    document.body.innerText,
    ...[...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].flatMap((element) =>
        ["aria-label", "title", "placeholder", "alt"].map((name) => element.getAttribute(name) || "")),
    ...[...document.querySelectorAll("option, .visually-hidden")].map((element) => element.textContent),
].join("\\n")"""


@pytest.fixture
def kettle():
    kitchen = CategoryFactory(slug="kitchen", name="厨房")
    kettle = ProductFactory(
        category=kitchen,
        title="铜水壶",
        brand="",
        description="结实耐用。",
        slug="kettle",
        stock=5,
        price="12.95",
    )
    ProductPictureFactory(product=kettle, alt="一只铜水壶")
    for number in range(3):
        ProductFactory(
            category=kitchen, title=f"茶杯{number}", brand="", description="瓷质。", is_consumable=False
        )
    VoucherFactory(code="TEN")
    return kettle


def english(window: Window) -> set[str]:
    """Words of Latin letters, without addresses and names."""
    said = re.sub(r"\S+@\S+|D?-?[A-Z0-9]{4,}(-[A-Z0-9]+)+", "", window.page.evaluate(SAID))
    return set(re.findall(r"[A-Za-z]{3,}", said)) - NAMES


def test_a_guest_buys_in_chinese_and_pays_in_yuan(kettle, open_window):
    window = open_window(viewport=PHONE)
    page = window.page
    window.open()
    page.click("footer >> text=简体中文")
    page.click("footer >> text=CNY")
    assert page.get_attribute("html", "lang") == "zh-hans"
    assert "7.8" in page.inner_text(".preferences__note")
    assert english(window) == set()

    for address in ("/search/?q=铜水壶", "/search/?q=没有", "/c/kitchen/", "/favorites/", "/orders/", "/accounts/login/",
                    "/accounts/signup/", "/accounts/password/reset/"):  # fmt: skip
        window.open(address)
        assert english(window) == set(), address
    window.open("/gone/")
    assert english(window) == set()
    window.pardon("404")

    window.open(kettle.get_absolute_url())
    assert "¥101.01" in page.inner_text(".product__price")
    assert english(window) == set()
    page.click(".product >> text=加入购物车")
    page.wait_for_selector("#cart-count .badge")
    window.open("/cart/")
    assert english(window) == set()
    page.click("main >> text=去结算")
    page.click("text=下一步：配送与付款")
    assert english(window) == set(), "what is wrong with an empty form"
    window.pardon("400")
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.click("text=下一步：配送与付款")
    assert english(window) == set()
    page.check("[name=payment_token] >> nth=0")
    page.click("text=下一步：确认订单")
    assert english(window) == set()
    page.click("text=提交订单并付款")
    page.wait_for_url(re.compile("/orders/[^/]+/"))
    assert english(window) == set()

    order = Order.objects.get()
    assert (order.currency, order.language, str(order.goods_total)) == ("CNY", "zh-hans", "101.01")
    assert f"¥{order.total}" in page.inner_text("main")
    send_confirmation(order_id=order.pk, site_url="https://shop.example/")
    assert mail.outbox[-1].subject == f"您的订单 {order.number}"
    assert f"¥{order.total}" in mail.outbox[-1].body
