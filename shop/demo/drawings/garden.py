"""Drawings for the garden."""

from .packaging import pouch
from .palette import COAL, COFFEE, CREAM, HONEY, LEAF, STEEL, WOOD, Tone
from .shapes import (
    around,
    body,
    circle,
    disc,
    ellipse,
    ground,
    leaf,
    mirrored,
    moved,
    opening,
    path,
    rect,
    stroke,
    turned,
)


def _pot(c: Tone, *, top: float = 216, width: float = 168) -> str:
    """A flower pot with a collar, filled with soil."""
    return (
        body(200, top + 36, 318, width - 22, width - 56, c.round)
        + body(200, top, top + 40, width, width - 6, c.round)
        + opening(200, top, width, c.light, COFFEE.dark, 9)
    )


def plant_pot(c: Tone) -> str:
    return (
        ground(210)
        + disc(200, 318, 186, c.dark)
        + disc(200, 312, 186, c.light)
        + body(200, 180, 310, 178, 122, c.round)
        + body(200, 146, 186, 206, 198, c.round)
        + opening(200, 146, 206, c.light, COFFEE.dark, 11)
        + stroke("M200 150V112", LEAF.dark, 6)
        + leaf(200, 118, 52, -52, LEAF.light, LEAF.dark)
        + leaf(200, 118, 52, 52, LEAF.mid, LEAF.dark)
    )


def hanging_planter(c: Tone) -> str:
    trail = "".join(
        leaf(x, y, 34, turn, (LEAF.light, LEAF.mid)[i % 2], LEAF.dark)
        for i, (x, y, turn) in enumerate(
            (
                (116, 226, 200),
                (110, 252, 160),
                (122, 278, 205),
                (114, 300, 165),
                (286, 226, 160),
                (292, 250, 205),
                (284, 274, 160),
            )
        )
    )
    return (
        ground(130)
        + stroke("M200 24L112 204M200 24L288 204M200 24V190", CREAM.deep, 5)
        + circle(200, 24, 11, STEEL.dark)
        + "".join(
            leaf(200 + d, 204, 62, d * 0.9, (LEAF.mid, LEAF.light)[abs(d) % 4 == 0], LEAF.dark)
            for d in (-60, -34, 62, 36, -10, 14)
        )
        + path("M104 200H296C296 262 258 300 200 300C142 300 104 262 104 200Z", c.round)
        + path("M104 200A96 19 0 0 0 296 200L294 222A96 19 0 0 1 106 222Z", c.light)
        + stroke("M118 206Q104 250 118 300M284 206Q298 246 286 276", LEAF.dark, 5)
        + trail
    )


def potted_plant(c: Tone) -> str:
    leaves = (
        (-66, 108, LEAF.dark),
        (66, 110, LEAF.dark),
        (-38, 142, LEAF.mid),
        (40, 138, LEAF.mid),
        (0, 164, LEAF.light),
    )
    return (
        ground(160)
        + "".join(leaf(200, 220, length, turn, fill, LEAF.deep) for turn, length, fill in leaves)
        + _pot(c)
    )


def cactus(c: Tone) -> str:
    spines = "".join(
        stroke(f"M{x} {y}l-5 -7M{x} {y}l5 -7", CREAM.light, 3)
        for x, y in ((200, 118), (184, 152), (216, 160), (198, 190), (132, 164), (268, 140))
    )
    return (
        ground(150)
        + stroke("M200 196H140Q128 196 128 184V156", LEAF.mid, 34)
        + stroke("M200 180H260Q272 180 272 168V132", LEAF.dark, 34)
        + path("M158 222V108Q158 64 200 64Q242 64 242 108V222Z", LEAF.round)
        + spines
        + "".join(ellipse(x, y, 9, 9, "#ecafa6") for x, y in around(200, 62, 11, 5))
        + circle(200, 62, 7, HONEY.mid)
        + _pot(c, top=220, width=156)
    )


def watering_can(c: Tone) -> str:
    return (
        ground(230)
        + stroke("M150 180C96 100 252 70 268 178", c.dark, 16)
        + stroke("M140 208C44 196 44 316 142 298", c.dark, 16)
        + path("M264 294L338 156L354 164L292 318L264 318Z", c.dark)
        + path("M316 136L382 176L368 186L316 160Z", c.mid)
        + turned(31, ellipse(349, 154, 42, 11, c.light), cx=349, cy=154)
        + body(205, 176, 316, 150, 176, c.round)
        + opening(205, 176, 150, c.light, c.deep, 8)
        + body(205, 266, 276, 169, 170, c.dark)
    )


def trowel(c: Tone) -> str:
    return ground(200) + turned(
        40,
        path("M152 66Q200 46 248 66C256 130 236 176 200 206C164 176 144 130 152 66Z", STEEL.flat),
        path("M200 58V206C164 176 144 130 152 66Q176 56 200 56Z", STEEL.light),
        rect(190, 190, 20, 60, STEEL.dark, 6),
        rect(180, 242, 40, 112, c.round, 18),
        rect(180, 262, 40, 9, c.deep),
        circle(200, 334, 6, c.tint),
        cx=200,
        cy=200,
    )


