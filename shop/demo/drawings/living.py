"""Drawings for home and living."""

from .palette import COAL, CREAM, GLASS, HONEY, LEAF, STEEL, WOOD, Tone
from .shapes import (
    around,
    body,
    circle,
    disc,
    drum,
    ellipse,
    ground,
    label,
    leaf,
    opening,
    path,
    rect,
    stroke,
    turned,
)


def table_lamp(c: Tone) -> str:
    shade = (
        body(200, 76, 186, 116, 212, CREAM.mid)
        # Lit and shaded along the slant, as no upright gradient can be.
        + path("M142 76Q158 85 174 87L146 203Q116 199 94 186Z", CREAM.light)
        + path("M258 76Q246 83 234 86L262 203Q288 197 306 186Z", CREAM.dark)
        + disc(200, 76, 116, CREAM.dark)
        + disc(200, 76, 92, "#fff3c9")
    )
    return (
        ground(170)
        + circle(200, 150, 138, "#fff3c9", 0.75)
        + path(
            "M184 226H216C220 240 258 254 258 288Q258 308 236 312H164Q142 308 142 288C142 254 180 240 184 226Z",
            c.round,
        )
        + body(200, 310, 322, 124, 124, c.dark)
        + disc(200, 310, 124, c.mid)
        + path("M164 312C146 306 142 298 142 288C142 268 160 256 172 246C166 262 160 286 172 312Z", c.light)
        + rect(190, 196, 20, 34, STEEL.round)
        + shade
        + stroke("M250 196V240", STEEL.dark, 3)
        + circle(250, 245, 6, HONEY.mid)
    )


def pendant_lamp(c: Tone) -> str:
    return (
        ground(200)
        + path("M92 214L40 330H360L308 214Z", "#fff3c9", 0.8)
        + rect(197, 0, 6, 92, COAL.mid)
        + rect(182, 84, 36, 34, WOOD.round, 6)
        + path("M86 214C90 140 150 112 200 112C250 112 310 140 314 214Z", c.round)
        + disc(200, 214, 228, c.deep)
        + ellipse(200, 216, 104, 17, "#fff3c9")
        + circle(200, 220, 22, "#ffffff")
    )


def candle(c: Tone) -> str:
    return (
        ground(170)
        + circle(200, 110, 62, "#fff0bd", 0.8)
        + path("M200 62C224 96 222 128 200 130C178 128 176 96 200 62Z", HONEY.mid)
        + path("M200 92C212 110 210 126 200 128C190 126 188 110 200 92Z", "#fff6d6")
        + body(200, 166, 320, 168, 160, c.round)
        + opening(200, 166, 168, c.light, CREAM.mid, 8)
        + stroke("M200 168V130", COAL.dark, 5)
        + label(200, 252, 92, 82, CREAM.light, c.mid)
    )


def reed_diffuser(c: Tone) -> str:
    reeds = "".join(
        stroke(f"M{200 + i * 5} 200L{200 + i * 34} {56 + abs(i) * 12}", (WOOD.mid, WOOD.dark)[i % 2], 6)
        for i in (-2, -1, 0, 1, 2)
    )
    return (
        ground(160)
        + reeds
        + path(
            "M178 176H222V204C262 212 276 232 276 258V300Q276 326 250 326H150Q124 326 124 300V258C124 232 138 212 178 204Z",
            c.round,
        )
        + rect(170, 166, 60, 20, WOOD.round, 6)
        + label(200, 270, 86, 66, CREAM.light, c.dark)
    )


def cushion(c: Tone) -> str:
    return ground(240) + turned(
        -6,
        path(
            "M84 92Q200 112 316 92Q328 92 326 104Q304 204 326 306Q328 318 316 318Q200 300 84 318Q72 318 74 306Q96 204 74 104Q72 92 84 92Z",
            c.flat,
        ),
        stroke("M112 128Q104 204 112 282M150 130Q144 204 150 278", c.light, 8),
        stroke("M250 130Q256 204 250 278M288 128Q296 204 288 282", c.dark, 8),
        *(circle(x, y, 9, c.dark) for x, y in ((78, 96), (322, 96), (78, 314), (322, 314))),
    )


def throw_blanket(c: Tone) -> str:
    fringe = "".join(stroke(f"M{102 + i * 16} 300v24", (c.mid, c.light)[i % 2], 6) for i in range(9))
    return (
        ground(270)
        + rect(70, 236, 262, 64, c.dark, 30)
        + rect(70, 178, 262, 64, c.mid, 30)
        + rect(70, 120, 262, 64, c.flat, 30)
        + stroke("M100 242H310M100 184H310", c.deep, 4, 0.5)
        + path("M92 120H250Q236 200 250 304H92Z", c.light)
        + stroke("M118 124V300M146 124V300", c.mid, 8)
        + stroke("M184 124V300M206 124V300", c.companion.mid, 10)
        + fringe
    )


