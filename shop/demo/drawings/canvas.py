"""The sheet that drawings lie on: size, tint, and the gradients of the paints that they use."""

import re

from .palette import TONES, Tone

_PAINT = re.compile(r"url\(#(\w+)-(round|flat)\)")


def sheet(body: str, tone: Tone) -> str:
    """A square picture: the body on the tint of its tone."""
    backdrop = (
        f'<rect width="400" height="400" fill="{tone.tint}"/>'
        '<circle cx="200" cy="192" r="158" fill="#ffffff" opacity="0.42"/>'
    )
    return document(backdrop + body, width=400, height=400, shadow=tone.deep)


def document(body: str, *, width: int, height: int, shadow: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}"><defs>{_paints(body)}{_shadow(shadow)}</defs>{body}</svg>\n'
    )


def _paints(body: str) -> str:
    used = sorted(set(_PAINT.findall(body)))
    return "".join((_round if kind == "round" else _flat)(TONES[name]) for name, kind in used)


def _round(tone: Tone) -> str:
    stops = _stops(
        (0, tone.light),
        (0.15, tone.light),
        (0.15, tone.mid),
        (0.74, tone.mid),
        (0.74, tone.dark),
        (1, tone.dark),
    )
    return f'<linearGradient id="{tone.name}-round">{stops}</linearGradient>'


def _flat(tone: Tone) -> str:
    stops = _stops((0.5, tone.mid), (0.5, _between(tone.mid, tone.dark)))
    return f'<linearGradient id="{tone.name}-flat" x1="0" y1="0" x2="1" y2="1">{stops}</linearGradient>'


def _shadow(color: str) -> str:
    return (
        f'<radialGradient id="shadow"><stop offset="0.35" stop-color="{color}" stop-opacity="0.34"/>'
        f'<stop offset="1" stop-color="{color}" stop-opacity="0"/></radialGradient>'
    )


def _stops(*stops: tuple[float, str]) -> str:
    return "".join(f'<stop offset="{at:g}" stop-color="{color}"/>' for at, color in stops)


def _between(first: str, second: str, share: float = 0.4) -> str:
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
