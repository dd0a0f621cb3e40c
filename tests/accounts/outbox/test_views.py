import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection

from accounts.outbox.backends import DemoSmsBackend
from accounts.outbox.messages import SHOWN
from accounts.sms.backends import Text

pytestmark = pytest.mark.django_db
URL = "/accounts/outbox/"


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


def shown(client) -> list[str]:
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    return [" ".join(message.get_text(" ").split()) for message in page.select(".outbox__message")]


def test_texts_and_mails_lie_there_newest_first(client, capsys):
    DemoSmsBackend().send(Text("+491713920001", "1234-5678 <b>code</b>"))
    mail = EmailMessage("Hello", "A mail.", "shop@aisle.example", ["one@aisle.example"])
    mail.connection = get_connection("accounts.outbox.backends.DemoEmailBackend")
    mail.send()
    first, second = shown(client)
    assert first.startswith("Mail to one@aisle.example")
    assert "A mail." in first
    assert second.startswith("Text to +49 171 3920001")
    assert "1234-5678 <b>code</b>" in second


def test_only_the_last_ones_are_shown(client, capsys):
    for number in range(SHOWN + 5):
        DemoSmsBackend().send(Text("+491713920001", f"text {number}."))
    found = shown(client)
    assert len(found) == SHOWN
    assert f"text {SHOWN + 4}." in found[0]


def test_without_the_demo_there_is_no_such_page(client, settings):
    settings.DEMO = False
    assert client.get(URL).status_code == 404
    answer = client.post("/accounts/login/code/", {"login": "nobody@aisle.example"})
    assert "outbox" not in client.get(answer.url).content.decode()
