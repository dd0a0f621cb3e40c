import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as addresses
from tests.factories.catalog import CategoryFactory, ProductFactory

LIMIT_BYTES = 150_000
TEXT = "word " * 400
urlpatterns = [
    path("answer/", lambda request: HttpResponse(TEXT, content_type=request.GET["type"])),
    *addresses,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
ACCEPTS = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/html", "gzip"),
        ("application/json", "gzip"),
        ("application/problem+json", "gzip"),
        ("image/svg+xml", "gzip"),
        ("image/webp", None),
        ("application/octet-stream", None),
    ],
)
def test_text_travels_compressed_and_photographs_as_they_are(client, content_type, encoding):
    response = client.get("/answer/", {"type": content_type}, headers=ACCEPTS)
    assert response.get("Content-Encoding") == encoding
    body = gzip.decompress(response.content) if encoding else response.content
    assert body.decode() == TEXT


def test_a_first_visit_of_home_is_light(client):
    """Page, stylesheets, scripts and symbols, as they travel; pictures aside."""
    departments = [CategoryFactory() for _ in range(8)]
    for number in range(40):
        ProductFactory(category=departments[number % 8], list_price=99, popularity=number)
    page = client.get("/", headers=ACCEPTS)
    html = gzip.decompress(page.content).decode()
    needed = set(re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js))', html)) | {"img/icons.svg"}
    sizes = {name: len(gzip.compress(_static(name))) for name in needed}
    assert {"css/tokens.css", "js/shop.js"} <= needed
    assert any("htmx" in name for name in needed)
    assert len(page.content) + sum(sizes.values()) <= LIMIT_BYTES, sizes


def _static(name: str) -> bytes:
    return Path(finders.find(name)).read_bytes()
