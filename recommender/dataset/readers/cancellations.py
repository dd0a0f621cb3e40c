"""Which purchases a cancellation takes back: the newest earlier ones of the same customer and product."""

from collections import defaultdict
from datetime import datetime


class CancellationPlan:
    """Add the cancellations, then the purchases, settle, then ask. Purchases that nothing may cancel are not kept."""

    def __init__(self):
        self._cancellations: dict[tuple, list] = defaultdict(list)
        self._purchases: dict[tuple, list] = defaultdict(list)
        self._taken_back: dict[int, int] = defaultdict(int)
        self._matched: set[int] = set()

    def add_cancellation(self, line: int, key: tuple, time: datetime, quantity: int) -> None:
        self._cancellations[key].append((time, line, quantity))

    def add_purchase(self, line: int, key: tuple, time: datetime, quantity: int) -> None:
        if key in self._cancellations:
            self._purchases[key].append((time, line, quantity))

    def settle(self) -> None:
        """Match each cancellation, oldest first."""
        for key, cancellations in self._cancellations.items():
            purchases = sorted(self._purchases[key], reverse=True)
            for time, line, quantity in sorted(cancellations):
                self._take_back(line, quantity, [p for p in purchases if p[0] <= time])

    def taken_back(self, line: int) -> int:
        """Units of a purchase line that were cancelled later."""
        return self._taken_back.get(line, 0)

    def is_matched(self, line: int) -> bool:
        """Whether a cancellation line found anything to take back."""
        return line in self._matched

    def _take_back(self, cancellation: int, quantity: int, newest_first: list) -> None:
        for _, line, bought in newest_first:
            taken = min(quantity, bought - self._taken_back[line])
            if taken > 0:
                self._taken_back[line] += taken
                self._matched.add(cancellation)
                quantity -= taken
