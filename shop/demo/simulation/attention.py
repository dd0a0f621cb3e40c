"""Which products of a shelf are looked at: position bias.

From left to right until patience ends, as in the cascade model (Craswell, Zoeter, Taylor and Ramsey, "An experimental
comparison of click position-bias models", WSDM 2008); and what is on the screen is examined the less the further back it
stands, whatever it is (the examination hypothesis: Richardson, Dominowska and Ragno, "Predicting clicks", WWW 2007).
"""

from random import Random

import numpy as np

SCROLLS = 0.93  # from one product to the next; after the last one looked at, nothing is on the screen
FADES = 0.25  # examined with probability position ** -FADES


def examined(positions: int | np.ndarray) -> float | np.ndarray:
    """How likely what stands on the screen at a position (from 1) is looked at."""
    return np.asarray(positions, dtype=float) ** -FADES


def positions_on_screen(length: int, rng: Random) -> int:
    """How many of a shelf's products come onto the screen, from the first on."""
    shown = min(1, length)
    while shown < length and rng.random() < SCROLLS:
        shown += 1
    return shown
