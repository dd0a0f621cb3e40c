"""Who meets which arm: a hash of the experiment's salt and the visitor's id, so that nothing need be stored or asked.

The same visitor always falls into the same place, and the places of two experiments with different salts have nothing to
do with each other. As in Kohavi, Longbotham et al., "Controlled experiments on the web: survey and practical guide", Data
Mining and Knowledge Discovery 18 (2009), section 4.1.
"""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate

BITS = 64


def place_of(salt: str, *key: object) -> float:
    """From 0 to below 1, evenly; the same for the same salt and key, on every machine."""
    said = "\x1f".join([salt, *map(str, key)])  # no id holds this sign, so no two keys run into each other
    return int.from_bytes(blake2b(said.encode(), digest_size=BITS // 8).digest(), "big") / 2**BITS


def is_in_traffic(salt: str, visitor: object, *, share: float) -> bool:
    """Asked of a place of its own: with more traffic nobody changes the arm."""
    return place_of(salt, "traffic", visitor) < share


def arm_at(shares: Sequence[float], place: float) -> int:
    """Which of the arms owns this place, when they divide 0 to 1 in their order. Shares are weighed against their sum."""
    total = sum(shares)
    for number, end in enumerate(accumulate(shares)):
        if place * total < end:
            return number
    return len(shares) - 1  # rounding alone leads here
