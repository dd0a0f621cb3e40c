"""The four scenes of the home page: what the shop sells, in the light of a season.

They lie in static/img/seasons; `write_scenes` draws them anew.
"""

import re
from pathlib import Path

from .canvas import document
from .gallery import DRAWINGS
from .palette import COLORS, CREAM, HONEY, LEAF, WOOD
from .shapes import around, circle, ellipse, leaf, moved, path, rect, stroke

WIDTH, HEIGHT = 900, 640
TABLE = 520
_SHADOW = re.compile(r'<ellipse [^>]*fill="url\(#shadow\)"/>')


def spring() -> str:
    """A potting table in front of green hills, under a branch in blossom."""
    return _scene(
        rect(0, 0, WIDTH, HEIGHT, "#e3f0e8")
        + _sun(208, 150)
        + _cloud(420, 110)
        + _cloud(90, 220, 0.7)
        + path("M0 392C180 300 330 300 520 372S800 330 900 350V640H0Z", "#c9dcae")
        + path("M0 452C240 372 420 420 560 440S800 400 900 420V640H0Z", "#a9c784")
        + _pole(700, 250)
        + _hang("bird-house", "sky", 700, 330, 0.62)
        + _branch()
        + _table()
        + _stand("watering-can", "lagoon", 190, 556, 0.86)
        + _stand("plant-pot", "sand", 366, 566, 0.5)
        + _stand("potted-plant", "terracotta", 500, 552, 0.82)
        + _stand("seed-packet", "mustard", 668, 562, 0.58)
        + _stand("trowel", "cherry", 806, 572, 0.6)
    )


def summer() -> str:
    """A tent by the lake."""
    return _scene(
        rect(0, 0, WIDTH, HEIGHT, "#d9eef3")
        + _sun(690, 140)
        + _cloud(300, 90)
        + _cloud(800, 240, 0.6)
        + path("M0 350L130 230L230 310L340 210L480 340L600 270L720 350L900 280V420H0Z", "#a5cdc4")
        + rect(0, 350, WIDTH, 110, "#82b9d6")
        + stroke("M60 384h120M250 404h90M640 380h140M760 410h70", "#b1d6e9", 6)
        + path("M0 432C200 402 420 440 620 428S820 410 900 418V640H0Z", "#a9c784")
        + path("M0 520C220 470 480 520 900 486V640H0Z", "#8fb46b")
        + "".join(
            _fir(x, y, size, LEAF.deep) for x, y, size in ((70, 470, 1.1), (150, 480, 0.8), (846, 462, 1))
        )
        + _hang("kite", "cherry", 440, 250, 0.42)
        + _stand("tent", "mustard", 580, 540, 1.05)
        + _stand("backpack", "lagoon", 236, 572, 0.72)
        + _stand("sun-hat", "sand", 372, 602, 0.46)
        + _stand("water-bottle", "sky", 764, 584, 0.5)
        + _stand("camping-lantern", "terracotta", 836, 596, 0.42)
    )


def autumn() -> str:
    """Tea outside while the leaves fall."""
    return _scene(
        rect(0, 0, WIDTH, HEIGHT, "#f8e8d0")
        + _sun(620, 170)
        + path("M0 400C200 320 380 350 560 392S820 350 900 372V640H0Z", "#e3c48f")
        + _tree(120, 470, 96, COLORS["terracotta"].mid)
        + _tree(264, 452, 66, COLORS["mustard"].mid)
        + _tree(690, 448, 62, COLORS["cherry"].mid)
        + _tree(812, 472, 100, COLORS["mustard"].dark)
        + path("M0 470C260 420 560 470 900 440V640H0Z", "#d0a468")
        + _falling_leaves()
        + _table()
        + _stand("throw-blanket", "plum", 176, 562, 0.84)
        + _stand("teapot", "cherry", 400, 556, 0.86)
        + _stand("mug", "ink", 574, 568, 0.56)
        + _stand("honey", "mustard", 696, 560, 0.54)
        + _stand("candle", "sand", 812, 566, 0.54)
    )


def winter() -> str:
    """A windowsill with a lamp, and snow behind the glass."""
    return _scene(
        rect(0, 0, WIDTH, HEIGHT, "#ecdcd0")
        + rect(96, 34, 708, 506, CREAM.light, 10)
        + rect(118, 56, 664, 484, "#34456c")
        + circle(640, 150, 92, "#ffffff", 0.08)
        + circle(640, 150, 46, CREAM.mid)
        + path("M118 400C260 320 420 350 540 384S720 340 782 356V540H118Z", "#b9cbe0")
        + "".join(
            _fir(x, y, size, "#24365a") for x, y, size in ((210, 436, 1.2), (300, 420, 0.8), (560, 428, 1.1))
        )
        + path("M118 440C300 396 520 440 782 416V540H118Z", "#e5f1f7")
        + _snow()
        + rect(439, 56, 22, 484, CREAM.light)
        + rect(118, 250, 664, 16, CREAM.light)
        + _fairy_lights()
        + _table()
        + _stand("table-lamp", "terracotta", 176, 560, 1.02)
        + _stand("board-game", "lagoon", 390, 566, 0.74)
        + _stand("mug", "cherry", 552, 574, 0.5)
        + _stand("teddy-bear", "mustard", 706, 562, 0.8)
        + _stand("candle", "plum", 842, 570, 0.46)
    )


