"""Places on a page, as its forms name them: they can be edited, so nothing here is believed further than its shape."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

MOST = 200  # product ids in one request; no page shows more
PLACE = re.compile(r"place-[0-9a-f-]+")


def product_ids_in(values: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(v) for v in values[:MOST] if v.isascii() and v.isdecimal() and len(v) < 19)


@dataclass(frozen=True)
class Place:
    """Where a card stands: in which slate, around which products, in which element; and what else the page shows."""

    slate_id: UUID | None
    about: tuple[int, ...]
    shown: tuple[int, ...]
    element: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Place":
        target = request.htmx.target or ""
        return cls(
            slate_id=_uuid(request.POST.get("slate", "")),
            about=product_ids_in(request.POST.getlist("about")),
            shown=product_ids_in(request.POST.getlist("product_id")),
            element=target if PLACE.fullmatch(target) else "",
        )


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
