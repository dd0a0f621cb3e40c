from contextlib import closing

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.factories.catalog import DRAWING, ProductPictureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "secret.svg").write_text("not for the web")


def test_a_picture_is_served_as_nothing_but_a_picture(client):
    with closing(client.get(ProductPictureFactory().image.url)) as response:
        assert b"".join(response.streaming_content) == DRAWING
    assert response["Content-Type"] == "image/svg+xml"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "max-age=2592000" in response["Cache-Control"]
    assert not response.cookies


def test_a_browser_that_has_it_is_not_sent_it_again(client):
    url = ProductPictureFactory().image.url
    with closing(client.get(url)) as first:
        modified = first["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 304


@pytest.mark.parametrize("name", ["page.html", "program.py", "noextension"])
def test_only_pictures_are_served(client, name):
    default_storage.save(f"products/{name}", ContentFile(b"<script>"))
    assert client.get(f"/media/products/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["../secret.svg", "..%2Fsecret.svg", "products/../../secret.svg", "products", "nothing.svg", "%00.svg"],
)
def test_nothing_outside_the_folder_is_served(client, path):
    assert client.get(f"/media/{path}").status_code == 404
