import logging

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.sms.backends import SmsBackend, Text, TextRefused

log = logging.getLogger(__name__)


def sms_backend() -> SmsBackend:
    options = dict(settings.SMS)
    return import_string(options.pop("backend"))(**options)


def deliver_text(*, phone: str, body: str) -> None:
    """Raises OSError where another try may help. What cannot be sent is written down, without its words."""
    try:
        sms_backend().send(Text(phone, body))
    except TextRefused as refusal:
        log.error(  # noqa: TRY400  the traceback would end in what was sent
            "A text to a number that ends in %s was refused: %s", phone[-2:], refusal
        )
