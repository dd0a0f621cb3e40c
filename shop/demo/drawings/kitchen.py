"""Drawings for the kitchen."""

from .palette import COAL, COFFEE, CREAM, GLASS, LEAF, STEEL, WOOD, Tone
from .shapes import (
    body,
    circle,
    disc,
    ellipse,
    ground,
    moved,
    opening,
    path,
    rect,
    steam,
    stroke,
    turned,
)


def mug(c: Tone) -> str:
    return (
        ground(190)
        + stroke("M262 178C346 160 340 290 250 284", c.dark, 24)
        + body(185, 140, 322, 176, 148, c.round)
        + body(185, 282, 322, 154, 148, CREAM.round)
        + opening(185, 140, 176, c.light, COFFEE.dark)
        + steam(190, 108)
    )


def espresso_cup(c: Tone) -> str:
    return (
        ground(240)
        + ellipse(200, 316, 120, 17, c.dark)
        + ellipse(200, 311, 120, 17, c.light)
        + ellipse(200, 311, 66, 8, c.dark)
        + stroke("M252 216C316 204 308 276 246 270", c.dark, 17)
        + path("M132 196H268C268 260 252 304 226 308Q200 314 174 308C148 304 132 260 132 196Z", c.round)
        + opening(200, 196, 136, c.light, COFFEE.dark, 8)
        + disc(200, 199, 100, COFFEE.mid)
        + steam(206, 164)
    )


def teapot(c: Tone) -> str:
    return (
        ground(230)
        + stroke("M286 200C372 176 372 308 268 296", c.dark, 20)
        + path("M128 262C88 254 92 204 50 188L72 170C120 184 116 216 150 222Z", c.dark)
        + path(
            "M200 160C286 160 300 220 296 250C292 296 258 326 200 326C142 326 108 296 104 250C100 220 114 160 200 160Z",
            c.round,
        )
        + disc(200, 166, 116, c.dark)
        + path("M146 164C150 128 250 128 254 164A54 11 0 0 1 146 164Z", c.round)
        + circle(200, 124, 15, WOOD.round)
    )


def kettle(c: Tone) -> str:
    return (
        ground(230)
        + stroke("M130 190C116 60 284 60 270 190", COAL.mid, 16)
        + stroke("M152 110C176 82 224 82 248 110", WOOD.mid, 22)
        + path("M264 250C310 240 312 200 340 176L356 194C336 222 334 276 276 290Z", c.dark)
        + path(
            "M200 172C262 172 290 240 292 300Q292 322 270 324Q200 334 130 324Q108 322 108 300C110 240 138 172 200 172Z",
            c.round,
        )
        + disc(200, 178, 92, c.dark)
        + disc(200, 173, 88, c.light)
        + circle(200, 160, 13, COAL.round)
    )


def moka_pot(c: Tone) -> str:
    return (
        ground(170)
        + path("M262 128H318Q332 128 330 146L316 236H290L302 156H258Z", COAL.mid)
        + path("M146 214L128 320Q200 336 272 320L254 214Z", c.round)
        + path("M148 212L170 216L158 324L128 320Z", c.light, 0.5)
        + path("M230 216L254 212L272 320L244 324Z", c.deep, 0.25)
        + rect(142, 200, 116, 18, STEEL.round, 6)
        + path("M152 200L128 112L112 96H262L248 200Z", STEEL.round)
        + path("M176 200L166 96H204V200Z", STEEL.light)
        + path("M124 96Q196 60 264 96Z", STEEL.dark)
        + rect(184, 62, 24, 20, COAL.mid, 8)
        + circle(262, 286, 7, STEEL.mid)
    )


def coffee_grinder(c: Tone) -> str:
    return (
        ground(190)
        + rect(112, 212, 176, 112, WOOD.flat, 8)
        + rect(100, 306, 200, 20, WOOD.dark, 6)
        + rect(140, 242, 120, 52, WOOD.light, 5)
        + circle(200, 268, 9, STEEL.dark)
        + path("M118 212Q122 132 200 128Q278 132 282 212Z", c.round)
        + disc(200, 212, 176, c.dark)
        + path("M112 208H288V214H112Z", WOOD.dark)
        + rect(192, 92, 16, 42, STEEL.round, 4)
        + stroke("M200 94L306 82", STEEL.dark, 11)
        + rect(292, 46, 28, 42, WOOD.round, 12)
    )


