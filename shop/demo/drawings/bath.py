"""Drawings for care and bath."""

from .packaging import bottle, jar
from .palette import COAL, CREAM, GLASS, HONEY, LEAF, STEEL, WOOD, Tone
from .shapes import (
    body,
    circle,
    disc,
    ellipse,
    ground,
    label,
    leaf,
    path,
    rect,
    stroke,
    turned,
)


def _bubbles(*places: tuple[float, float, float]) -> str:
    return "".join(
        circle(x, y, r, "#ffffff", 0.85) + circle(x - r * 0.3, y - r * 0.3, r * 0.25, GLASS.dark)
        for x, y, r in places
    )


def soap_bar(c: Tone) -> str:
    return (
        ground(280)
        + rect(66, 300, 268, 24, WOOD.dark, 10)
        + rect(62, 292, 268, 22, WOOD.mid, 10)
        + path("M92 214Q92 196 112 196H288Q308 196 308 214V270Q308 294 284 294H116Q92 294 92 270Z", c.dark)
        + path("M92 208Q92 172 130 166L270 166Q308 172 308 208Q308 236 270 240H130Q92 236 92 208Z", c.flat)
        + ellipse(200, 202, 70, 22, c.dark, 0.6)
        + ellipse(200, 205, 66, 19, c.light)
        + leaf(180, 212, 42, 70, c.mid)
        + stroke("M114 196Q122 182 150 180", CREAM.light, 7, 0.8)
        + _bubbles((290, 150, 22), (322, 178, 13), (262, 128, 11), (112, 146, 14))
    )


def hand_soap(c: Tone) -> str:
    return (
        ground(160)
        + rect(192, 84, 16, 70, STEEL.round, 4)
        + path("M186 62H226Q240 62 240 76V84H140V80Q140 74 150 72L186 68Z", COAL.mid)
        + rect(170, 140, 60, 30, COAL.round, 6)
        + path(
            "M150 168H250Q278 170 278 202V300Q278 326 252 326H148Q122 326 122 300V202Q122 170 150 168Z",
            c.round,
        )
        + label(200, 252, 100, 96, CREAM.light, c.dark)
        + _bubbles((306, 240, 17), (326, 272, 10), (298, 288, 8))
    )


def shampoo(c: Tone) -> str:
    return (
        ground(150)
        + body(200, 62, 104, 86, 92, COAL.round)
        + disc(200, 62, 86, COAL.light)
        + path(
            "M150 106H250Q274 110 274 140V296Q274 326 246 326H154Q126 326 126 296V140Q126 110 150 106Z",
            c.round,
        )
        + rect(126, 166, 148, 110, CREAM.round)
        + path("M200 180C226 206 226 234 200 248C174 234 174 206 200 180Z", c.mid)
        + path("M200 180C226 206 226 234 200 248Z", c.dark)
        + stroke("M168 262H232", c.dark, 5)
    )


def hairbrush(c: Tone) -> str:
    bristles = "".join(
        circle(168 + 21 * i + (10 if j % 2 else 0), 82 + 21 * j, 4.5, COAL.mid)
        for j in range(6)
        for i in range(4 - j % 2)
    )
    return ground(180) + turned(
        34,
        path("M182 210H218L224 356Q224 378 200 378Q176 378 176 356Z", WOOD.round),
        rect(134, 40, 132, 188, WOOD.flat, 64),
        rect(148, 54, 104, 160, c.mid, 50),
        rect(148, 54, 104, 160, c.light, 50),
        bristles,
        circle(200, 352, 7, WOOD.deep),
    )


def toothpaste(c: Tone) -> str:
    return (
        ground(150)
        + path("M130 62H270L246 284H154Z", c.round)
        + rect(124, 48, 152, 26, c.dark, 4)
        + stroke(
            "M138 58V66M154 58V66M170 58V66M186 58V66M202 58V66M218 58V66M234 58V66M250 58V66M264 58V66",
            c.light,
            3,
        )
        + path("M139 140H261L254 206H146Z", CREAM.light)
        + path("M200 150C216 166 216 186 200 196C184 186 184 166 200 150Z", LEAF.mid)
        + stroke("M156 242H244", c.light, 7)
        + body(200, 282, 320, 92, 82, CREAM.round)
    )


