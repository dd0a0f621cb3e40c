"""What staff did beside the forms of the administration, in the same history that those write."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model


def record_action(actor: AbstractBaseUser, target: Model, text: str) -> LogEntry:
    """`actor` did something to `target`; `text` says what, in words without anything secret."""
    return LogEntry.objects.log_actions(
        user_id=actor.pk, queryset=[target], action_flag=CHANGE, change_message=text, single_object=True
    )


def forget_actions(*, before: datetime) -> int:
    """Of forms and of this; how many."""
    return LogEntry.objects.filter(action_time__lt=before).delete()[0]
