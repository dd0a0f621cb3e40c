from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.models import Category, Product
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photograph(name="photo.png", size=(30, 20)) -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def product_form(**changes) -> dict:
    said = {
        "title": "Blue Mug",
        "slug": "blue-mug",
        "brand": "Halden",
        "category": CategoryFactory(name="Mugs").pk,
        "description": "A mug.",
        "attributes": "{}",
        "price": "12.50",
        "currency": "EUR",
        "stock": "4",
        "is_active": "on",
        "released_at_0": "2026-01-01",
        "released_at_1": "10:00:00",
        "pictures-TOTAL_FORMS": "0",
        "pictures-INITIAL_FORMS": "0",
    }
    return said | changes


def test_a_new_product_can_be_found_by_its_category(admin_client):
    admin_client.post(reverse("admin:shop_product_add"), product_form())
    product = Product.objects.get(slug="blue-mug")
    assert "Mugs" in product.category_text


def test_a_photograph_is_drawn_anew(admin_client, tmp_path):
    picture = {
        "pictures-TOTAL_FORMS": "1",
        "pictures-0-image": photograph(),
        "pictures-0-alt": "A blue mug",
        "pictures-0-position": "0",
    }
    admin_client.post(reverse("admin:shop_product_add"), product_form(**picture))
    stored = Product.objects.get(slug="blue-mug").picture
    assert stored.image.name.endswith(".webp")
    with Image.open(tmp_path / stored.image.name) as image:
        assert (image.format, image.size) == ("WEBP", (30, 20))


GIF = b"GIF87a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gif-in-disguise.png", GIF),
        ("evil.svg", b"<svg onload='x()'/>"),
        ("evil.png", b"<html>not a picture</html>"),
    ],
)
def test_what_is_no_photograph_is_refused_in_words(admin_client, name, content):
    picture = {
        "pictures-TOTAL_FORMS": "1",
        "pictures-0-image": SimpleUploadedFile(name, content),
        "pictures-0-position": "0",
    }
    response = admin_client.post(reverse("admin:shop_product_add"), product_form(**picture))
    assert response.status_code == 200
    assert not Product.objects.exists()


def test_the_picture_of_a_category_is_drawn_anew_too(admin_client):
    said = {"name": "Mugs", "slug": "mugs", "position": "0", "description": ""}
    fake = SimpleUploadedFile("evil.png", b"<html>not a picture</html>")
    refused = admin_client.post(reverse("admin:shop_category_add"), said | {"image": fake})
    assert refused.status_code == 200
    assert not Category.objects.exists()
    admin_client.post(reverse("admin:shop_category_add"), said | {"image": photograph()})
    assert Category.objects.get(slug="mugs").image.name.endswith(".webp")


def test_prices_change_in_the_list(admin_client):
    product = ProductFactory(price="10.00")
    said = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": product.pk,
        "form-0-price": "8.00",
        "form-0-stock": "7",
        "form-0-is_active": "on",
        "_save": "Save",
    }
    admin_client.post(reverse("admin:shop_product_changelist"), said)
    product.refresh_from_db()
    assert (str(product.price), product.stock) == ("8.00", 7)


def test_products_leave_as_a_file(admin_client):
    product = ProductFactory()
    response = admin_client.post(reverse("admin:shop_product_export"), {"format": "0", "resource": "0"})
    assert response.status_code == 200
    assert product.slug in response.content.decode()
