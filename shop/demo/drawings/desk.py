"""Drawings for desk and paper."""

from .palette import COAL, COLORS, CREAM, GLASS, HONEY, STEEL, WOOD, Tone
from .shapes import (
    body,
    circle,
    disc,
    ellipse,
    ground,
    label,
    path,
    rect,
    ring,
    stroke,
    turned,
)


def notebook(c: Tone) -> str:
    return ground(210) + turned(
        -7,
        rect(118, 70, 180, 252, c.deep, 12),
        rect(116, 74, 176, 244, CREAM.dark, 8),
        rect(108, 64, 180, 250, c.flat, 12),
        path("M120 64H134V314H120Q108 314 108 302V76Q108 64 120 64Z", c.dark),
        rect(258, 64, 10, 250, c.companion.mid),
        rect(156, 112, 82, 56, CREAM.light, 5),
        stroke("M172 132H222M182 148H212", c.dark, 5),
        path("M212 314H226V346L219 338L212 346Z", c.companion.dark),
    )


def fountain_pen(c: Tone) -> str:
    return (
        ground(220)
        + stroke("M70 322C96 300 112 338 138 318", c.dark, 5)
        + turned(
            42,
            rect(180, 20, 40, 130, c.round, 18),
            rect(206, 34, 9, 84, HONEY.mid, 4),
            rect(176, 140, 48, 15, HONEY.round, 4),
            path("M182 155H218L214 258H186Z", c.round),
            path("M187 258H213L208 288H192Z", COAL.mid),
            path("M190 288H210L200 352Z", HONEY.mid),
            path("M200 288H210L200 352Z", HONEY.dark),
            circle(200, 306, 4, COAL.mid),
            stroke("M200 308V346", COAL.mid, 2),
            cx=200,
            cy=196,
        )
    )


def ink_bottle(c: Tone) -> str:
    return (
        ground(220)
        + path(
            "M96 208Q96 184 122 180L160 172H240L278 180Q304 184 304 208V296Q304 326 274 326H126Q96 326 96 296Z",
            GLASS.round,
        )
        + path("M108 226Q150 216 200 226T292 226V296Q292 316 274 316H126Q108 316 108 296Z", c.round)
        + stroke("M118 206V292", CREAM.light, 8, 0.7)
        + body(200, 122, 174, 108, 108, COAL.round)
        + disc(200, 122, 108, COAL.light)
        + rect(152, 240, 96, 58, CREAM.light, 5)
        + path("M200 246C212 262 214 272 208 280Q200 286 192 280C186 272 188 262 200 246Z", c.mid)
    )


def pencil_set(c: Tone) -> str:
    tones = (c.light, HONEY.mid, c.mid, c.companion.mid, c.dark)
    pencils = "".join(
        path(f"M{112 + 36 * i} 116L{128 + 36 * i} 74L{144 + 36 * i} 116Z", "#f0d6ac")
        + path(f"M{123 + 36 * i} 87L{128 + 36 * i} 74L{133 + 36 * i} 87Z", tone)
        + rect(112 + 36 * i, 114, 32, 130, tone)
        + rect(112 + 36 * i, 114, 9, 130, "#ffffff55")
        + rect(134 + 36 * i, 114, 10, 130, "#00000022")
        for i, tone in enumerate(tones)
    )
    return (
        ground(230)
        + pencils
        + path("M92 190H308V316Q308 326 298 326H102Q92 326 92 316Z", c.flat)
        + path("M92 190H308V204H92Z", c.dark)
        + label(200, 264, 120, 76, CREAM.light, c.mid)
    )


def desk_lamp(c: Tone) -> str:
    return (
        ground(190, cx=176)
        + path("M236 172L176 326H372L320 130Z", "#fff3c9", 0.75)
        + body(166, 304, 322, 136, 140, COAL.round)
        + disc(166, 304, 136, COAL.light)
        + stroke("M166 300L112 186L254 80", STEEL.dark, 11)
        + circle(112, 186, 14, c.dark)
        + circle(166, 296, 12, c.dark)
        + turned(
            -32,
            path("M208 176C208 118 232 92 274 92C316 92 340 118 340 176Z", c.round),
            ellipse(274, 176, 66, 13, c.deep),
            ellipse(274, 177, 58, 9, "#fff3c9"),
            rect(258, 72, 32, 28, c.dark, 6),
            cx=250,
            cy=110,
        )
    )


