from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q


class Owned(models.Model):
    """Belongs to an account, or to a guest, who is known by visitor id only."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, editable=False
    )
    visitor_id = models.UUIDField(null=True, blank=True, editable=False, db_index=True)

    last_touched: ClassVar[str] = ""
    """The field that says when; a guest's row is let go long after. Empty where it is kept."""

    class Meta:
        abstract = True

    @staticmethod
    def has_owner() -> Q:
        return Q(account__isnull=False) | Q(visitor_id__isnull=False)

    @staticmethod
    def one_for_each(thing: str, *, name: str) -> list[models.BaseConstraint]:
        """Each row has an owner, and no owner has two rows of the same thing."""
        return [
            models.CheckConstraint(condition=Owned.has_owner(), name=f"{name}_has_owner"),
            models.UniqueConstraint(fields=["account", thing], name=f"{name}_once_for_account"),
            models.UniqueConstraint(
                fields=["visitor_id", thing], condition=Q(account=None), name=f"{name}_once_for_guest"
            ),
        ]


@transaction.atomic
def forget_guest(*, visitor_id: UUID) -> None:
    """Out of every table of things that guests own."""
    for table in Owned.__subclasses__():
        table.objects.filter(account=None, visitor_id=visitor_id).delete()


def let_guests_go(*, before: datetime) -> dict[str, int]:
    """Delete what guests have left and not touched since `before`; how many rows of what."""
    return {
        table.__name__: table.objects.filter(account=None, **{f"{table.last_touched}__lt": before}).delete()[
            0
        ]
        for table in Owned.__subclasses__()
        if table.last_touched
    }
