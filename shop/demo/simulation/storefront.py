"""The shop as a shopper meets it, whichever way: by its pages over HTTP, or by the services behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

FOR_YOU = "home_for_you"


@dataclass(frozen=True)
class SeenShelf:
    """The part of a page that is a slate."""

    placement: str
    slate_id: UUID
    product_ids: tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """Where something was clicked."""

    slate_id: UUID
    position: int


class Storefront(Protocol):
    """What can be done in a shop. Whatever the shop refuses (sold out, say) is no error: the shopper goes on."""

    def arrive(self, at: datetime) -> None:
        """It is so late now."""

    def home(self) -> Sequence[SeenShelf]: ...

    def beside(self, product_id: int) -> Sequence[SeenShelf]:
        """The shelves of the product page that was opened last."""

    def view(self, product_id: int, *, clicked: Place | None = None) -> None: ...

    def saw(self, shelf: SeenShelf, positions: Sequence[int]) -> None: ...

    def search(self, words: str) -> None: ...

    def favorite(self, product_id: int, *, on: bool) -> None: ...

    def dismiss(self, product_id: int) -> None: ...

    def put_in_cart(self, product_id: int, quantity: int) -> None: ...

    def take_out_of_cart(self, product_id: int) -> None: ...

    def buy(self) -> Decimal:
        """Orders what lies in the cart; what the goods cost, 0 where nothing was ordered."""


class NoShelves:
    """A shop without slates, of which nothing is kept but what the shopper did: for the past before the first model."""

    def arrive(self, at):
        pass

    def home(self):
        return ()

    def beside(self, product_id):
        return ()

    def view(self, product_id, *, clicked=None):
        pass

    def saw(self, shelf, positions):
        pass

    def search(self, words):
        pass

    def favorite(self, product_id, *, on):
        pass

    def dismiss(self, product_id):
        pass

    def put_in_cart(self, product_id, quantity):
        pass

    def take_out_of_cart(self, product_id):
        pass

    def buy(self):
        return Decimal(0)