def pen_holder(c: Tone) -> str:
    return (
        ground(160)
        + turned(
            -13,
            rect(150, 86, 17, 130, HONEY.round),
            path("M150 88L158 62L167 88Z", "#f0d6ac"),
            cx=160,
            cy=216,
        )
        + turned(
            5,
            rect(188, 64, 18, 150, c.companion.round, 6),
            rect(188, 64, 18, 16, c.companion.dark, 6),
            cx=197,
            cy=216,
        )
        + turned(
            14,
            rect(220, 92, 34, 120, WOOD.round, 3),
            stroke("M220 110h12M220 128h18M220 146h12M220 164h18", WOOD.deep, 3),
            cx=237,
            cy=216,
        )
        + stroke("M178 210L168 110", STEEL.dark, 7)
        + body(200, 200, 318, 144, 136, c.round)
        + path("M128 200A72 14 0 0 0 272 200V208A72 14 0 0 1 128 208Z", c.light)
        + body(200, 276, 288, 137, 137, c.deep)
    )


def letter_set(c: Tone) -> str:
    return (
        ground(250)
        + turned(
            -7,
            rect(112, 68, 170, 210, CREAM.dark, 4),
            rect(106, 64, 170, 210, CREAM.light, 4),
            stroke("M130 100H250M130 124H250M130 148H216", c.light, 6),
        )
        + path("M70 190L200 112L330 190V326H70Z", c.dark)
        + rect(104, 134, 192, 130, CREAM.mid, 4)
        + stroke("M128 164H272M128 188H240", c.light, 6)
        + path("M70 190L200 274L330 190V316Q330 326 320 326H80Q70 326 70 316Z", c.flat)
        + path("M72 324L186 250Q200 242 214 250L328 324Q326 326 320 326H80Q74 326 72 324Z", c.light)
        + circle(200, 262, 19, c.companion.dark)
        + circle(198, 260, 13, c.companion.mid)
    )


def _roll(x: float, y: float, tone: Tone) -> str:
    return (
        circle(x + 14, y + 3, 74, tone.dark)
        + circle(x, y, 74, tone.flat)
        + ring(x, y, 58, tone.light, 4)
        + circle(x, y, 44, WOOD.light)
        + circle(x, y, 36, WOOD.dark)
        + circle(x + 3, y + 2, 34, tone.tint)
    )


def washi_tape(c: Tone) -> str:
    return (
        ground(290)
        + _roll(204, 138, COLORS["sky" if c.name == "mustard" else "mustard"])
        + path("M140 326H330L340 302H140Z", c.companion.mid)
        + _roll(260, 252, c.companion)
        + _roll(132, 252, c)
    )


def scissors(c: Tone) -> str:
    """Half open: two blades that cross at the screw, each with its handle on the other side."""
    lit = path("M186 204L150 44Q148 30 160 38L218 190L206 214Z", STEEL.light) + path(
        "M160 38L218 190L211 203Z", STEEL.mid
    )
    shaded = path("M214 204L250 44Q252 30 240 38L182 190L194 214Z", STEEL.dark)
    return ground(200) + turned(
        14,
        shaded,
        stroke("M190 204Q182 220 172 234", c.deep, 22),
        turned(14, stroke("M120 290a36 50 0 1 1 72 0a36 50 0 1 1 -72 0Z", c.dark, 23), cx=156, cy=290),
        lit,
        stroke("M210 204Q218 220 228 234", c.dark, 22),
        turned(-14, stroke("M208 290a36 50 0 1 1 72 0a36 50 0 1 1 -72 0Z", c.mid, 23), cx=244, cy=290),
        circle(200, 196, 11, CREAM.light),
        stroke("M194 196H206", STEEL.deep, 3),
    )


def desk_calendar(c: Tone) -> str:
    days = "".join(
        rect(
            116 + 35 * (i % 5),
            172 + 32 * (i // 5),
            24,
            22,
            c.mid if i == 7 else c.light if i % 5 == 4 else CREAM.dark,
            5,
        )
        for i in range(20)
    )
    return (
        ground(240)
        + path("M286 100L336 326H290L280 100Z", c.deep)
        + rect(86, 92, 220, 234, CREAM.light, 10)
        + path("M96 92H296Q306 92 306 102V150H86V102Q86 92 96 92Z", c.flat)
        + stroke("M150 122H242", CREAM.light, 9)
        + days
        + "".join(stroke(f"M{x} 74V106", COAL.mid, 8) for x in (120, 160, 200, 240, 280))
    )


DRAWINGS = (
    notebook, fountain_pen, ink_bottle, pencil_set, desk_lamp, pen_holder, letter_set, washi_tape,
    scissors, desk_calendar,
)  # fmt: skip
