"""Drawings for play."""

from .packaging import carton
from .palette import COAL, CREAM, HONEY, LEAF, STEEL, WOOD, Tone
from .shapes import (
    around,
    body,
    circle,
    disc,
    ellipse,
    ground,
    moved,
    path,
    rect,
    stroke,
    turned,
)


def _wheel(x: float, y: float, r: float, tone: Tone) -> str:
    return circle(x, y, r, COAL.mid) + circle(x, y, r * 0.62, tone.mid) + circle(x, y, r * 0.22, CREAM.light)


def wooden_blocks(c: Tone) -> str:
    return (
        ground(280)
        + carton(WOOD, x=68, y=236, w=90, h=90, depth=28)
        + circle(113, 281, 24, c.mid)
        + carton(c, x=196, y=236, w=90, h=90, depth=28)
        + path("M241 256L268 304H214Z", CREAM.light)
        + carton(c.companion, x=126, y=132, w=90, h=90, depth=28)
        + rect(151, 157, 40, 40, CREAM.light, 5)
        + path("M128 130L180 56L232 118L208 130Z", c.dark)
        + path("M126 132L172 58L218 132Z", c.light)
    )


def toy_train(c: Tone) -> str:
    return (
        ground(320)
        + rect(52, 304, 310, 12, WOOD.dark, 6)
        + rect(58, 140, 96, 26, c.deep, 8)
        + rect(70, 160, 76, 110, c.flat, 6)
        + rect(86, 178, 44, 42, "#dbeaec", 6)
        + rect(140, 196, 156, 76, WOOD.flat, 20)
        + rect(230, 138, 30, 64, c.round, 4)
        + rect(222, 128, 46, 18, c.dark, 8)
        + path("M166 198Q166 166 188 166Q210 166 210 198Z", HONEY.mid)
        + rect(62, 260, 250, 26, c.dark, 8)
        + path("M306 252L344 300H306Z", c.mid)
        + circle(300, 234, 16, HONEY.light)
        + _wheel(108, 290, 32, c.companion)
        + _wheel(200, 298, 24, c.companion)
        + _wheel(266, 298, 24, c.companion)
        + circle(258, 100, 17, "#ffffff", 0.9)
        + circle(286, 78, 22, "#ffffff", 0.9)
        + circle(322, 56, 15, "#ffffff", 0.9)
    )


def toy_car(c: Tone) -> str:
    return (
        ground(310)
        + path("M106 220C114 160 136 138 184 138H234C272 138 290 170 302 214Z", c.round)
        + path("M130 212C136 174 150 158 184 158H198V212Z", "#dbeaec")
        + path("M214 158H232C256 158 268 180 276 212H214Z", "#c4d9dd")
        + path("M44 252Q46 214 86 210H310Q356 214 360 254V276Q360 290 346 290H58Q44 290 44 276Z", c.flat)
        + rect(44, 258, 316, 12, c.dark)
        + rect(44, 266, 34, 16, STEEL.light, 6)
        + rect(328, 266, 32, 16, STEEL.mid, 6)
        + circle(340, 238, 12, HONEY.light)
        + rect(222, 226, 28, 8, c.dark, 4)
        + _wheel(118, 286, 42, WOOD)
        + _wheel(284, 286, 42, WOOD)
    )


def _pawn(x: float, y: float, tone: Tone) -> str:
    skirt = f"M{x - 24} {y}Q{x - 7} {y - 26} {x - 11} {y - 52}H{x + 11}Q{x + 7} {y - 26} {x + 24} {y}A24 7 0 0 1 {x - 24} {y}Z"
    return path(skirt, tone.round) + circle(x, y - 64, 21, tone.round)


def _die(x: float, y: float, degrees: float) -> str:
    dots = ((-15, -15), (15, -15), (0, 0), (-15, 15), (15, 15))
    face = rect(x - 30, y - 30, 60, 60, CREAM.light, 12)
    return turned(
        degrees,
        rect(x - 26, y - 26, 60, 60, CREAM.deep, 12),
        face,
        *(circle(x + dx, y + dy, 6, COAL.mid) for dx, dy in dots),
        cx=x,
        cy=y,
    )


def board_game(c: Tone) -> str:
    paints = (c.light, CREAM.light, c.companion.light, c.mid)
    squares = "".join(
        rect(90 + 38 * column, 62 + 38 * row, 34, 34, paints[(row * 2 + column) % 4], 5)
        for row in range(6)
        for column in range(6)
        if row in {0, 5} or column in {0, 5}
    )
    return (
        ground(260)
        + rect(80, 56, 248, 248, c.deep, 14)
        + rect(74, 48, 248, 248, c.dark, 14)
        + moved(-3, -3, squares)
        + rect(126, 100, 144, 144, c.tint, 8)
        + circle(198, 172, 44, c.light)
        + path("M198 136L229 190H167Z", CREAM.light)
        + _pawn(122, 316, c.companion)
        + _pawn(184, 326, HONEY)
        + _die(280, 294, 14)
    )


