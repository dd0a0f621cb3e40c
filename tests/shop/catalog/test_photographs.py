"""Photographs in their sizes: made, shown, and gone with their picture."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from shop.catalog.photographs import make_sizes, remove_photograph
from shop.catalog.services import delete_picture, delete_products, save_picture
from shop.models import Product, ProductPicture
from shop.templatetags.shop_tags import picture as picture_tag
from tests.factories.catalog import DRAWING, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photograph(width: int, height: int) -> ContentFile:
    drawn = BytesIO()
    Image.new("RGB", (width, height), "teal").save(drawn, "WEBP")
    return ContentFile(drawn.getvalue(), name="mug.webp")


def stored(media) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def taken(width: int, height: int) -> ProductPicture:
    """A picture with its sizes, as the task leaves it."""
    picture = ProductPictureFactory(image=photograph(width, height))
    make_sizes(picture.pk)
    picture.refresh_from_db()
    return picture


def test_a_photograph_lies_ready_in_every_width_up_to_its_own(media):
    picture = taken(500, 250)
    assert picture.sizes == [200, 400, 500]
    for name, kind, size in [("200.avif", "AVIF", (200, 100)), ("500.webp", "WEBP", (500, 250))]:
        with Image.open(media / "products" / "mug" / name) as image:
            assert (image.format, image.size) == (kind, size)


def test_making_sizes_again_changes_nothing(media):
    picture = taken(300, 300)
    before = stored(media)
    assert make_sizes(picture.pk) == [200, 300]
    assert stored(media) == before


def test_a_drawing_needs_no_sizes_and_a_picture_that_went_has_none(media):
    drawing = ProductPictureFactory()
    before = stored(media)
    assert make_sizes(drawing.pk) == make_sizes(0) == []
    assert stored(media) == before


def test_pages_offer_formats_and_sizes_and_keep_the_place():
    product = taken(500, 500).product
    shown = picture_tag(Product.objects.for_cards().get(pk=product.pk), eager=True)
    assert shown.startswith('<picture><source type="image/avif" srcset="/media/products/mug/200.avif 200w, ')
    assert "/media/products/mug/500.webp 500w" in shown
    assert 'width="400" height="400"' in shown
    assert 'fetchpriority="high"' in shown


def test_a_drawing_is_shown_as_it_is():
    product = ProductPictureFactory().product
    shown = picture_tag(product, alt='A "mug"', side=800)
    assert "srcset" not in shown
    assert 'alt="A &quot;mug&quot;" width="800" height="800" loading="lazy"' in shown


def test_a_deleted_picture_takes_its_files_along(media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        delete_picture(taken(300, 300))
    assert stored(media) == set()


def test_deleted_products_take_their_photographs_along_but_no_drawing(
    media, django_capture_on_commit_callbacks
):
    product = taken(300, 300).product
    ProductPictureFactory(product=product, image=ContentFile(DRAWING, name="shared.svg"))
    with django_capture_on_commit_callbacks(execute=True):
        delete_products(Product.objects.filter(pk=product.pk))
    assert not Product.objects.exists()
    assert stored(media) == {"products/shared.svg"}


def test_a_new_photograph_replaces_the_old_one_with_all_its_sizes(media, django_capture_on_commit_callbacks):
    picture = taken(300, 300)
    picture.image = photograph(600, 600)
    with django_capture_on_commit_callbacks(execute=True):
        save_picture(picture)
    make_sizes(picture.pk)
    picture.refresh_from_db()
    assert picture.sizes == [200, 400, 600]
    assert len(stored(media)) == 7
    assert not (media / "products" / "mug.webp").exists()


def test_other_words_for_a_picture_leave_its_files_alone(media, django_capture_on_commit_callbacks):
    picture = taken(300, 300)
    before = stored(media)
    picture.alt = "A mug on a table"
    with django_capture_on_commit_callbacks(execute=True):
        save_picture(picture)
    assert (picture.sizes, stored(media)) == ([200, 300], before)


def test_removing_what_never_had_sizes_is_no_error(media):
    picture = ProductPictureFactory(image=photograph(300, 300), product=ProductFactory())
    remove_photograph(picture.image.name)
    assert stored(media) == set()


def test_a_product_page_describes_its_pictures_and_fetches_the_first_one_first(client):
    picture = taken(500, 500)
    ProductPictureFactory(product=picture.product, alt="", position=1)
    page = client.get(picture.product.get_absolute_url()).content.decode()
    assert page.count('fetchpriority="high"') == 1
    assert page.count(f'alt="{picture.product.title}"') == page.count('alt="A drawing"') == 3
    assert "/media/products/mug/500.avif 500w" in page
