"""Drawings for outdoor and travel."""

from .palette import COAL, CREAM, HONEY, STEEL, WOOD, Tone
from .shapes import (
    body,
    circle,
    disc,
    ellipse,
    ground,
    path,
    rect,
    ring,
    stroke,
    turned,
)


def backpack(c: Tone) -> str:
    return (
        ground(210)
        + stroke("M172 78C172 40 228 40 228 78", c.deep, 13)
        + path("M104 200Q82 210 84 290Q84 304 104 304ZM296 200Q318 210 316 290Q316 304 296 304Z", c.dark)
        + path("M104 158Q104 70 200 70Q296 70 296 158V296Q296 326 266 326H134Q104 326 104 296Z", c.round)
        + path("M104 160Q104 76 200 76Q296 76 296 160L290 190Q200 214 110 190Z", c.mid)
        + stroke("M110 190Q200 214 290 190", c.dark, 7)
        + stroke("M150 96Q126 112 122 150", c.light, 8)
        + rect(134, 222, 132, 84, c.dark, 18)
        + rect(134, 218, 132, 82, c.light, 18)
        + stroke("M150 246H250", c.dark, 5)
        + rect(150, 168, 20, 56, WOOD.mid, 5)
        + rect(230, 168, 20, 56, WOOD.dark, 5)
        + rect(148, 204, 24, 13, STEEL.light, 3)
        + rect(228, 204, 24, 13, STEEL.mid, 3)
    )


def tote_bag(c: Tone) -> str:
    return (
        ground(220)
        + stroke("M156 146C152 40 248 40 244 146", c.dark, 15)
        + path("M96 136H304L316 314Q316 326 304 326H96Q84 326 84 314Z", c.flat)
        + path("M96 136H304L305 152H95Z", c.dark)
        + stroke("M162 152C158 74 242 74 238 152", c.light, 15)
        + rect(151, 146, 20, 34, c.light, 4)
        + rect(229, 146, 20, 34, c.light, 4)
        + circle(200, 238, 44, CREAM.light)
        + path("M200 206C228 226 228 254 200 272C172 254 172 226 200 206Z", c.mid)
        + stroke("M200 224V262", CREAM.light, 4)
    )


def suitcase(c: Tone) -> str:
    return (
        ground(210)
        + stroke("M160 96V52Q160 40 172 40H228Q240 40 240 52V96", STEEL.dark, 10)
        + rect(126, 312, 26, 22, COAL.mid, 8)
        + rect(248, 312, 26, 22, COAL.mid, 8)
        + rect(100, 90, 200, 228, c.round, 26)
        + "".join(rect(x, 112, 9, 184, c.dark, 4) for x in (140, 168, 224, 252))
        + rect(100, 188, 200, 26, WOOD.round)
        + rect(188, 182, 26, 38, STEEL.light, 5)
        + path("M100 120V116Q100 90 126 90H136Q110 96 108 124Z", CREAM.light, 0.6)
    )


def tent(c: Tone) -> str:
    return (
        ground(330)
        + path("M150 110L52 324H258Z", c.mid)
        + path("M150 110L252 96L368 312L258 324Z", c.dark)
        + path("M150 110L252 96L274 138L170 154Z", c.light, 0.5)
        + path("M150 132L104 324H206Z", c.deep)
        + path("M150 132L104 324H128Q150 240 150 132Z", c.light)
        + path("M150 132L206 324H184Q154 240 150 132Z", c.light)
        + stroke("M150 110V94M252 96V80", WOOD.dark, 7)
        + stroke("M52 324L30 332M368 312L384 328", WOOD.dark, 5)
        + path("M150 94L182 82L150 74Z", c.companion.mid)
    )


def sleeping_bag(c: Tone) -> str:
    return (
        ground(250)
        + path("M120 190H298Q330 190 330 258Q330 326 298 326H120Z", c.round)
        + ellipse(122, 258, 50, 68, c.light)
        + ellipse(122, 258, 38, 52, c.companion.mid)
        + ellipse(122, 258, 26, 36, c.light)
        + ellipse(122, 258, 13, 18, c.companion.mid)
        + "".join(stroke(f"M{x} 190Q{x + 22} 258 {x} 326", COAL.mid, 11) for x in (196, 280))
        + rect(202, 246, 22, 22, STEEL.light, 4)
        + rect(286, 246, 22, 22, STEEL.mid, 4)
        + stroke("M198 190V176Q198 164 210 164H266Q278 164 278 176V190", COAL.mid, 10)
        + rect(212, 156, 52, 17, c.companion.mid, 8)
        + stroke("M214 208H264", c.light, 6, 0.8)
    )


