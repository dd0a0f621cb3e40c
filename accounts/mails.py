from django.conf import settings
from django.core.mail import EmailMessage


def deliver_mail(*, to: str, subject: str, body: str) -> None:
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to]).send()
