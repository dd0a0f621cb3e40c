"""Whoever acts in the shop: a guest known by visitor id, or a member. Services take this, never a request."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User
from shop.currencies.rates import shown_currency


@dataclass(frozen=True)
class Shopper:
    visitor: Any
    """What recommender.services wants to know of the visitor; opaque here, with an `id`."""
    account: User | None
    currency: str = field(default_factory=shown_currency)
    """What the shopper sees prices in, and pays in."""

    @classmethod
    def of(cls, request: HttpRequest) -> "Shopper":
        account = request.user if request.user.is_authenticated else None
        return cls(visitor=request.visitor, account=account)

    @property
    def visitor_id(self) -> UUID:
        return self.visitor.id

    @property
    def owner(self) -> dict:
        """Filter, and fields, of rows that belong to this shopper: the account's, or the guest's."""
        if self.account:
            return {"account": self.account}
        return {"account": None, "visitor_id": self.visitor_id}
