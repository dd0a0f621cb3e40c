"""Packs that many drawings share: pouch, carton, bottle, jar, tin and tube."""

from .palette import CREAM, GLASS, Tone
from .shapes import body, disc, path, rect, stroke


def pouch(c: Tone, *, left: float = 106, right: float = 294, top: float = 74) -> str:
    """A paper bag with a rolled top and a folded side."""
    return (
        path(
            f"M{left} {top + 40}L{left - 8} 316Q{left - 8} 326 {left + 4} 326H{right - 4}Q{right + 8} 326 {right + 8} 316L{right} {top + 40}Z",
            c.flat,
        )
        + path(f"M{right} {top + 40}L{right - 26} 326H{right - 4}Q{right + 8} 326 {right + 8} 316Z", c.dark)
        + rect(left - 2, top, right - left + 4, 44, c.mid, 6)
        + rect(left - 2, top + 30, right - left + 4, 14, c.dark, 5)
        + stroke(f"M{left + 12} {top + 14}H{right - 12}", c.light, 5)
    )


def carton(c: Tone, *, x: float, y: float, w: float, h: float, depth: float = 30) -> str:
    """A box with front, lit top and shaded side."""
    rise = depth * 0.5
    return (
        path(f"M{x} {y}l{depth} {-rise:g}h{w}l{-depth} {rise:g}Z", c.light)
        + path(f"M{x + w} {y}l{depth} {-rise:g}v{h}l{-depth} {rise:g}Z", c.dark)
        + rect(x, y, w, h, c.flat)
    )


def bottle(fill: str, *, top: float, shoulder: float, width: float, neck: float, cx: float = 200) -> str:
    """A bottle with a neck and rounded shoulders, standing on the ground."""
    half, slim = width / 2, neck / 2
    return path(
        f"M{cx - slim} {top}H{cx + slim}V{shoulder - 34}"
        f"C{cx + slim} {shoulder - 12} {cx + half} {shoulder - 16} {cx + half} {shoulder + 16}"
        f"V308Q{cx + half} 326 {cx + half - 18} 326H{cx - half + 18}Q{cx - half} 326 {cx - half} 308"
        f"V{shoulder + 16}C{cx - half} {shoulder - 16} {cx - slim} {shoulder - 12} {cx - slim}"
        f" {shoulder - 34}Z",
        fill,
    )


def jar(content: Tone, *, top: float = 150, width: float = 180, level: float = 24) -> str:
    """A glass jar that shows what is in it; the lid is up to the drawing."""
    half = width / 2
    return (
        path(
            f"M{200 - half + 14} {top}H{200 + half - 14}Q{200 + half} {top + 8} {200 + half} {top + 30}V300Q{200 + half} 326 {200 + half - 26} 326H{200 - half + 26}Q{200 - half} 326 {200 - half} 300V{top + 30}Q{200 - half} {top + 8} {200 - half + 14} {top}Z",
            GLASS.round,
        )
        + path(
            f"M{200 - half + 8} {top + level}H{200 + half - 8}V298Q{200 + half - 8} 318 {200 + half - 28} 318H{200 - half + 28}Q{200 - half + 8} 318 {200 - half + 8} 298Z",
            content.round,
        )
        + stroke(f"M{200 - half + 20} {top + 40}V290", CREAM.light, 7, 0.6)
    )


def tin(c: Tone, *, top: float = 110, width: float = 170, lid: float = 46) -> str:
    """A round tin with a lid that overlaps."""
    return (
        body(200, top, 318, width, width, c.round)
        + body(200, top + lid, top + lid + 8, width, width, c.deep)
        + body(200, top, top + lid, width + 10, width + 10, c.round)
        + disc(200, top, width + 10, c.light)
        + disc(200, top, width - 20, c.mid)
    )


def screw_lid(c: Tone, *, top: float, width: float, height: float = 34) -> str:
    return body(200, top, top + height, width, width, c.round) + disc(200, top, width, c.light)