def _card(turn: float, front: str, *mark: str) -> str:
    edge = rect(144, 88, 124, 190, "#000000", 12).replace("/>", ' opacity="0.16"/>')
    return turned(turn, edge, rect(138, 82, 124, 190, front, 12), *mark, cx=200, cy=330)


def card_game(c: Tone) -> str:
    diamond = path("M200 140L230 178L200 216L170 178Z", c.mid)
    rays = "".join(circle(x, y, 6, HONEY.mid) for x, y in around(200, 178, 44, 8))
    lozenges = "".join(
        path(f"M200 {y}L222 {y + 24}L200 {y + 48}L178 {y + 24}Z", c.mid) for y in (104, 153, 202)
    )
    corners = circle(156, 100, 7, c.mid) + circle(244, 254, 7, c.mid)
    return (
        ground(190)
        + _card(-26, CREAM.mid, diamond, corners)
        + _card(0, CREAM.light, circle(200, 178, 28, HONEY.mid), rays, corners)
        + _card(26, c.dark, rect(150, 94, 100, 166, c.light, 8), lozenges)
    )


def jigsaw_puzzle(c: Tone) -> str:
    def piece(x: float, y: float, fill: str, turn: float = 0) -> str:
        d = f"M{x} {y}h36c-8 -30 52 -30 44 0h36v36c30 -8 30 52 0 44v36h-36c8 -30 -52 -30 -44 0h-36v-36c-30 8 -30 -52 0 -44Z"
        return turned(turn, path(d, fill), cx=x + 58, cy=y + 58)

    return (
        ground(250)
        + piece(84, 206, c.flat)
        + piece(200, 206, c.companion.flat)
        + piece(84, 90, CREAM.deep)
        + piece(84, 90, c.light)
        + piece(214, 62, c.dark, 16)
    )


def teddy_bear(c: Tone) -> str:
    return (
        ground(220)
        + circle(140, 92, 32, c.mid)
        + circle(260, 92, 32, c.dark)
        + circle(142, 94, 18, c.light)
        + circle(258, 94, 18, c.light)
        + ellipse(116, 226, 28, 46, c.mid)
        + ellipse(284, 226, 28, 46, c.dark)
        + ellipse(200, 252, 84, 78, c.round)
        + ellipse(200, 260, 50, 50, c.light)
        + ellipse(134, 306, 42, 30, c.mid)
        + ellipse(266, 306, 42, 30, c.dark)
        + ellipse(130, 308, 22, 16, c.light)
        + ellipse(270, 308, 22, 16, c.light)
        + ellipse(200, 140, 84, 72, c.round)
        + ellipse(200, 162, 36, 27, CREAM.mid)
        + circle(168, 132, 8, COAL.dark)
        + circle(232, 132, 8, COAL.dark)
        + ellipse(200, 152, 13, 9, COAL.dark)
        + stroke("M200 160V170M188 174Q200 182 212 174", COAL.dark, 4)
        + path("M200 214L160 198V234ZM200 214L240 198V234Z", c.companion.mid)
        + circle(200, 214, 11, c.companion.dark)
    )


def crayons(c: Tone) -> str:
    tones = (c.companion, HONEY, c, LEAF, STEEL)
    sticks = "".join(
        path(
            f"M{110 + 37 * i} {122 - 14 * (i % 2)}L{118 + 37 * i} {84 - 14 * (i % 2)}H{130 + 37 * i}L{138 + 37 * i} {122 - 14 * (i % 2)}Z",
            tone.light,
        )
        + rect(108 + 37 * i, 120 - 14 * (i % 2), 32, 130, tone.round)
        + rect(108 + 37 * i, 138 - 14 * (i % 2), 32, 8, tone.deep)
        for i, tone in enumerate(tones)
    )
    return (
        ground(230)
        + sticks
        + path("M92 196Q200 236 308 196V316Q308 326 298 326H102Q92 326 92 316Z", c.flat)
        + path("M92 196Q200 236 308 196V210Q200 250 92 210Z", c.dark)
        + stroke("M138 280C150 250 166 310 182 278S212 252 226 282 252 290 262 268", CREAM.light, 10)
    )


