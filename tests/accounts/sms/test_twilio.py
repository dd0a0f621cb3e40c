"""Against a small server on this machine that answers as Twilio does."""

import json
import logging
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from accounts.sms import twilio
from accounts.sms.backends import Text, TextRefused
from accounts.sms.services import deliver_text
from accounts.sms.twilio import TwilioBackend

TEXT = Text("+491713920001", "1234-5678 is your code.")


class Provider(ThreadingHTTPServer):
    daemon_threads = True
    status, body = 201, {"sid": "SM1", "status": "queued"}
    hang = threading.Event()  # set: answers at once

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked = []
        self.hang.set()


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append((self.path, self.headers["Authorization"], form))
        self.server.hang.wait(10)
        body = json.dumps(self.server.body).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def provider():
    server = Provider()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.hang.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def options(provider) -> dict:
    url = f"http://127.0.0.1:{provider.server_port}"
    return {"account": "AC1", "token": "secret", "sender": "+4917000000", "url": url}


def test_it_asks_as_the_public_api_says(provider, options):
    TwilioBackend(**options).send(TEXT)
    ((path, authorization, form),) = provider.asked
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert b64decode(authorization.removeprefix("Basic ")) == b"AC1:secret"
    assert form == {"To": [TEXT.phone], "From": ["+4917000000"], "Body": [TEXT.body]}


def test_a_pool_of_numbers_may_send(provider, options):
    TwilioBackend(**options | {"sender": "MG1"}).send(TEXT)
    assert provider.asked[0][2]["MessagingServiceSid"] == ["MG1"]


def test_a_refusal_is_written_down_without_the_code(provider, options, settings, caplog):
    provider.status = 400
    provider.body = {"code": 21211, "message": f"{TEXT.phone} cannot get {TEXT.body}"}
    settings.SMS = {"backend": "accounts.sms.twilio.TwilioBackend", **options}
    with caplog.at_level(logging.DEBUG):
        deliver_text(phone=TEXT.phone, body=TEXT.body)
    assert "Twilio answers 400, error 21211." in caplog.text
    assert "1234-5678" not in caplog.text
    assert TEXT.phone not in caplog.text


def test_a_refusal_without_a_reason(provider, options):
    provider.status, provider.body = 401, ["?"]
    with pytest.raises(TextRefused, match="401, without a reason"):
        TwilioBackend(**options).send(TEXT)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_provider_is_asked_again(provider, options, status):
    provider.status = status
    with pytest.raises(OSError, match=str(status)) as raised:
        TwilioBackend(**options).send(TEXT)
    assert "1234-5678" not in str(raised.value)


def test_a_silent_provider_is_given_up_and_asked_again(provider, options, monkeypatch):
    monkeypatch.setattr(twilio, "SECONDS", 0.2)
    provider.hang.clear()
    with pytest.raises(OSError, match="timed out"):
        TwilioBackend(**options).send(TEXT)


def test_an_unreachable_provider_is_asked_again(provider, options):
    with pytest.raises(OSError, match="refused"):
        TwilioBackend(**options | {"url": "http://127.0.0.1:1"}).send(TEXT)
