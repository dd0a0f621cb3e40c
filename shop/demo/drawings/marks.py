"""The shop's own pictures: its mark, and the parcel that stands in for a missing picture.

They lie in static/img; `write_marks` draws them anew.
"""

from pathlib import Path

from .canvas import document, sheet
from .gallery import DRAWINGS
from .packaging import carton
from .palette import COLORS, CREAM, GLASS, HONEY, STEEL, WOOD, Tone
from .shapes import circle, ground, moved, path, rect, ring, stroke, turned

GREEN, GREEN_LIGHT = "#1f5b4c", "#2f7a67"


def logo() -> str:
    """Two shelves that lead away to a light: an aisle, and the letter A."""
    boards = stroke("M21 26.5L30 28M15.5 39L25.5 40M43 26.5L34 28M48.5 39L38.5 40", GREEN, 2.4)
    return _mark(_walls() + boards + circle(32, 45, 5, HONEY.light))


def favicon() -> str:
    """The mark without its boards, for the smallest sizes."""
    return _mark(_walls() + circle(32, 46, 6.5, HONEY.light))


def placeholder() -> str:
    """A parcel: the picture of a product that has none."""
    return sheet(parcel(WOOD), COLORS["sand"])


def parcel(c: Tone) -> str:
    return (
        ground(230)
        + carton(c, x=86, y=168, w=180, h=158, depth=56)
        + path("M158 168L214 140H246L190 168V226L174 216L158 226Z", CREAM.mid)
        + path("M190 168L246 140V140L190 168V226L184 222V168Z", CREAM.dark)
        + rect(196, 272, 54, 38, CREAM.light, 4)
        + stroke("M206 284H240M206 297H228", c.dark, 4)
        + stroke("M112 300V272M104 282L112 272L120 282M138 300V272M130 282L138 272L146 282", c.dark, 5)
    )


def lost() -> str:
    """A parcel under a looking glass: there is nothing at this address."""
    glass = ring(282, 128, 52, STEEL.dark, 13) + circle(282, 128, 46, GLASS.mid, 0.65)
    handle = stroke("M320 168L352 204", WOOD.dark, 20) + stroke("M263 116Q268 100 284 98", GLASS.light, 7)
    questions = stroke("M66 96l-14 -22M96 74l-4 -26M128 76l8 -24", HONEY.mid, 7)
    body = moved(0, -44, turned(-7, parcel(WOOD), cx=200, cy=330)) + glass + handle + questions
    return document(body, width=400, height=300, shadow=WOOD.deep)


def empty_cart() -> str:
    """A bag that waits for something to carry."""
    return document(_waiting(DRAWINGS["tote-bag"](COLORS["lagoon"])), width=400, height=300, shadow=WOOD.deep)


def no_favorites() -> str:
    """A frame that waits for something to like."""
    heart = "M200 236C130 192 132 136 168 134Q190 134 200 154Q210 134 232 134C268 136 270 192 200 236Z"
    frame = rect(104, 72, 192, 216, WOOD.mid, 8) + rect(120, 88, 160, 184, CREAM.light)
    picture = ground(190, y=286) + frame + path(heart, COLORS["cherry"].mid)
    return document(_waiting(moved(0, 44, picture)), width=400, height=300, shadow=WOOD.deep)


def _waiting(thing: str) -> str:
    """It stands on the lower edge, and little marks above it say that something may come."""
    return moved(20, -44, thing, scale=0.9) + stroke(
        "M92 86l-14 -20M118 66l-4 -24M306 84l14 -20M280 64l4 -24", HONEY.mid, 7
    )


def write_marks(folder: Path) -> None:
    for draw_mark in MARKS:
        (folder / f"{draw_mark.__name__}.svg").write_text(draw_mark())


def _mark(body: str) -> str:
    field = rect(0, 0, 64, 64, GREEN, 15) + path("M17 64L32 24L47 64Z", GREEN_LIGHT)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f"{field}{body}</svg>\n"
    )


def _walls() -> str:
    left = "M7.6 53L26 12.5Q27.6 9 32 9V24L21.5 53Q20.8 55 18.8 55H9Q6.8 55 7.6 53Z"
    right = "M56.4 53L38 12.5Q36.4 9 32 9V24L42.5 53Q43.2 55 45.2 55H55Q57.2 55 56.4 53Z"
    return path(left, CREAM.light) + path(right, CREAM.dark)


MARKS = (logo, favicon, placeholder, lost, empty_cart, no_favorites)