def pour_over(c: Tone) -> str:
    return (
        ground(170)
        + path("M128 236H272V300Q272 326 246 326H154Q128 326 128 300Z", GLASS.round)
        + path("M140 274H260V300Q260 316 246 316H154Q140 316 140 300Z", COFFEE.round)
        + stroke("M272 250C320 246 318 304 270 302", GLASS.deep, 11)
        + path("M126 108L150 76H250L274 108Z", CREAM.light)
        + path("M104 108H296L224 214H176Z", c.round)
        + "".join(stroke(f"M{200 + d} 124L{200 + d * 0.3:g} 196", c.dark, 5) for d in (-56, -20, 20))
        + rect(122, 210, 156, 20, c.dark, 10)
        + opening(200, 108, 192, c.light, COFFEE.mid)
        + steam(206, 82)
    )


def french_press(c: Tone) -> str:
    return (
        ground(170)
        + stroke("M262 158H290Q310 158 310 178V256Q310 276 290 276H262", c.dark, 15)
        + body(195, 130, 320, 140, 140, GLASS.round)
        + body(195, 208, 316, 132, 132, COFFEE.round)
        + disc(195, 208, 132, COFFEE.light)
        + rect(192, 62, 6, 146, STEEL.dark)
        + disc(195, 204, 120, STEEL.mid)
        + body(195, 114, 146, 150, 150, c.round)
        + path("M122 124Q130 92 195 90Q260 92 268 124A73 14 0 0 1 122 124Z", c.round)
        + body(195, 300, 322, 146, 150, c.round)
        + circle(195, 58, 15, c.round)
    )


def chefs_knife(c: Tone) -> str:
    return ground(230) + turned(
        -38,
        path("M186 252C150 214 152 76 196 26Q206 40 206 64V252Z", STEEL.flat),
        path("M196 26Q206 40 206 64V252H196Z", STEEL.light),
        rect(182, 250, 28, 20, COAL.mid, 4),
        path("M184 268H208L214 376Q214 392 198 392Q182 392 182 376Z", c.round),
        *(circle(197, y, 5, STEEL.light) for y in (292, 326, 360)),
        cy=196,
    )


def cutting_board(c: Tone) -> str:
    return (
        ground(210)
        + turned(
            -6,
            path("M172 80V60Q172 44 188 44H212Q228 44 228 60V80Z", WOOD.dark),
            rect(112, 74, 176, 250, WOOD.dark, 22),
            rect(106, 70, 176, 250, WOOD.flat, 22),
            path("M178 76V56Q178 44 190 44H200Q212 44 212 56V76Z", WOOD.mid),
            circle(194, 66, 9, WOOD.deep),
            *(stroke(f"M{x} 110V{y}", WOOD.dark, 3, 0.55) for x, y in ((136, 280), (160, 230), (252, 290))),
        )
        + circle(262, 292, 34, c.round)
        + stroke("M262 262Q260 246 270 238", COAL.mid, 5)
        + path("M264 254Q282 230 304 244Q290 262 264 254Z", LEAF.mid)
    )


def frying_pan(c: Tone) -> str:
    pan = (
        path("M276 236L388 178Q398 174 398 184V196L288 262Z", COAL.mid)
        + path("M24 236H312C312 292 264 326 168 326C72 326 24 292 24 236Z", c.round)
        + ellipse(168, 236, 144, 46, c.light)
        + ellipse(168, 239, 130, 38, COAL.mid)
        + path(
            "M104 236C98 218 128 206 150 212C172 204 214 206 218 224C236 240 212 258 186 254C164 264 108 256 104 236Z",
            CREAM.light,
        )
        + ellipse(164, 230, 30, 16, "#f0b53c")
        + ellipse(156, 225, 10, 4, "#f9d98a")
    )
    return ground(250, cx=170) + moved(20, 46, pan, scale=0.88)


