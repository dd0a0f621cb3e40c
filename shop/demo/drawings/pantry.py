"""Drawings for the pantry."""

from math import cos, sin

from .packaging import bottle, carton, jar, pouch, screw_lid, tin
from .palette import COFFEE, CREAM, HONEY, LEAF, STEEL, WOOD, Tone
from .shapes import (
    around,
    body,
    circle,
    disc,
    ellipse,
    ground,
    label,
    leaf,
    moved,
    path,
    rect,
    stroke,
    turned,
)


def _bean(x: float, y: float, degrees: float) -> str:
    return turned(
        degrees,
        ellipse(x, y, 17, 12, COFFEE.mid),
        ellipse(x - 2, y - 2, 13, 8, COFFEE.light, 0.5),
        stroke(f"M{x - 14} {y + 1}Q{x - 4} {y - 6} {x} {y}T{x + 14} {y - 1}", COFFEE.deep, 3),
        cx=x,
        cy=y,
    )


def coffee_beans(c: Tone) -> str:
    return (
        ground(230)
        + pouch(c)
        + rect(134, 158, 120, 118, CREAM.light, 8)
        + turned(
            -30,
            ellipse(194, 202, 34, 24, COFFEE.mid),
            stroke("M162 206Q184 190 194 202T228 200", COFFEE.deep, 5),
            cx=194,
            cy=202,
        )
        + stroke("M158 246H230M174 262H214", c.dark, 5)
        + _bean(92, 320, 20)
        + _bean(126, 330, -30)
        + _bean(310, 324, 40)
    )


def filter_papers(c: Tone) -> str:
    paper = "M-70 -60H70L34 54Q0 70 -34 54Z"
    return (
        ground(250)
        + carton(c, x=84, y=120, w=160, h=206, depth=44)
        + label(164, 196, 96, 84, CREAM.light, c.mid)
        + "".join(
            moved(x, y, turned(turn, path(paper, fill), cx=0, cy=0))
            for x, y, turn, fill in (
                (268, 254, 14, CREAM.dark),
                (262, 258, 6, CREAM.mid),
                (254, 262, -2, CREAM.light),
            )
        )
        + stroke("M198 214L222 302M310 214L286 302", CREAM.deep, 4, 0.7)
    )


def green_tea(c: Tone) -> str:
    return (
        ground(200)
        + tin(c)
        + label(200, 248, 104, 96, CREAM.light, c.dark)
        + circle(200, 232, 20, CREAM.light)
        + leaf(198, 252, 42, -24, LEAF.mid, LEAF.dark)
        + leaf(202, 252, 36, 36, LEAF.light, LEAF.dark)
        + leaf(310, 330, 44, 66, LEAF.dark, LEAF.deep)
        + leaf(92, 332, 40, -60, LEAF.mid, LEAF.deep)
    )


def herbal_tea(c: Tone) -> str:
    flower = "".join(circle(x, y, 11, CREAM.light) for x, y in around(158, 178, 20, 7))
    return (
        ground(270)
        + carton(c, x=70, y=110, w=176, h=216, depth=40)
        + circle(158, 178, 46, c.dark)
        + flower
        + circle(158, 178, 13, HONEY.mid)
        + stroke("M112 252H204M132 274H184", c.light, 7)
        + stroke("M290 232C290 196 330 214 334 250S322 290 330 300", CREAM.deep, 4)
        + path("M256 326V250L274 230H306L324 250V326Q290 332 256 326Z", CREAM.dark)
        + path("M250 326V250L268 230H300L318 250V326Q284 332 250 326Z", CREAM.light)
        + path("M258 274Q284 266 310 274V318Q284 324 258 318Z", LEAF.mid)
        + stroke("M276 238H292", STEEL.dark, 5)
        + turned(12, rect(316, 292, 38, 36, c.mid, 5), circle(335, 310, 8, CREAM.light), cx=335, cy=310)
    )


def olive_oil(c: Tone) -> str:
    return (
        ground(140)
        + bottle(LEAF.round, top=84, shoulder=172, width=120, neck=40)
        + rect(176, 56, 48, 40, c.round, 7)
        + rect(140, 206, 120, 84, CREAM.light, 3)
        + rect(140, 206, 120, 12, c.mid)
        + rect(140, 278, 120, 12, c.mid)
        + stroke("M170 262Q200 240 232 234", LEAF.dark, 4)
        + leaf(194, 250, 28, -10, LEAF.mid)
        + leaf(214, 242, 26, 70, LEAF.mid)
        + ellipse(190, 260, 9, 11, LEAF.dark)
        + ellipse(216, 250, 9, 11, c.mid)
    )