def _tub(x: float, y: float, tone: Tone) -> str:
    return (
        body(x, y, y + 74, 92, 84, tone.round)
        + body(x, y + 26, y + 58, 91, 87, CREAM.round)
        + circle(x, y + 50, 11, tone.mid)
        + body(x, y - 10, y + 12, 100, 98, tone.round)
        + disc(x, y - 10, 100, tone.light)
    )


def modeling_clay(c: Tone) -> str:
    return (
        ground(300)
        + _tub(200, 150, HONEY)
        + _tub(128, 234, c)
        + _tub(230, 240, c.companion)
        + path(
            "M262 328Q248 328 254 318Q262 310 290 310Q330 306 338 284Q344 270 354 276Q364 284 356 304Q346 328 320 328Z",
            LEAF.mid,
        )
        + stroke("M344 278L338 262M356 280L362 264", LEAF.dark, 5)
        + circle(298, 290, 31, c.dark)
        + circle(295, 287, 29, c.mid)
        + stroke("M295 287m0 0a7 7 0 0 1 14 0a14 14 0 0 1 -28 0a19 19 0 0 1 36 -8", c.light, 6)
    )


def play_ball(c: Tone) -> str:
    """Six panels that meet at a cap, lit from the top left like everything else."""
    cap_x, cap_y = 176, 118
    panels = (
        (f"M{cap_x} {cap_y}Q104 136 75 222A128 128 0 0 1 128 95Q150 98 {cap_x} {cap_y}Z", c.light),
        (f"M{cap_x} {cap_y}Q104 136 75 222A128 128 0 0 0 152 319Q136 210 {cap_x} {cap_y}Z", CREAM.mid),
        (f"M{cap_x} {cap_y}Q136 210 152 319A128 128 0 0 0 272 306Q252 196 {cap_x} {cap_y}Z", c.companion.mid),
        (f"M{cap_x} {cap_y}Q252 196 272 306A128 128 0 0 0 326 180Q262 116 {cap_x} {cap_y}Z", CREAM.mid),
        (f"M{cap_x} {cap_y}Q262 116 326 180A128 128 0 0 0 226 75Q196 92 {cap_x} {cap_y}Z", c.mid),
        (f"M{cap_x} {cap_y}Q196 92 226 75A128 128 0 0 0 128 95Q150 98 {cap_x} {cap_y}Z", CREAM.mid),
    )
    return (
        ground(190)
        + circle(200, 200, 128, CREAM.mid)
        + "".join(path(outline, fill) for outline, fill in panels)
        + path("M291 109A128 128 0 1 1 92 269C160 330 300 300 291 109Z", "#000000", 0.13)
        + turned(-24, ellipse(cap_x, cap_y, 19, 14, c.dark), cx=cap_x, cy=cap_y)
        + stroke("M94 196Q100 152 124 126", "#ffffff", 9, 0.8)
    )


def kite(c: Tone) -> str:
    tail = "".join(
        turned(turn, path(f"M{x} {y}l-17 -11v22ZM{x} {y}l17 -11v22Z", fill), cx=x, cy=y)
        for x, y, turn, fill in (
            (172, 286, 20, c.companion.mid),
            (196, 322, -20, c.mid),
            (160, 350, 30, c.companion.mid),
        )
    )
    return (
        ground(90, cx=180, y=372)
        + stroke("M162 252C150 290 226 304 196 326S150 340 150 364", COAL.light, 4)
        + tail
        + path("M254 30L304 150L162 252L112 112Z", c.mid)
        + path("M254 30L112 112L206 136Z", c.light)
        + path("M254 30L304 150L206 136Z", c.companion.mid)
        + path("M304 150L162 252L206 136Z", c.dark)
        + stroke("M254 30L162 252M112 112L304 150", WOOD.dark, 5)
    )


def stacking_rings(c: Tone) -> str:
    tones = (c, HONEY, c.companion, LEAF, c)
    rings = "".join(
        rect(200 - w / 2, 268 - 40 * i, w, 40, tone.round, 20)
        for i, (w, tone) in enumerate(zip((196, 172, 148, 124, 100), tones, strict=True))
    )
    return (
        ground(210)
        + rect(92, 304, 216, 22, WOOD.round, 11)
        + rect(190, 70, 20, 60, WOOD.round, 8)
        + rings
        + circle(200, 82, 26, c.companion.round)
    )


DRAWINGS = (
    wooden_blocks, toy_train, toy_car, board_game, card_game, jigsaw_puzzle, teddy_bear, crayons,
    modeling_clay, play_ball, kite, stacking_rings,
)  # fmt: skip
