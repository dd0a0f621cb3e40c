"""Files and bodies that are small outside and huge inside, and files that are something else than they say."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.catalog.product_files import MAX_ROWS, CarefulXLSX
from shop.catalog.uploads import clean_picture
from shop.models import Product
from tests.factories.catalog import ProductFactory, ProductPictureFactory
from tests.security.world import administrator, browser

SCRIPT = b"<script>alert(1)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def upload(content: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def picture(kind: str = "PNG", size=(30, 20), **options) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **options)
    return drawn.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A head that promises a huge picture, and nothing after it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize("side", [7_000, 10_000, 14_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(side):
    with pytest.raises(ValidationError):
        clean_picture(upload(png_that_claims(side, side)))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (DRAWING, "drawing.svg"),
        (DRAWING, "drawing.png"),
        (SCRIPT, "page.png"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "print.png"),
        (b"GIF89a" + SCRIPT, "old.gif"),
        (picture("BMP"), "bitmap.png"),
        (picture("TIFF"), "scan.png"),
        (picture()[:60], "half.png"),
        (b"", "nothing.png"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photograph_is_refused(content, name):
    with pytest.raises(ValidationError):
        clean_picture(upload(content, name))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_hides_in_a_picture_is_gone(kind):
    exif = Image.Exif()
    exif[0x010E] = "<script>alert('description')</script>"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where it was taken
    hidden = picture(kind, exif=exif) + b"\nPK\x03\x04" + SCRIPT + b"<?php system('id');"
    clean = clean_picture(upload(hidden, "photo.php.png"))
    content = clean.read()
    assert not any(part in content for part in (b"<script", b"<?php", b"PK\x03\x04", b"description"))
    assert clean.name == "photo.php.webp"
    with Image.open(BytesIO(content)) as image:
        assert (image.format, dict(image.getexif()), image.info.get("icc_profile")) == ("WEBP", {}, None)


@pytest.mark.parametrize("name", ["../../settings.png", "/etc/passwd.png", "a\0b.png", "x" * 400 + ".png"])
def test_a_name_leads_nowhere(name):
    assert "/" not in clean_picture(upload(picture(), name)).name
    assert len(clean_picture(upload(picture(), name)).name) <= 65


@pytest.mark.django_db
def test_a_drawing_of_ours_is_served_as_something_that_runs_nothing(client):
    shown = ProductPictureFactory()
    response = client.get(shown.image.url)
    list(response)
    assert response["Content-Type"] == "image/svg+xml"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["../secret_key", "%2e%2e/secret_key", "products/../../secret_key", "/etc/passwd", "a.html"]
)
def test_nothing_but_pictures_is_served(client, settings, tmp_path, path):
    (tmp_path / "media").mkdir()
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "media" / "a.html").write_text("<script>alert(1)</script>")
    settings.MEDIA_ROOT = tmp_path / "media"
    assert client.get(f"/media/{path}").status_code == 404


def table(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_table_is_read_as_it_is():
    read = CarefulXLSX().create_dataset(table(["slug", "price"], ["mug", 9], [None, None], ["bowl"]))
    assert read.headers == ["slug", "price"]
    assert list(read) == [("mug", 9), ("bowl", None)]


def test_a_zip_that_unpacks_to_more_than_it_may_is_not_unpacked():
    packed = BytesIO(table(["slug"], ["mug"]))
    with ZipFile(packed, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"0" * (60 * 1024 * 1024))
    assert len(packed.getvalue()) < 200_000
    with pytest.raises(ValueError, match="too big when it is unpacked"):
        CarefulXLSX().create_dataset(packed.getvalue())


def test_a_cell_in_the_last_corner_makes_no_table_of_billions():
    book = openpyxl.Workbook()
    book.active.append(["slug"])
    book.active.cell(row=1_048_576, column=16_384, value="far away")
    written = BytesIO()
    book.save(written)
    assert len(CarefulXLSX().create_dataset(written.getvalue())) <= MAX_ROWS


def test_entities_that_multiply_stay_few():
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (b + 1, *[b] * 8) for b in range(97, 107)
    )
    source = ZipFile(BytesIO(table(["slug"], ["mug"])))
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = (
                    laughs
                    + b"]><worksheet><sheetData><row><c t='str'><v>&k;</v></c></row></sheetData></worksheet>"
                )
            archive.writestr(name, content)
    with pytest.raises(Exception, match=r".+"):
        list(CarefulXLSX().create_dataset(packed.getvalue()))


@pytest.mark.django_db
def test_the_importer_says_what_is_wrong_with_a_file():
    client = browser(administrator())
    for content in (b"no zip at all", b"PK\x03\x04 half a zip"):
        file = SimpleUploadedFile("products.xlsx", content)
        page = client.post(
            reverse("admin:shop_product_import"), {"import_file": file, "format": "1", "resource": "0"}
        )
        assert page.status_code == 200
        assert "encountered while trying to read file" in page.content.decode()
    big = SimpleUploadedFile("products.csv", b"slug\n" + b"a\n" * (3 * 1024 * 1024))
    page = client.post(
        reverse("admin:shop_product_import"), {"import_file": big, "format": "0", "resource": "0"}
    )
    assert "up to 5 MB" in page.content.decode()
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_title_is_no_formula_in_an_export():
    ProductFactory(title='=HYPERLINK("https://evil.example")')
    answer = browser(administrator()).post(
        reverse("admin:shop_product_export"), {"format": "0", "resource": "0"}
    )
    assert "=HYPERLINK" not in answer.content.decode()
    assert "HYPERLINK" in answer.content.decode()


@pytest.mark.django_db
def test_bodies_have_an_end():
    client = browser()
    assert client.post("/cart/add/", {"product_id": "1" * (3 * 1024 * 1024)}).status_code == 400
    fields = {f"field-{number}": "1" for number in range(2_000)}
    assert client.post("/cart/add/", fields).status_code == 400
    deep = "[" * 100_000 + "]" * 100_000
    assert client.post("/api/v1/cart/items/", deep, "application/json").status_code == 400
    long = '{"code": "' + "A" * (3 * 1024 * 1024) + '"}'
    assert client.put("/api/v1/cart/voucher/", long, "application/json").status_code in {400, 413}
