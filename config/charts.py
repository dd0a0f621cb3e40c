"""Charts of the administration: what is drawn, and the same numbers as a table.

A page makes a `Chart` and includes `admin/partials/chart.html` with it; `static/js/charts.js` draws it. A chart has one
unit, so one axis is enough; a line that means something else belongs into a chart of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Literal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Number = int | float | Decimal
Text = str | Promise
Kind = Literal["line", "bar", "stacked", "scatter", "heat"]
MISSING = "–"
HEAT_LEVELS = 9


@dataclass(frozen=True)
class Series:
    """Values in the order of the chart's labels; None where nothing is known. `low` and `high`: an interval around them.

    In a scatter chart, `points` are (x, y) pairs instead. `is_reference` draws a thin dashed line: the week before, a
    goal, an oracle. `kind` lets a line lie over bars.
    """

    label: Text
    values: Sequence[Number | None] = ()
    low: Sequence[Number | None] = ()
    high: Sequence[Number | None] = ()
    points: Sequence[tuple[Number, Number]] = ()
    is_reference: bool = False
    kind: Literal["line", "bar"] | None = None


@dataclass(frozen=True)
class Chart:
    """Values are in `unit` as they are to be read: a share of a half with the unit "%" is 50, not 0.5.

    `id` is unique on the page, of letters, digits and dashes. `y_title` says what is counted, `x_title` of what the labels are.
    `horizontal` lays bars down, for labels that are names. `note` is a sentence below the title. `download` is the
    address of the same figures as a file.
    """

    id: str
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    y_title: Text
    x_title: Text = ""
    kind: Kind = "line"
    unit: Text = ""
    digits: int = 0
    horizontal: bool = False
    note: Text = ""
    empty: Text = ""
    download: str = ""
    heat_range: tuple[float, float] | None = field(default=None)

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def is_empty(self) -> bool:
        """True where there is no number at all: words say so better than empty axes."""
        return all(value is None for one in self.series for value in (*one.values, *one.points))

    @property
    def said_when_empty(self) -> Text:
        return self.empty or _("There are no figures for this yet.")

    @property
    def value_title(self) -> str:
        return f"{self.y_title} ({self.unit})" if self.unit else str(self.y_title)

    @property
    def data(self) -> dict:
        """What charts.js reads."""
        return {
            "kind": self.kind,
            "labels": [str(label) for label in self.labels],
            "xTitle": str(self.x_title),
            "yTitle": self.value_title,
            "unit": str(self.unit),
            "digits": self.digits,
            "horizontal": self.horizontal,
            "series": [_drawn(one) for one in self.series],
        }

    @property
    def head(self) -> list[str]:
        """The first row of the table."""
        if self.kind == "scatter":
            return [_("Series"), str(self.x_title), self.value_title]
        names = [str(one.label) for one in self.series]
        return [str(self.x_title), *(f"{name} ({self.unit})" if self.unit else name for name in names)]

    @property
    def rows(self) -> list[list[str]]:
        """The other rows: a label and its numbers, with the interval where there is one."""
        if self.kind == "scatter":
            return [
                [str(one.label), self._said(x), self._said(y)] for one in self.series for x, y in one.points
            ]
        columns = [self._column(one) for one in self.series]
        return [
            [str(label), *cells]
            for label, *cells in zip_longest(self.labels, *columns, fillvalue=MISSING)
            if cells
        ]

    @property
    def heat_rows(self) -> list[dict]:
        """A row for each series of a heat map, its cells with a level from 0 (least) to 8 (most)."""
        low, high = self.heat_range or self._extremes()
        return [
            {
                "label": one.label,
                "cells": [
                    {"text": self._said(value), "level": _level(value, low, high)} for value in one.values
                ],
            }
            for one in self.series
        ]

    def _column(self, one: Series) -> list[str]:
        said = [self._said(value) for value in one.values]
        if not one.low:
            return said
        bounds = zip(said, one.low, one.high, strict=True)
        return [f"{value} [{self._said(low)}, {self._said(high)}]" for value, low, high in bounds]

    def _said(self, value: Number | None) -> str:
        return in_words(value, self.digits)

    def _extremes(self) -> tuple[float, float]:
        known = [value for one in self.series for value in map(_plain, one.values) if value is not None]
        return (min(known), max(known)) if known else (0.0, 0.0)


def in_words(value: Number | None, digits: int) -> str:
    """In the language of the page, rounded: Django by itself cuts digits off."""
    if _plain(value) is None:
        return MISSING
    return number_format(round(value, digits), digits, force_grouping=True)


def in_percent(share: Number | None, digits: int = 1) -> str:
    """A half is 50.0 %; the sign never stands on a line of its own."""
    return MISSING if _plain(share) is None else f"{in_words(100 * share, digits)}\N{NO-BREAK SPACE}%"


def _drawn(one: Series) -> dict:
    return {
        "label": str(one.label),
        "values": [_plain(value) for value in one.values],
        "low": [_plain(value) for value in one.low],
        "high": [_plain(value) for value in one.high],
        "points": [{"x": _plain(x), "y": _plain(y)} for x, y in one.points],
        "isReference": one.is_reference,
        "kind": one.kind,
    }


def _plain(value: Number | None) -> float | int | None:
    """A number that JSON knows: it has neither Decimal nor infinity."""
    if value is None or not math.isfinite(value):
        return None
    return value if isinstance(value, int) else float(value)


def _level(value: Number | None, low: float, high: float) -> int | None:
    if _plain(value) is None:
        return None
    share = (float(value) - low) / (high - low) if high > low else 0.0
    return min(HEAT_LEVELS - 1, max(0, int(share * HEAT_LEVELS)))
