"""Texts through Twilio's Messages resource (https://www.twilio.com/docs/messaging/api/message-resource)."""

import json
from base64 import b64encode
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from accounts.sms.backends import SmsBackend, Text, TextRefused

SECONDS = 10
# The provider, or the way to it, is busy: what was asked is all right.
MAY_PASS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


class TwilioBackend(SmsBackend):
    def __init__(self, *, account: str, token: str, sender: str, url: str = "https://api.twilio.com") -> None:
        self.messages = f"{url}/2010-04-01/Accounts/{account}/Messages.json"
        self.authorization = "Basic " + b64encode(f"{account}:{token}".encode()).decode()
        # A pool of numbers has an identity where a single number has digits.
        self.sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}

    def send(self, text: Text) -> None:
        form = urlencode({"To": text.phone, "Body": text.body, **self.sender}).encode()
        headers = {"Authorization": self.authorization, "Accept": "application/json"}
        try:
            urlopen(Request(self.messages, form, headers), timeout=SECONDS).close()  # noqa: S310  the operator's own address
        except HTTPError as error:
            with error:
                if error.code in MAY_PASS or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise ConnectionError(f"Twilio answers {error.code}.") from None
                raise TextRefused(f"Twilio answers {error.code}, {_reason(error)}.") from None
        except HTTPException as error:
            raise ConnectionError(f"Twilio broke off: {type(error).__name__}.") from None


def _reason(error: HTTPError) -> str:
    """The number in Twilio's list of errors; its sentence may repeat what was sent."""
    try:
        return f"error {int(json.load(error)['code'])}"
    except (ValueError, KeyError, TypeError, OSError):
        return "without a reason"
