"""Single numbers of the administration's pages, each against the one of before."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from config.charts import Number, Text, in_percent, in_words


@dataclass(frozen=True)
class Figure:
    """A tile of `admin/partials/figures.html`. `value` None: nothing is known, which is not zero.

    `before` is the same figure at the time that `compared_with` names; `better` says which direction is good news.
    `text` stands instead of a number. `link` leads to where it comes from.
    """

    label: Text
    value: Number | None = None
    unit: Text = ""
    digits: int = 0
    before: Number | None = None
    compared_with: Text = ""
    better: Literal["up", "down", ""] = ""
    note: Text = ""
    text: Text = ""
    link: str = ""

    @property
    def said(self) -> str | Promise:
        return self.text or self._in_words(self.value)

    @property
    def number(self) -> str:
        """`said` without its unit, which pages write smaller."""
        return str(self.text) or in_words(self.value, self.digits)

    @property
    def said_before(self) -> str:
        return self._in_words(self.before)

    @property
    def change(self) -> float | None:
        """In percent of the value of before; None where there was none to compare with, or nothing."""
        if self.value is None or not self.before:
            return None
        return float((self.value - self.before) / abs(self.before)) * 100

    @property
    def change_said(self) -> str:
        return "" if self.change is None else f"{_sign(self.change)}{in_percent(abs(self.change) / 100)}"

    @property
    def tone(self) -> str:
        """How the change is colored: `good`, `bad`, or neither."""
        if not self.better or self.change is None or round(self.change, 1) == 0:
            return ""
        return "good" if (self.change > 0) == (self.better == "up") else "bad"

    def _in_words(self, value: Number | None) -> str:
        number = in_words(value, self.digits)
        return f"{number}\N{NO-BREAK SPACE}{self.unit}" if self.unit and value is not None else number


def _sign(change: float) -> str:
    if round(change, 1) == 0:
        return "±"
    return "+" if change > 0 else "−"