def sea_salt(c: Tone) -> str:
    grains = ((282, 322), (300, 326), (318, 322), (292, 314), (308, 316), (330, 328), (270, 329))
    return (
        ground(200)
        + jar(CREAM, top=146, width=164, level=44)
        + body(200, 104, 146, 118, 110, WOOD.round)
        + disc(200, 104, 118, WOOD.light)
        + label(200, 252, 96, 78, c.mid, CREAM.light)
        + "".join(
            turned(x, rect(x - 6, y - 6, 12, 12, CREAM.light if x % 4 else CREAM.dark, 2), cx=x, cy=y)
            for x, y in grains
        )
    )


def chocolate(c: Tone) -> str:
    squares = "".join(
        rect(126 + 50 * column, 66 + 44 * row, 46, 40, COFFEE.mid, 4)
        + rect(131 + 50 * column, 71 + 44 * row, 36, 30, COFFEE.light, 3)
        for row in range(3)
        for column in range(3)
    )
    return ground(190) + turned(
        8,
        rect(120, 60, 160, 150, COFFEE.dark, 6),
        squares,
        path(
            "M106 190L122 178L138 192L154 178L170 192L186 178L202 192L218 178L234 192L250 178L266 192L282 178L294 190V208H106Z",
            "#dfe3e8",
        ),
        rect(106, 204, 188, 120, c.flat, 5),
        rect(106, 204, 188, 14, c.dark),
        label(200, 272, 104, 72, CREAM.light, c.mid),
    )


def honey(c: Tone) -> str:
    return (
        ground(210)
        + stroke("M262 138L312 52", WOOD.dark, 12)
        + jar(HONEY, top=150, width=190)
        + screw_lid(c, top=116, width=176)
        + path("M200 196L240 219V265L200 288L160 265V219Z", CREAM.light)
        + path("M200 214L224 228V256L200 270L176 256V228Z", HONEY.mid)
        + turned(
            30,
            *(rect(296 - w / 2, 40 + 13 * i, w, 9, WOOD.mid, 4) for i, w in enumerate((26, 36, 40, 36, 26))),
            cx=296,
            cy=66,
        )
    )


def jam(c: Tone) -> str:
    return (
        ground(200)
        + jar(c, top=156, width=176, level=18)
        + path(
            "M116 178L104 152Q110 104 200 100Q290 104 296 152L284 178L264 160L242 178L220 162L200 180L180 162L158 178L136 160Z",
            CREAM.round,
        )
        + "".join(
            circle(x, y, 6, c.mid)
            for x, y in ((136, 136), (168, 122), (200, 138), (232, 122), (264, 136), (184, 152), (218, 154))
        )
        + stroke("M112 156Q200 178 288 156", c.dark, 7)
        + label(200, 254, 104, 84, CREAM.light, c.dark)
    )


def granola(c: Tone) -> str:
    paints = (HONEY.mid, WOOD.mid, COFFEE.mid, HONEY.light, c.light)
    crumbs = "".join(
        circle(
            195 + 14 * step**0.5 * cos(2.4 * step),
            250 + 8.4 * step**0.5 * sin(2.4 * step),
            10,
            paints[step % 5],
        )
        for step in range(22)
    )
    return (
        ground(230)
        + pouch(c)
        + ellipse(195, 250, 80, 54, CREAM.light)
        + ellipse(195, 250, 72, 47, WOOD.light)
        + crumbs
        + stroke("M146 144H244M166 170H224", CREAM.light, 9)
    )


def pasta(c: Tone) -> str:
    strands = "".join(
        stroke(
            f"M{200 + i * 9:g} 62Q{200 + i * 4.6:g} 200 {200 + i * 8.2:g} 322",
            (HONEY.light, HONEY.mid, "#eebb52")[i % 3],
            8,
        )
        for i in range(-8, 9)
    )
    return (
        ground(170)
        + strands
        + rect(150, 168, 102, 64, c.round, 8)
        + rect(150, 168, 102, 9, c.dark, 4)
        + rect(150, 223, 102, 9, c.dark, 4)
        + circle(200, 200, 15, CREAM.light)
    )


DRAWINGS = (
    coffee_beans, filter_papers, green_tea, herbal_tea, olive_oil, sea_salt, chocolate, honey,
    jam, granola, pasta,
)  # fmt: skip
