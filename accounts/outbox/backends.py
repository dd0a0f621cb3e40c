from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleEmailBackend

from accounts.outbox.messages import keep
from accounts.sms.backends import ConsoleBackend, Text


class DemoSmsBackend(ConsoleBackend):
    def send(self, text: Text) -> None:
        super().send(text)
        keep(to=text.phone, body=text.body)


class DemoEmailBackend(ConsoleEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int | None:
        for mail in email_messages:
            keep(to=", ".join(mail.to), subject=mail.subject, body=mail.body)
        return super().send_messages(email_messages)