def vase(c: Tone) -> str:
    flowers = "".join(
        "".join(ellipse(px, py, 14, 14, c.companion.mid) for px, py in around(x, y, 17, 6))
        + circle(x, y, 11, HONEY.mid)
        for x, y in ((142, 74), (254, 92))
    )
    return (
        ground(150)
        + stroke("M196 190Q190 120 142 80M204 190Q216 130 254 96M200 190V70", LEAF.dark, 6)
        + leaf(200, 120, 74, 0, LEAF.mid, LEAF.dark)
        + leaf(188, 146, 60, -58, LEAF.light, LEAF.dark)
        + leaf(212, 150, 62, 62, LEAF.mid, LEAF.dark)
        + flowers
        + path(
            "M166 182H234C222 222 272 236 272 274C272 306 246 326 200 326C154 326 128 306 128 274C128 236 178 222 166 182Z",
            c.round,
        )
        + opening(200, 182, 70, c.light, c.deep, 7)
    )


def wall_mirror(c: Tone) -> str:
    """Hung from a strap over a peg: the shadow lies on the wall behind it."""
    return (
        circle(212, 224, 116, c.deep, 0.16)
        + stroke("M200 64L128 140M200 64L272 140", WOOD.dark, 9)
        + circle(203, 66, 13, WOOD.dark)
        + circle(200, 63, 13, WOOD.mid)
        + circle(204, 214, 114, c.dark)
        + circle(200, 210, 114, c.flat)
        + circle(200, 210, 94, c.dark)
        + circle(202, 212, 92, GLASS.mid)
        + path("M126 240L228 126Q248 132 262 144L140 274Q130 258 126 240Z", GLASS.light)
        + path("M156 287L271 162Q278 170 282 180L169 297Q160 294 154 288Z", GLASS.light)
    )


def wall_clock(c: Tone) -> str:
    ticks = "".join(
        turned(turn, rect(196, 102, 8, 18 if turn % 90 == 0 else 10, COAL.mid, 4), cx=200, cy=196)
        for turn in range(0, 360, 30)
    )
    return (
        circle(212, 212, 134, c.deep, 0.16)
        + circle(205, 201, 134, c.dark)
        + circle(200, 196, 134, c.flat)
        + circle(200, 196, 110, c.dark)
        + circle(202, 198, 108, CREAM.light)
        + ticks
        + stroke("M200 196L158 158", COAL.mid, 11)
        + stroke("M200 196L256 138", COAL.mid, 7)
        + stroke("M186 224L226 138", c.mid, 4)
        + circle(200, 196, 10, c.dark)
    )


def picture_frame(c: Tone) -> str:
    return (
        ground(200)
        + path("M250 180L300 322H280L236 200Z", WOOD.dark)
        + rect(88, 68, 224, 256, c.dark, 6)
        + rect(82, 64, 224, 256, c.flat, 6)
        + rect(102, 84, 184, 216, CREAM.light)
        + rect(124, 106, 140, 172, c.tint)
        + circle(220, 150, 22, HONEY.mid)
        + path("M124 226Q160 180 196 214T264 202V278H124Z", LEAF.light)
        + path("M124 250Q170 216 210 244T264 236V278H124Z", LEAF.dark)
    )


def armchair(c: Tone) -> str:
    return (
        ground(270)
        + path("M100 296L88 330H102L118 296ZM300 296L312 330H298L282 296Z", WOOD.dark)
        + path("M104 116Q106 72 150 72H250Q294 72 296 116V236H104Z", c.flat)
        + stroke("M200 96V196", c.dark, 5, 0.7)
        + rect(106, 214, 188, 62, c.light, 20)
        + rect(100, 252, 200, 50, c.mid, 8)
        + path("M60 186Q60 160 86 160Q112 160 112 186V304H76Q64 304 64 292Z", c.round)
        + path("M288 186Q288 160 314 160Q340 160 340 186L336 292Q336 304 324 304H288Z", c.dark)
        + rect(106, 206, 188, 14, c.light, 7)
        + turned(12, rect(206, 142, 74, 70, c.companion.flat, 12), cx=240, cy=170)
    )


def stool(c: Tone) -> str:
    return (
        ground(210)
        + path("M196 170H214L212 300H198Z", WOOD.dark)
        + stroke("M128 262H276", WOOD.dark, 10)
        + path("M128 168H152L122 330H102Z", WOOD.mid)
        + path("M252 168H276L300 330H280Z", WOOD.dark)
        + drum(200, 140, 168, 226, c.round, c.light)
        + ellipse(196, 139, 84, 15, c.mid, 0.5)
    )


DRAWINGS = (
    table_lamp, pendant_lamp, candle, reed_diffuser, cushion, throw_blanket, vase, wall_mirror,
    wall_clock, picture_frame, armchair, stool,
)  # fmt: skip
