"""Ways for a text to reach a phone; `SMS_BACKEND` picks one, as `EMAIL_URL` does for mails."""

import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    phone: str  # E.164
    body: str


class SmsBackend(ABC):
    """Built with the options that `settings.SMS` holds beside the backend's own path."""

    @abstractmethod
    def send(self, text: Text) -> None:
        """Raises OSError where another try may help, `TextRefused` where it cannot."""


class TextRefused(Exception):
    """The provider will not send this one. Says why, never what the text was: it may hold a code."""


class ConsoleBackend(SmsBackend):
    def send(self, text: Text) -> None:
        sys.stdout.write(f"Text to {text.phone}:\n{text.body}\n")
        sys.stdout.flush()


class MemoryBackend(SmsBackend):
    """For tests."""

    sent: list[Text] = []

    def send(self, text: Text) -> None:
        self.sent.append(text)
