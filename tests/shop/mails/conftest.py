import pytest

from tests.factories.catalog import ProductFactory


@pytest.fixture(autouse=True)
def an_address_and_no_night(settings) -> None:
    """Tests run at any hour; those of quiet hours say which they mean."""
    settings.SITE_URL = "https://shop.example"
    settings.MAIL_QUIET_HOURS = (0, 0)
    settings.SHELF_CATEGORY_SHARE = 1


@pytest.fixture
def products() -> list:
    return ProductFactory.create_batch(8)