def toothbrush(c: Tone) -> str:
    return ground(190) + turned(
        36,
        path("M186 120H214L218 350Q218 372 200 372Q182 372 182 350Z", WOOD.round),
        rect(180, 28, 40, 100, WOOD.flat, 14),
        *(rect(150, 36 + 14 * i, 34, 11, (c.mid, CREAM.dark)[i % 2], 3) for i in range(6)),
        rect(182, 300, 36, 14, c.mid),
        rect(182, 322, 36, 7, c.mid),
    )


def face_cream(c: Tone) -> str:
    return (
        ground(240)
        + body(200, 218, 316, 212, 204, c.round)
        + body(200, 266, 272, 208, 208, c.dark)
        + disc(200, 218, 212, CREAM.mid)
        + path("M132 214Q160 190 200 204Q236 176 262 210Q240 228 200 226Q160 230 132 214Z", CREAM.light)
        + turned(
            -24, body(296, 130, 168, 150, 150, WOOD.round), disc(296, 130, 150, WOOD.light), cx=296, cy=150
        )
        + leaf(106, 330, 46, -62, LEAF.mid, LEAF.dark)
        + leaf(108, 330, 40, -20, LEAF.light, LEAF.dark)
    )


def body_oil(c: Tone) -> str:
    return (
        ground(140)
        + path("M178 44Q200 20 222 44V92H178Z", COAL.mid)
        + rect(168, 88, 64, 42, COAL.round, 6)
        + bottle(c.round, top=126, shoulder=186, width=136, neck=56)
        + label(200, 256, 98, 92, CREAM.light, c.dark)
        + path("M310 232C330 262 332 284 310 290C288 284 290 262 310 232Z", HONEY.mid)
        + path("M310 232C330 262 332 284 310 290Z", HONEY.dark)
    )


def lip_balm(c: Tone) -> str:
    return (
        ground(210)
        + path("M150 104A30 34 0 0 1 210 104V160H150Z", CREAM.mid)
        + path("M190 74Q210 82 210 104V160H194V104Q196 86 190 74Z", CREAM.dark)
        + body(180, 152, 196, 78, 78, STEEL.round)
        + body(180, 192, 320, 96, 96, c.round)
        + body(180, 224, 236, 96, 96, CREAM.mid)
        + leaf(180, 296, 44, 0, CREAM.light, c.mid)
        + body(286, 206, 322, 92, 92, c.round)
        + disc(286, 206, 92, c.light)
    )


def bath_salts(c: Tone) -> str:
    crystals = "".join(
        rect(128 + (i * 41) % 136, 202 + (i * 29) % 104, 14, 14, (c.light, CREAM.light, c.mid)[i % 3], 3)
        for i in range(34)
    )
    return (
        ground(200)
        + jar(c, top=142, width=184, level=50)
        + crystals
        + body(200, 96, 144, 140, 132, WOOD.round)
        + disc(200, 96, 140, WOOD.light)
        + stroke("M116 160Q200 178 284 160", c.companion.mid, 7)
        + turned(
            10,
            rect(222, 170, 58, 78, CREAM.light, 6),
            circle(250, 184, 5, c.dark),
            leaf(250, 238, 40, 0, LEAF.mid, LEAF.dark),
            cx=250,
            cy=170,
        )
    )


def bath_towel(c: Tone) -> str:
    return (
        ground(260)
        + rect(78, 262, 248, 62, c.companion.dark, 30)
        + rect(74, 262, 248, 60, c.companion.mid, 30)
        + stroke("M110 292H300", c.companion.light, 8)
        + rect(86, 200, 234, 64, c.mid, 31)
        + stroke("M118 232H296", c.light, 8)
        + path("M280 202H290Q320 204 320 232Q320 262 290 264H280Z", c.dark)
        + rect(96, 142, 212, 60, CREAM.mid, 29)
        + stroke("M126 172H286", CREAM.dark, 8)
        + leaf(200, 146, 58, -42, LEAF.mid, LEAF.dark)
        + leaf(204, 146, 62, 10, LEAF.light, LEAF.dark)
        + leaf(208, 146, 52, 58, LEAF.mid, LEAF.dark)
    )


DRAWINGS = (
    soap_bar, hand_soap, shampoo, hairbrush, toothpaste, toothbrush, face_cream, body_oil,
    lip_balm, bath_salts, bath_towel,
)  # fmt: skip