def camping_lantern(c: Tone) -> str:
    return (
        ground(170)
        + circle(200, 200, 132, "#fff3c9", 0.7)
        + stroke("M132 142C132 32 268 32 268 142", COAL.mid, 9)
        + path("M140 144H260L268 262H132Z", "#fff0bd")
        + path("M200 158C226 196 224 244 200 246C176 244 174 196 200 158Z", HONEY.mid)
        + path("M200 194C212 214 212 238 200 242C188 238 188 214 200 194Z", "#fffbe8")
        + stroke("M142 144L134 262M258 144L266 262", COAL.mid, 7)
        + path("M128 148Q134 104 200 98Q266 104 272 148A72 14 0 0 1 128 148Z", c.round)
        + rect(184, 82, 32, 20, c.dark, 6)
        + body(200, 258, 318, 152, 176, c.round)
        + disc(200, 258, 152, c.light)
        + circle(200, 300, 12, COAL.mid)
    )


def water_bottle(c: Tone) -> str:
    return (
        ground(130)
        + stroke("M176 68C176 28 224 28 224 68", COAL.mid, 12)
        + body(200, 66, 106, 78, 82, COAL.round)
        + disc(200, 66, 78, COAL.light)
        + path(
            "M158 108H242C242 132 266 134 266 168V304Q266 326 244 326H156Q134 326 134 304V168C134 134 158 132 158 108Z",
            c.round,
        )
        + rect(156, 104, 88, 13, STEEL.round, 4)
        + rect(134, 286, 132, 11, c.deep)
        + path("M176 236L200 190L224 236Z", CREAM.light)
        + path("M196 236L216 204L240 236Z", CREAM.light, 0.7)
    )


def thermos(c: Tone) -> str:
    return (
        ground(130)
        + stroke("M262 170H288Q300 170 300 184V262Q300 276 286 276H262", COAL.mid, 13)
        + rect(138, 132, 124, 194, c.round, 20)
        + rect(138, 296, 124, 30, STEEL.round, 14)
        + rect(142, 116, 116, 24, STEEL.round, 5)
        + body(200, 54, 114, 98, 112, c.round)
        + disc(200, 54, 98, c.light)
        + rect(138, 176, 124, 14, CREAM.mid)
        + rect(138, 198, 124, 7, CREAM.mid)
    )


def umbrella(c: Tone) -> str:
    return (
        ground(150)
        + stroke("M200 150V294C200 330 248 330 248 296", WOOD.mid, 12)
        + rect(196, 34, 8, 30, WOOD.dark, 4)
        + path(
            "M40 200C44 110 110 56 200 56C290 56 356 110 360 200Q333 172 306 200Q279 172 253 200Q226 172 200 200Q174 172 147 200Q121 172 94 200Q67 172 40 200Z",
            c.mid,
        )
        + path("M200 56C110 56 44 110 40 200Q67 172 94 200C96 130 136 76 200 56Z", c.light)
        + path("M200 56C168 80 148 130 147 200Q174 172 200 200Z", c.dark, 0.45)
        + path("M200 56C290 56 356 110 360 200Q333 172 306 200C304 130 264 76 200 56Z", c.dark)
    )


def sun_hat(c: Tone) -> str:
    straw, shade, lit = "#efcd7f", "#dba94a", "#fbeab9"
    return (
        ground(300)
        + ellipse(200, 282, 166, 44, shade)
        + ellipse(200, 274, 166, 44, straw)
        + stroke("M64 268A140 32 0 0 0 336 268", shade, 4, 0.6)
        + stroke("M48 276A154 40 0 0 0 352 276", lit, 4, 0.7)
        + path("M106 262C106 168 132 124 200 124C268 124 294 168 294 262A94 22 0 0 1 106 262Z", straw)
        + path("M232 130C276 142 294 184 294 262A94 22 0 0 1 252 278C262 224 258 166 232 130Z", shade)
        + stroke("M128 206Q134 164 162 148", lit, 8)
        + path("M107 230A94 22 0 0 0 293 230L294 262A94 22 0 0 1 106 262Z", c.round)
        + path("M150 262L112 240Q106 262 114 284ZM150 262L190 246Q196 268 188 288Z", c.light)
        + path("M150 262L130 306L146 312L156 270L172 314L188 308Z", c.mid)
        + circle(150, 263, 12, c.dark)
    )


def compass(c: Tone) -> str:
    marks = "".join(
        turned(turn, rect(197, 132, 6, 14 if turn % 90 == 0 else 8, COAL.mid, 3), cx=200, cy=220)
        for turn in range(0, 360, 45)
    )
    return (
        ground(200)
        + stroke("M200 84V66", c.dark, 10)
        + ring(200, 52, 20, STEEL.dark, 9)
        + rect(182, 78, 36, 26, HONEY.round, 5)
        + circle(204, 224, 118, c.dark)
        + circle(200, 220, 118, c.flat)
        + circle(200, 220, 96, c.dark)
        + circle(202, 222, 94, CREAM.light)
        + marks
        + turned(
            36,
            path("M200 148L218 220H182Z", "#c84845"),
            path("M200 292L218 220H182Z", STEEL.dark),
            cx=200,
            cy=220,
        )
        + circle(200, 220, 9, HONEY.dark)
    )


DRAWINGS = (
    backpack, tote_bag, suitcase, tent, sleeping_bag, camping_lantern, water_bottle, thermos,
    umbrella, sun_hat, compass,
)  # fmt: skip
