"""Days that are done, as files: what was counted, and what it takes to go on after a kill."""

import json
from datetime import datetime
from pathlib import Path

from shop.demo.market import Offer
from shop.demo.simulation.trip import LongMemory


class KeptDays:
    """One file for each day. It is there whole or not at all."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def last(self) -> int | None:
        """The newest day that is done; 0 is the past, None where nothing was done."""
        days = (int(path.stem.removeprefix("day-")) for path in self.folder.glob("day-*.json"))
        return max(days, default=None)

    def write(self, day: int, facts: dict) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._path(day).with_suffix(".draft")
        draft.write_text(json.dumps(facts), encoding="utf-8")
        draft.rename(self._path(day))

    def read(self, day: int) -> dict:
        return json.loads(self._path(day).read_text(encoding="utf-8"))

    def rows(self) -> list[dict]:
        """Of all days, in their order: one for each visit."""
        return [row for day in range((self.last or 0) + 1) for row in self.read(day)["rows"]]

    def _path(self, day: int) -> Path:
        return self.folder / f"day-{day:03d}.json"


def as_json(memory: LongMemory) -> dict:
    return {
        "project": memory.project,
        "due": {product: when.isoformat() for product, (when, _offer) in memory.due.items()},
        "favorites": [offer.product_id for offer in memory.favorites],
        "owned": sorted(memory.owned),
        "dismissed": sorted(memory.dismissed),
    }


def from_json(facts: dict, offers: dict[int, Offer]) -> LongMemory:
    """What is sold no more is forgotten."""
    return LongMemory(
        project=facts["project"],
        due={
            int(product): (datetime.fromisoformat(when), offers[int(product)])
            for product, when in facts["due"].items()
            if int(product) in offers
        },
        favorites=[offers[product] for product in facts["favorites"] if product in offers],
        owned=set(facts["owned"]),
        dismissed=set(facts["dismissed"]),
    )
