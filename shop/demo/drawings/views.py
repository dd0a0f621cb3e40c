"""Further pictures of a product, made of its one drawing: seen closely, among its colors, in its box."""

from collections.abc import Callable, Sequence
from functools import partial

from .canvas import sheet
from .gallery import DRAWINGS
from .packaging import carton
from .palette import COLORS, CREAM
from .shapes import ground, moved, path, rect

CLOSER = 1.9
# Where the eye goes; the middle for all that are not named.
FOCUS = {
    "armchair": (236, 216),
    "apron": (200, 210),
    "backpack": (200, 236),
    "cactus": (200, 150),
    "camping-lantern": (200, 210),
    "chefs-knife": (248, 238),
    "coffee-grinder": (212, 206),
    "cushion": (262, 150),
    "cutting-board": (196, 140),
    "desk-lamp": (268, 160),
    "dinner-plate": (160, 150),
    "fountain-pen": (148, 262),
    "garden-gloves": (180, 262),
    "kettle": (212, 226),
    "kite": (216, 130),
    "pendant-lamp": (200, 170),
    "pruning-shears": (210, 190),
    "scissors": (200, 190),
    "sun-hat": (200, 234),
    "table-lamp": (206, 200),
    "toothbrush": (238, 110),
    "trowel": (222, 160),
    "umbrella": (200, 150),
    "vase": (200, 150),
    "watering-can": (232, 200),
}
BOXED = frozenset([
    "mug", "espresso-cup", "teapot", "kettle", "moka-pot", "coffee-grinder", "pour-over",
    "french-press", "casserole", "frying-pan", "storage-jar", "lunch-box", "table-lamp",
    "pendant-lamp", "candle", "reed-diffuser", "vase", "wall-clock", "desk-lamp", "camping-lantern",
    "water-bottle", "thermos", "compass", "fountain-pen", "toy-train", "toy-car", "wooden-blocks",
    "stacking-rings", "teddy-bear",
])  # fmt: skip
# A cord that begins in mid-air would look lost among others.
ALONE = frozenset(["pendant-lamp"])


def views(drawing: str, color: str, colors: Sequence[str] = ()) -> dict[str, Callable[[], str]]:
    """What there is beside the first picture, by name; a product that comes in no `colors` has no family."""
    found = {"closely": partial(draw_closely, drawing, color)}
    if len(colors) > 2 and drawing not in ALONE:
        found["family"] = partial(draw_family, drawing, color, colors)
    if drawing in BOXED:
        found["box"] = partial(draw_box, drawing, color)
    return found


def draw_closely(drawing: str, color: str) -> str:
    tone = COLORS[color]
    x, y = FOCUS.get(drawing, (200, 200))
    return sheet(moved(200 - CLOSER * x, 200 - CLOSER * y, DRAWINGS[drawing](tone), scale=CLOSER), tone)


def draw_family(drawing: str, color: str, colors: Sequence[str]) -> str:
    """The product in front, and behind it two more of the colors that it comes in."""
    place = colors.index(color)
    left, right = (
        COLORS[colors[(place + step) % len(colors)]] for step in (len(colors) // 3, -len(colors) // 3)
    )
    thing, tone = DRAWINGS[drawing], COLORS[color]
    return sheet(
        moved(-12, 92, thing(left), scale=0.56)
        + moved(188, 92, thing(right), scale=0.56)
        + moved(66, 118, thing(tone), scale=0.67),
        tone,
    )


def draw_box(drawing: str, color: str) -> str:
    """A carton in the product's color, with its picture on the front."""
    tone = COLORS[color]
    return sheet(
        ground(250)
        + carton(tone, x=76, y=134, w=192, h=192, depth=60)
        + path("M158 134l60 -30h28l-60 30v34l-14 -8l-14 8Z", tone.companion.mid)
        + rect(97, 166, 150, 140, CREAM.light, 8)
        + moved(108, 170, DRAWINGS[drawing](tone), scale=0.32),
        tone,
    )
