"""Two rankings in one list: team draft interleaving (Radlinski, Kurup & Joachims, "How does clickthrough data reflect
retrieval quality?", CIKM 2008).

As captains pick teams: in each round a coin says who picks first, and each takes its best that is not taken yet. Whose
picks are clicked more often ranks better; each visitor compares both, so fewer visitors tell.

A row may have limits, which both teams share. Who would exceed one takes its next item instead; when a team has nothing
left that fits, the draft of the row is over, so that neither has more picks than the other.
"""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random
from typing import TypeVar

Item = TypeVar("Item")
Takes = Callable[[Item], bool]
"""Of one row: whether it has room for this item, which then stands in it."""


def takes_all() -> Takes:
    return lambda _item: True


def team_draft(
    first: Sequence[Item],
    second: Sequence[Item],
    *,
    key: Callable[[Item], Hashable],
    coin: Random,
    k: int = sys.maxsize,
    new_row: Callable[[], Takes] = takes_all,
) -> list[tuple[Item, int | None]]:
    """Each item once, with the ranking that picked it, 0 or 1; None where that is nobody.

    Each k of them are a row, and what has no room there waits for the next. Where only one ranking has something left that
    fits, nobody picks it. Where neither has, the rest fills the row up: better alike than empty.
    """
    draft = _Draft(first, second, key, coin)
    drafted = []
    while draft.has_more():
        drafted += draft.row(k, new_row())
    return drafted


class _Draft:
    def __init__(self, first: Sequence, second: Sequence, key: Callable, coin: Random):
        self.left = [list(first), list(second)]
        self.picks = [0, 0]
        self.taken: set[Hashable] = set()
        self.key = key
        self.coin = coin

    def has_more(self) -> bool:
        self.left = [[item for item in side if self.key(item) not in self.taken] for side in self.left]
        return any(self.left)

    def row(self, k: int, takes: Takes) -> list[tuple]:
        row: list[tuple] = []
        while len(row) < k:
            team = self.coin.randrange(2) if self.picks[0] == self.picks[1] else self._behind
            item = next(self._free(self.left[team], takes), None)
            if item is None:
                return self._filled(self._even(row), k, takes)
            self.picks[team] += 1
            row.append((item, team))
        return row

    @property
    def _behind(self) -> int:
        return int(self.picks[1] < self.picks[0])

    def _free(self, items: Iterable, takes: Takes) -> Iterator:
        """Whatever is handed out is taken."""
        for item in items:
            if self.key(item) not in self.taken and takes(item):
                self.taken.add(self.key(item))
                yield item

    def _even(self, row: list[tuple]) -> list[tuple]:
        """A pick that the other team could not answer is nobody's."""
        if not row or self.picks[0] == self.picks[1]:
            return row
        item, team = row[-1]
        self.picks[team] -= 1
        return [*row[:-1], (item, None)]

    def _filled(self, row: list[tuple], k: int, takes: Takes) -> list[tuple]:
        """From both by turns, first with what fits."""
        for may in (takes, takes_all()):
            free = self._free(_by_turns(self.left), may)
            while len(row) < k and (item := next(free, None)) is not None:
                row.append((item, None))
        return row


def _by_turns(sides: Iterable[list]) -> Iterator:
    nothing = object()
    return (item for item in chain(*zip_longest(*sides, fillvalue=nothing)) if item is not nothing)