def pruning_shears(c: Tone) -> str:
    return ground(210) + turned(
        24,
        path("M192 196C150 160 150 84 196 46C214 90 224 140 216 190Z", STEEL.light),
        path("M206 196C250 170 262 118 240 82C226 110 204 140 190 186Z", STEEL.dark),
        stroke("M192 206C150 240 146 300 160 352", c.dark, 27),
        stroke("M210 206C250 240 254 300 238 352", c.mid, 27),
        stroke("M216 222C238 250 244 290 234 330", c.light, 6),
        circle(201, 200, 22, STEEL.mid),
        circle(201, 200, 9, COAL.mid),
    )


def _glove(back: str, cuff: str) -> str:
    fingers = ("M158 190V112", "M190 186V92", "M222 186V98", "M252 194V124", "M146 250L112 204")
    return (
        "".join(stroke(finger, back, 32) for finger in fingers)
        + path("M140 178H268V258Q264 284 250 290H158Q140 284 138 258Z", back)
        + stroke("M174 186V172M206 184V168M238 186V174", cuff, 4, 0.35)
        + rect(148, 278, 110, 50, cuff, 10)
        + stroke("M158 294H248M158 312H248", CREAM.light, 4, 0.7)
    )


def garden_gloves(c: Tone) -> str:
    left = turned(-10, _glove(c.dark, c.deep), cx=200, cy=300)
    right = turned(-6, _glove(c.mid, c.companion.mid), cx=200, cy=300)
    return ground(230) + moved(20, 4, mirrored(left)) + moved(-38, 0, right)


def seed_packet(c: Tone) -> str:
    petals = "".join(
        turned(turn, ellipse(200, 156, 14, 30, HONEY.mid), cx=200, cy=190) for turn in range(0, 360, 36)
    )
    return (
        ground(190)
        + turned(
            -5,
            rect(112, 66, 180, 260, c.dark, 6),
            rect(106, 62, 180, 260, CREAM.light, 6),
            rect(106, 62, 180, 40, c.mid, 6),
            rect(106, 90, 180, 12, c.dark),
            stroke("M200 200V284", LEAF.dark, 7),
            leaf(200, 276, 50, -58, LEAF.mid),
            leaf(200, 266, 50, 58, LEAF.light),
            petals,
            circle(200, 190, 22, COFFEE.mid),
            rect(106, 290, 180, 32, c.mid, 6),
            stroke("M150 306H242", c.tint, 6),
        )
        + "".join(ellipse(x, y, 8, 5, COFFEE.mid) for x, y in ((302, 326), (318, 332), (290, 334)))
    )


def potting_soil(c: Tone) -> str:
    return (
        ground(280)
        + pouch(c, left=92, right=270, top=62)
        + rect(112, 138, 128, 120, CREAM.light, 8)
        + stroke("M176 236V178", LEAF.dark, 6)
        + leaf(176, 200, 44, -50, LEAF.mid, LEAF.dark)
        + leaf(176, 192, 44, 50, LEAF.light, LEAF.dark)
        + path("M128 236Q176 214 226 236V246H128Z", COFFEE.mid)
        + path("M206 330Q226 270 276 274Q330 270 362 330Z", COFFEE.mid)
        + path("M284 274Q332 274 362 330H306Q310 296 284 274Z", COFFEE.dark)
        + stroke("M262 282V244", LEAF.dark, 5)
        + leaf(262, 256, 34, -48, LEAF.light)
        + leaf(262, 252, 34, 48, LEAF.mid)
    )


def bird_house(c: Tone) -> str:
    return (
        ground(120)
        + rect(190, 256, 20, 76, WOOD.dark)
        + path("M122 158L200 92L278 158V272H122Z", c.flat)
        + path("M200 70L304 158L288 176L200 104L112 176L96 158Z", WOOD.mid)
        + path("M200 70L304 158L288 176L200 104Z", WOOD.dark)
        + circle(200, 186, 32, c.deep)
        + circle(203, 189, 29, COAL.dark)
        + rect(192, 234, 16, 12, WOOD.dark, 5)
        + path(
            "M176 238Q162 214 184 206Q196 190 214 198Q226 202 226 216L240 222L226 226Q220 246 196 244Z",
            c.companion.mid,
        )
        + path("M182 230Q190 214 210 222Q204 240 182 238Z", c.companion.dark)
        + circle(215, 210, 3.5, COAL.dark)
        + rect(110, 266, 180, 16, WOOD.mid, 6)
    )


DRAWINGS = (
    plant_pot, hanging_planter, potted_plant, cactus, watering_can, trowel, pruning_shears,
    garden_gloves, seed_packet, potting_soil, bird_house,
)  # fmt: skip