def casserole(c: Tone) -> str:
    return (
        ground(260)
        + stroke("M96 214C54 206 54 254 98 248", c.dark, 17)
        + stroke("M304 214C346 206 346 254 302 248", c.dark, 17)
        + path("M84 190H316V276Q316 326 262 326H138Q84 326 84 276Z", c.round)
        + body(200, 178, 202, 244, 244, c.dark)
        + path("M78 186C84 138 316 138 322 186A122 22 0 0 1 78 186Z", c.round)
        + rect(190, 130, 20, 18, STEEL.dark)
        + rect(172, 112, 56, 24, STEEL.round, 12)
    )


def dinner_plate(c: Tone) -> str:
    return (
        ground(250)
        + circle(206, 196, 134, c.dark)
        + circle(200, 192, 134, c.flat)
        + circle(200, 192, 92, c.dark)
        + circle(203, 195, 90, c.light)
        + stroke("M96 150A112 112 0 0 1 150 92", CREAM.light, 8, 0.7)
    )


def serving_bowl(c: Tone) -> str:
    return (
        ground(200)
        + circle(150, 190, 34, "#c84845")
        + circle(214, 176, 38, "#9bc077")
        + circle(262, 196, 30, "#e1ac3b")
        + stroke("M214 144Q214 130 224 122", COFFEE.mid, 5)
        + path("M56 204H344C344 262 300 304 252 310V320Q200 334 148 320V310C100 304 56 262 56 204Z", c.round)
        + path("M56 204A144 26 0 0 0 344 204L342 220A144 26 0 0 1 58 220Z", c.light)
        + body(200, 306, 322, 104, 112, c.dark)
    )


def storage_jar(c: Tone) -> str:
    return (
        ground(180)
        + path(
            "M112 142Q112 128 126 128H274Q288 128 288 142V300Q288 328 258 328H142Q112 328 112 300Z",
            GLASS.round,
        )
        + path("M122 196Q160 184 200 196T278 196V300Q278 318 258 318H142Q122 318 122 300Z", c.round)
        + stroke("M134 146V296", CREAM.light, 8, 0.8)
        + body(200, 92, 126, 150, 150, WOOD.round)
        + disc(200, 92, 150, WOOD.light)
        + rect(122, 122, 156, 14, GLASS.deep, 6)
        + rect(164, 218, 84, 58, CREAM.light, 6)
        + stroke("M182 238H230M190 256H222", c.dark, 5)
    )


def lunch_box(c: Tone) -> str:
    return (
        ground(280)
        + rect(52, 226, 236, 100, c.round, 30)
        + path("M52 246V240H288V246A118 8 0 0 1 52 246Z", c.dark)
        + rect(44, 192, 252, 52, WOOD.round, 18)
        + rect(62, 202, 150, 9, WOOD.light, 4)
        + rect(150, 188, 42, 138, c.companion.mid, 4)
        + rect(178, 188, 14, 138, c.companion.dark, 4)
        + circle(318, 282, 44, "#c84845")
        + path("M330 240A44 44 0 0 1 318 326A60 60 0 0 0 330 240Z", "#9b3136")
        + ellipse(302, 264, 10, 7, "#e4766c")
        + stroke("M318 244Q316 226 326 214", COFFEE.mid, 6)
        + path("M322 232Q340 212 360 224Q348 242 322 232Z", LEAF.mid)
    )


def apron(c: Tone) -> str:
    return (
        ground(190)
        + stroke("M158 100C150 40 250 40 242 100", c.dark, 9)
        + stroke("M108 200Q70 214 66 256M292 200Q330 214 334 256", c.dark, 8)
        + path("M152 92H248Q252 158 296 190L302 322H98L104 190Q148 158 152 92Z", c.flat)
        + path("M152 92H248V106H152Z", c.dark)
        + rect(142, 214, 116, 70, c.dark, 10)
        + rect(142, 210, 116, 68, c.light, 10)
        + stroke("M200 212V276", c.dark, 4)
    )


DRAWINGS = (
    mug, espresso_cup, teapot, kettle, moka_pot, coffee_grinder, pour_over, french_press,
    chefs_knife, cutting_board, frying_pan, casserole, dinner_plate, serving_bowl, storage_jar,
    lunch_box, apron,
)  # fmt: skip
