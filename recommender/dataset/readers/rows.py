"""What every reader yields, whatever the file: products and events, checked, in batches."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import ClassVar

BATCH = 5_000


class ReaderError(ValueError):
    """A file that cannot be read at all; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as the file knows it; what the file does not say is None or empty."""

    external_id: str
    title: str
    price: Decimal | None
    currency: str
    category: tuple[str, ...] = ()
    """From the widest to the narrowest."""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `session_key` is the file's own session or invoice; `quantity` is of purchases, else 1."""

    visitor_key: str
    product_id: str
    kind: str
    time: datetime
    session_key: str
    quantity: int = 1
    price: Decimal | None = None


class Reader(ABC):
    """Reads one file, any number of times, holding one batch (and the catalog) in memory.

    Both walks count what they left out in `rejections`, by reason; a new walk over the same thing counts afresh.
    """

    format: ClassVar[str]
    description: ClassVar[str]
    has_codes: ClassVar[bool] = True
    """Whether product ids are codes of a real shop, and not numbers that other files give to other things."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self._rejected_products: Counter = Counter()
        self._rejected_events: Counter = Counter()

    @property
    def rejections(self) -> Counter:
        """Rows left out by reason, of the last walk over products and the last over events."""
        return self._rejected_products + self._rejected_events

    def products(self, *, batch_size: int = BATCH) -> Iterator[list[ProductRow]]:
        """Every product once."""
        self._rejected_products.clear()
        return _batched(self._products(), batch_size)

    def events(self, *, batch_size: int = BATCH) -> Iterator[list[EventRow]]:
        """Events in the order of the file."""
        self._rejected_events.clear()
        return _batched(self._events(), batch_size)

    @abstractmethod
    def count(self) -> int | None:
        """Rows of the file, for a progress bar; None where counting would cost a walk."""

    @abstractmethod
    def _products(self) -> Iterable[ProductRow]: ...

    @abstractmethod
    def _events(self) -> Iterable[EventRow]: ...


def _batched(rows: Iterable, size: int) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
