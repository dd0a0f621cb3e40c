"""Days that are done, as files: what was counted, and what it takes to go on after a kill."""

import json
from datetime import datetime
from pathlib import Path

from config.errors import Conflict
from shop.demo.market import Offer
from shop.demo.simulation.trip import LongMemory


class KeptDays:
    """One file for each day, written within the day's transaction and named for good once that is committed."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def last(self) -> int | None:
        """The newest day that is done; 0 is the past, None where nothing was done.

        Raises Conflict where a kill hit the very moment between the database and the file.
        """
        if list(self.folder.glob("day-*.half")):
            raise Conflict(
                f"The last day of {self.folder} may be in the database or not; begin anew with another LOCAL_DIR."
            )
        return max((int(path.stem.removeprefix("day-")) for path in self.folder.glob("day-*.json")), default=None)

    def prepare(self, day: int, facts: dict) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._half(day).write_text(json.dumps(facts), encoding="utf-8")

    def confirm(self, day: int) -> None:
        self._half(day).rename(self._path(day))

    def forget(self, day: int) -> None:
        """Where the database took the day back."""
        self._half(day).unlink(missing_ok=True)

    def read(self, day: int) -> dict:
        return json.loads(self._path(day).read_text(encoding="utf-8"))

    def rows(self) -> list[dict]:
        """Of all days, in their order: one for each visit."""
        return [row for day in range(1, (self.last or 0) + 1) for row in self.read(day)["rows"]]

    def _path(self, day: int) -> Path:
        return self.folder / f"day-{day:03d}.json"

    def _half(self, day: int) -> Path:
        return self.folder / f"day-{day:03d}.half"


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