SCENES = (spring, summer, autumn, winter)


def write_scenes(folder: Path) -> None:
    for scene in SCENES:
        (folder / f"{scene.__name__}.svg").write_text(scene())


def _scene(body: str) -> str:
    return document(body, width=WIDTH, height=HEIGHT, shadow=WOOD.deep)


def _stand(drawing: str, color: str, x: float, y: float, scale: float) -> str:
    """A product with its foot at (x, y)."""
    body = DRAWINGS[drawing](COLORS[color])
    return moved(x - 200 * scale, y - 330 * scale, body, scale=scale)


def _hang(drawing: str, color: str, x: float, y: float, scale: float) -> str:
    """A product in the air: its foot throws no shadow."""
    return _SHADOW.sub("", _stand(drawing, color, x, y, scale))


def _table() -> str:
    return (
        rect(0, TABLE, WIDTH, HEIGHT - TABLE, WOOD.light)
        + stroke(
            f"M40 {TABLE + 36}h240M420 {TABLE + 74}h300M120 {TABLE + 70}h120M760 {TABLE + 30}h90",
            "#d3ab79",
            4,
        )
        + rect(0, HEIGHT - 26, WIDTH, 26, WOOD.mid)
    )


def _sun(x: float, y: float) -> str:
    return circle(x, y, 124, "#fff3c9", 0.5) + circle(x, y, 72, "#ffe7a0")


def _cloud(x: float, y: float, scale: float = 1) -> str:
    puffs = ellipse(60, 30, 60, 24, "#ffffff", 0.8) + ellipse(100, 16, 44, 28, "#ffffff", 0.8)
    return moved(x, y, puffs + ellipse(136, 32, 52, 20, "#ffffff", 0.8), scale=scale)


def _fir(x: float, y: float, size: float, color: str) -> str:
    tiers = "".join(
        path(f"M0 {top}L{half} {top + 62}H{-half}Z", color)
        for top, half in ((-150, 30), (-116, 40), (-80, 50))
    )
    return moved(x, y, rect(-6, -22, 12, 24, WOOD.deep) + tiers, scale=size)


def _tree(x: float, y: float, size: float, color: str) -> str:
    crown = (
        circle(x, y - size * 1.9, size * 0.8, color)
        + circle(x - size * 0.55, y - size * 1.4, size * 0.6, color)
        + circle(x + size * 0.55, y - size * 1.45, size * 0.65, color)
    )
    branches = stroke(
        f"M{x} {y - size}l{-size * 0.3} {-size * 0.4}M{x} {y - size * 1.2}l{size * 0.3} {-size * 0.35}",
        WOOD.dark,
        5,
    )
    return crown + rect(x - size * 0.08, y - size * 1.6, size * 0.16, size * 1.6, WOOD.dark) + branches


def _pole(x: float, top: float) -> str:
    return rect(x - 7, top, 14, TABLE - top, WOOD.dark)


def _branch() -> str:
    wood = stroke(
        "M900 66C800 76 700 40 560 74M770 66C740 96 720 116 690 128M690 58C650 40 630 30 600 26", WOOD.dark, 9
    )
    places = (
        (560, 78, 18),
        (616, 62, 22),
        (600, 28, 17),
        (694, 126, 20),
        (668, 48, 20),
        (742, 78, 24),
        (816, 66, 20),
    )
    return wood + "".join(_blossom(x, y, size) for x, y, size in places)


def _blossom(x: float, y: float, size: float) -> str:
    petals = "".join(
        circle(px, py, size * 0.55, COLORS["blush"].light) for px, py in around(x, y, size * 0.6, 5)
    )
    return petals + circle(x, y, size * 0.32, HONEY.mid)


def _falling_leaves() -> str:
    paints = (COLORS["terracotta"].mid, COLORS["mustard"].mid, COLORS["cherry"].mid)
    places = (
        (340, 120, 40),
        (430, 250, 140),
        (520, 90, -50),
        (560, 300, 80),
        (70, 210, 20),
        (770, 120, -120),
        (470, 400, 60),
    )
    return "".join(
        leaf(x, y, 36, degrees, paints[place % 3], WOOD.deep) for place, (x, y, degrees) in enumerate(places)
    )


def _snow() -> str:
    """Flakes over the whole glass, strewn evenly without looking like rows."""
    return "".join(
        circle(130 + (place * 197) % 640, 70 + (place * 89) % 360, 3 + place % 3, "#ffffff", 0.85)
        for place in range(38)
    )


def _fairy_lights() -> str:
    cord = "M118 62Q200 120 284 70T450 70T616 70T782 62"
    lamps = (
        (158, 84),
        (204, 92),
        (246, 84),
        (326, 56),
        (368, 48),
        (410, 54),
        (494, 84),
        (536, 92),
        (578, 86),
        (658, 56),
        (702, 50),
        (744, 54),
    )
    return stroke(cord, "#24365a", 4) + "".join(
        circle(x, y + 8, 15, "#ffe7a0", 0.35) + circle(x, y + 8, 7, "#ffe7a0") for x, y in lamps
    )
