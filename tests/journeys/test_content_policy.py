"""No page that is not written by us breaks its Content-Security-Policy, and each still works under it.

The pages of the shop and of accounts are opened by test_accessibility.py, whose windows listen for the same complaints.
"""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.catalog import ProductFactory, ProductPictureFactory
from tests.factories.orders import OrderFactory
from tests.journeys.windows import Window
from tests.security.world import administrator, browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(open_window) -> Window:
    """An administrator's."""
    window = open_window()
    session = browser(administrator()).cookies[settings.SESSION_COOKIE_NAME].value
    window.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.address}]
    )
    return window


def test_the_admin(window):
    mug = ProductFactory(title="Mug")
    ProductPictureFactory(product=mug)
    OrderFactory(product=mug)
    page = window.page
    for name in ("index", "shop_product_changelist", "shop_product_add", "shop_product_import", "shop_product_export",
                 "shop_order_changelist", "accounts_user_changelist", "recommender_modelversion_changelist"):  # fmt: skip
        window.open(reverse(f"admin:{name}"))
    window.open(reverse("admin:shop_product_change", args=[mug.pk]))
    # What Alpine and the theme's stylesheet do is still done.
    page.wait_for_function("window.Alpine !== undefined")
    green = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--color-primary-600')"
    )
    assert green.strip() == "oklch(43% .068 172)"
    page.fill("[name=title]", "Mug with a lid")
    page.click("[name=_save]")
    page.wait_for_url("**/admin/shop/product/")
    assert "Mug with a lid" in page.content()


def test_the_documentation_of_the_api(window):
    window.open(reverse("api_docs"))
    window.page.wait_for_selector(".opblock-summary-path")
    window.page.click(".opblock-summary-path >> nth=0")
    window.page.wait_for_selector(".opblock-body")
    assert window.problems == []


def test_a_script_that_got_into_a_page_does_not_run(open_window):
    """The last wall: even where a template let something through."""
    window = open_window()
    window.open("/")
    window.page.evaluate(
        """document.body.insertAdjacentHTML('beforeend', '<img src="/nowhere.png" onerror="window.ran = true">');
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);"""
    )
    window.page.wait_for_timeout(300)
    assert window.page.evaluate("window.ran") is None
    said = " ".join(window.problems)
    assert "Content Security Policy" in said
    window.problems.clear()
