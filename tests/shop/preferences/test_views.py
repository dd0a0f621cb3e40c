import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.django_db


def page_of(client, path: str = "/cart/") -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def pressed(page: BeautifulSoup) -> list[str]:
    return [button["value"] for button in page.select("button[name=theme][aria-pressed=true]")]


def test_a_browser_that_chose_nothing_follows_the_device(client):
    page = page_of(client)
    assert page.html["data-theme"] == "device"
    assert page.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert pressed(page) == ["device"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_stands_in_every_page_from_its_first_byte(client, theme):
    client.post("/preferences/theme/", {"theme": theme})
    for path in ("/", "/cart/", "/accounts/login/", "/nowhere/"):
        page = page_of(client, path)
        assert page.html["data-theme"] == theme
        assert page.select_one("meta[name=color-scheme]")["content"] == theme
        assert pressed(page) == [theme]


def test_the_device_can_be_followed_again(client):
    client.post("/preferences/theme/", {"theme": "dark"})
    client.post("/preferences/theme/", {"theme": "device"})
    assert client.cookies["theme"].value == ""
    assert page_of(client).html["data-theme"] == "device"


def test_without_javascript_one_comes_back_to_the_form(client):
    back = page_of(client, "/search/?q=mug").select_one("#preferences input[name=next]")["value"]
    response = client.post("/preferences/theme/", {"theme": "dark", "next": back})
    assert response["Location"] == "/search/?q=mug#preferences"


def test_with_javascript_only_the_form_changes(client):
    response = client.post(
        "/preferences/theme/",
        {"theme": "dark", "next": "/cart/#preferences"},
        headers={"HX-Request": "true"},
    )
    form = BeautifulSoup(response.content, "html.parser")
    assert response["HX-Trigger"] == '{"shop:theme": {"theme": "dark"}}'
    assert pressed(form) == ["dark"]
    assert form.select_one("[name=next]")["value"] == "/cart/#preferences"


def test_a_foreign_address_is_not_followed(client):
    response = client.post("/preferences/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_an_unknown_theme_is_refused_in_words(client):
    response = client.post("/preferences/theme/", {"theme": "<sepia>"})
    assert response.status_code == 400
    assert "There is no such theme." in response.content.decode()


def test_a_cookie_that_makes_no_sense_counts_for_nothing(client):
    client.cookies["theme"] = '"><script>'
    assert page_of(client).html["data-theme"] == "device"
