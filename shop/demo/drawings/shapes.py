"""Small shapes that the drawings are built from; every function returns SVG elements.

The house style: a canvas of 400 by 400, the ground at y = 330, light from the top left, no
outlines, round things seen from a little above.
"""

# ruff: noqa: PLR0917  (a shape is written as in geometry: place, extent, paint)

from math import cos, radians, sin

GROUND = 330
FLATTENING = 0.2


def path(d: str, fill: str, opacity: float = 1) -> str:
    return f'<path d="{d}" fill="{fill}"{_opacity(opacity)}/>'


def stroke(d: str, color: str, width: float, opacity: float = 1) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{width:g}"'
        f' stroke-linecap="round" stroke-linejoin="round"{_opacity(opacity)}/>'
    )


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}"/>'


def ellipse(cx: float, cy: float, rx: float, ry: float, fill: str, opacity: float = 1) -> str:
    return f'<ellipse cx="{cx:g}" cy="{cy:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{_opacity(opacity)}/>'


def circle(cx: float, cy: float, r: float, fill: str, opacity: float = 1) -> str:
    return ellipse(cx, cy, r, r, fill, opacity)


def ring(cx: float, cy: float, r: float, color: str, width: float) -> str:
    return (
        f'<circle cx="{cx:g}" cy="{cy:g}" r="{r:g}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'
    )


def turned(degrees: float, *parts: str, cx: float = 200, cy: float = 200) -> str:
    return f'<g transform="rotate({degrees:g} {cx:g} {cy:g})">{"".join(parts)}</g>'


def moved(dx: float, dy: float, *parts: str, scale: float = 1) -> str:
    return f'<g transform="translate({dx:g} {dy:g}) scale({scale:g})">{"".join(parts)}</g>'


def mirrored(*parts: str) -> str:
    return f'<g transform="translate(400 0) scale(-1 1)">{"".join(parts)}</g>'


def ground(width: float, cx: float = 200, y: float = GROUND) -> str:
    """The soft shadow under a thing, a little to the right since the light comes from the left."""
    return (
        f'<ellipse cx="{cx + 10:g}" cy="{y + 2:g}" rx="{width / 2 + 14:g}"'
        f' ry="{8 + width * 0.05:g}" fill="url(#shadow)"/>'
    )


def body(cx: float, top: float, bottom: float, w_top: float, w_bottom: float, fill: str) -> str:
    """A turned wall from one height to another, straight or tapering."""
    left, right = cx - w_top / 2, cx + w_top / 2
    return path(
        f"M{left:g} {top:g}A{w_top / 2:g} {w_top / 2 * FLATTENING:g} 0 0 0 {right:g} {top:g}"
        f"L{cx + w_bottom / 2:g} {bottom:g}"
        f"A{w_bottom / 2:g} {w_bottom / 2 * FLATTENING:g} 0 0 1 {cx - w_bottom / 2:g}"
        f" {bottom:g}Z",
        fill,
    )


def disc(cx: float, cy: float, width: float, fill: str) -> str:
    """A round plane seen from a little above: a lid, a rim, a surface of tea."""
    return ellipse(cx, cy, width / 2, width / 2 * FLATTENING, fill)


def opening(cx: float, y: float, width: float, rim: str, inside: str, edge: float = 10) -> str:
    return disc(cx, y, width, rim) + disc(cx, y, width - 2 * edge, inside)


def drum(cx: float, top: float, bottom: float, width: float, side: str, lid: str) -> str:
    return body(cx, top, bottom, width, width, side) + disc(cx, top, width, lid)


def label(cx: float, cy: float, w: float, h: float, paper: str, print_: str) -> str:
    """A paper label with a round mark and two lines in place of words."""
    return (
        rect(cx - w / 2, cy - h / 2, w, h, paper, 6)
        + circle(cx, cy - h * 0.16, min(w, h) * 0.17, print_)
        + stroke(f"M{cx - w * 0.26:g} {cy + h * 0.18:g}h{w * 0.52:g}", print_, 5)
        + stroke(f"M{cx - w * 0.16:g} {cy + h * 0.33:g}h{w * 0.32:g}", print_, 5)
    )


def leaf(x: float, y: float, length: float, degrees: float, fill: str, vein: str = "") -> str:
    """A leaf that grows from (x, y); 0 degrees points up, positive turns right."""
    half = length * 0.26
    blade = path(
        f"M{x:g} {y:g}C{x - half * 1.3:g} {y - length * 0.3:g} {x - half:g} {y - length * 0.75:g}"
        f" {x:g} {y - length:g}C{x + half:g} {y - length * 0.75:g} {x + half * 1.3:g}"
        f" {y - length * 0.3:g} {x:g} {y:g}Z",
        fill,
    )
    middle = stroke(f"M{x:g} {y - 4:g}V{y - length * 0.78:g}", vein, 3) if vein else ""
    return turned(degrees, blade, middle, cx=x, cy=y)


def steam(x: float, y: float) -> str:
    return "".join(stroke(f"M{x + dx:g} {y:g}c-14 -16 14 -26 0 -44", "#ffffff", 7, 0.85) for dx in (-24, 8))


def around(cx: float, cy: float, radius: float, steps: int) -> list[tuple[float, float]]:
    """Points on a circle, clockwise from the top."""
    turns = [radians(360 * step / steps) for step in range(steps)]
    return [(cx + radius * sin(turn), cy - radius * cos(turn)) for turn in turns]


def _opacity(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'
