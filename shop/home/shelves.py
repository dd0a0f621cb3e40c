"""What the home page asks the recommender for."""

from collections.abc import Callable
from dataclasses import dataclass

from recommender.services import (
    Placement,
    RequestVisitor,
    ServedSlate,
    SlateRequest,
    recently_viewed,
    serve_slates,
)

FOR_YOU = 12
SHELF = 6


@dataclass(frozen=True)
class HomeSlates:
    reminder: ServedSlate
    buy_again: ServedSlate
    for_you: ServedSlate
    because_viewed: ServedSlate
    popular: ServedSlate
    viewed: list[int]
    """Product ids, newest first."""

    @property
    def choosing_order(self) -> list[ServedSlate]:
        return [self.reminder, self.buy_again, self.for_you, self.because_viewed, self.popular]

    @property
    def page_order(self) -> list[ServedSlate]:
        return [self.for_you, self.reminder, self.because_viewed, self.buy_again, self.popular]


def home_slates(
    visitor: RequestVisitor, *, remind: Callable[[list[int]], list[tuple[int, str]]] = lambda _viewed: []
) -> HomeSlates:
    """`remind` says of what was viewed, and of the cart, what the page has to remind of: `SlateRequest.reminders`."""
    viewed = recently_viewed(visitor, limit=SHELF)
    slates = serve_slates(
        visitor,
        [
            # What is due, and what the page reminds of, has nowhere else to go, so these choose first.
            SlateRequest(Placement.HOME_REMINDER, k=SHELF, reminders=remind(viewed)),
            SlateRequest(Placement.HOME_BUY_AGAIN, k=SHELF),
            SlateRequest(Placement.HOME_FOR_YOU, k=FOR_YOU, without=viewed),
            SlateRequest(Placement.HOME_BECAUSE_VIEWED, k=SHELF, product_ids=viewed[:1], without=viewed),
            SlateRequest(Placement.HOME_POPULAR, k=SHELF, without=viewed),
        ],
    )
    return HomeSlates(*slates, viewed=viewed)
