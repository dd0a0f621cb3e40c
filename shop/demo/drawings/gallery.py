"""All drawings, by the slug of what they show."""

from collections.abc import Callable

from . import bath, desk, garden, kitchen, living, outdoor, pantry, play
from .canvas import sheet
from .palette import COLORS, Tone

_FILES = (kitchen, pantry, living, garden, outdoor, desk, bath, play)

DRAWINGS: dict[str, Callable[[Tone], str]] = {
    function.__name__.replace("_", "-"): function for file in _FILES for function in file.DRAWINGS
}


def draw(drawing: str, color: str) -> str:
    """The picture of one product kind in one color, as an SVG document."""
    tone = COLORS[color]
    return sheet(DRAWINGS[drawing](tone), tone)
