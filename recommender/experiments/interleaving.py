"""Two rankings in one list: team draft interleaving (Radlinski, Kurup & Joachims, "How does clickthrough data reflect
retrieval quality?", CIKM 2008).

As captains pick teams: in each round a coin says who picks first, and each takes its best that is not taken yet. Whose
picks are clicked more often ranks better; each visitor compares both, so fewer visitors tell.
"""

from collections.abc import Callable, Hashable, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def team_draft(
    first: Sequence[Item], second: Sequence[Item], *, key: Callable[[Item], Hashable], coin: Random
) -> list[tuple[Item, int | None]]:
    """Each item once, with the ranking that picked it, 0 or 1. What is left when one ran out is nobody's pick: None."""
    left = [list(first), list(second)]
    picks = [0, 0]
    taken: set[Hashable] = set()
    drafted: list[tuple[Item, int | None]] = []
    while True:
        left = [[item for item in side if key(item) not in taken] for side in left]
        if not all(left):
            break
        team = coin.randrange(2) if picks[0] == picks[1] else int(picks[1] < picks[0])
        item = left[team][0]
        taken.add(key(item))
        picks[team] += 1
        drafted.append((item, team))
    return drafted + [(item, None) for side in left for item in side]
