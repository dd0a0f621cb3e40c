"""Plots as SVG, written by hand: bars, curves and heat maps need no library, and a small text file diffs well.

The background is white, so that a plot reads the same on a dark page.
"""

import itertools
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 48, 56
ROW = 26  # of a bar
FEW = 16  # points that can be told apart, and numbers that fit below the axis
CELL = 34  # of a heat map
COLORS = ("#1f5fa8", "#d1682a", "#3b8a4e", "#8a4fa3", "#b8303e", "#5f6b76", "#b08a00", "#0f8b8d")
Point = tuple[float, float]


def bars(
    title: str, values: Mapping[str, float], *, intervals: Mapping[str, tuple] | None = None, unit: str
) -> str:
    """One bar for each name, from top to bottom, with its interval as a whisker."""
    margins = intervals or {}
    top = _ceiling([*values.values(), *(high for _, high in margins.values())])
    left, bottom = 168, TOP + ROW * len(values)
    scale = (WIDTH - left - 64) / top  # the number stands behind the longest bar
    parts = []
    for part in range(5):
        x = left + scale * top * part / 4
        parts.append(_path([(x, TOP - 4), (x, bottom)], "#666" if part == 0 else "#ddd", 1))
        parts.append(_text(x, bottom + 16, f"{top * part / 4:g}{unit}", size=11))
    for place, (name, value) in enumerate(values.items()):
        y = TOP + ROW * place
        low, high = margins.get(name, (value, value))
        parts.append(
            f'<rect x="{left}" y="{y}" width="{scale * value:.1f}" height="{ROW - 8}" fill="{COLORS[0]}"/>'
        )
        if name in margins:
            middle = y + (ROW - 8) / 2
            parts.append(_path([(left + scale * low, middle), (left + scale * high, middle)], "#222", 1.5))
        parts.append(_text(left - 8, y + 13, name, size=12, anchor="end"))
        parts.append(_text(left + scale * high + 6, y + 13, f"{value:.1f}", size=12, anchor="start"))
    return _picture(title, parts, height=bottom + 32)


def curves(
    title: str,
    series: Mapping[str, Sequence[Point]],
    *,
    across: str,
    unit: str,
    floor: float = 0.0,
) -> str:
    """A line for each name, its points (x, y) in order of x; a line of few points has dots.

    The axis begins at `floor`, where that is the least that y can mean.
    """
    points = [point for line in series.values() for point in line]
    top = _ceiling([y - floor for _, y in points])
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    span = (WIDTH - LEFT - RIGHT - 150) / ((right - left) or 1)  # names stand on the right
    parts = _axis(top, unit, floor)
    for x in _marks([x for x, _ in points]):
        parts.append(_text(LEFT + 10 + (x - left) * span, HEIGHT - BOTTOM + 18, f"{x:g}", size=11))
    parts.append(_text((LEFT + WIDTH - 150) / 2, HEIGHT - 14, across, size=12))
    ends = _apart({name: _y(line[-1][1] - floor, top) for name, line in series.items()})
    for place, (name, line) in enumerate(series.items()):
        color = COLORS[place % len(COLORS)]
        drawn = [(LEFT + 10 + (x - left) * span, _y(y - floor, top)) for x, y in line]
        parts.append(_path(drawn, color, 2))
        if len(line) <= FEW:
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in drawn]
        parts.append(_text(WIDTH - RIGHT - 132, ends[name] + 4, name, size=12, anchor="start", color=color))
    return _picture(title, parts)


def heat_map(title: str, rows: Mapping[str, Sequence[float | None]], *, columns: Sequence[str]) -> str:
    """A cell for each row and column, darker where its number is larger; None is an empty one."""
    most = max((value for values in rows.values() for value in values if value is not None), default=0) or 1
    left, width = 120, (WIDTH - 120 - RIGHT) / len(columns)
    parts = [_text(left + width * (place + 0.5), TOP, name, size=12) for place, name in enumerate(columns)]
    for line, (name, values) in enumerate(rows.items()):
        y = TOP + 10 + CELL * line
        parts.append(_text(left - 8, y + CELL / 2 + 4, name, size=12, anchor="end"))
        for place, value in enumerate(values):
            if value is None:
                continue
            x, share = left + width * place, value / most
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width - 2:.1f}" height="{CELL - 2}" fill="{COLORS[0]}"'
                f' fill-opacity="{max(0.0, share):.3f}"/>'
            )
            color = "#fff" if share > 0.6 else "#222"
            parts.append(_text(x + width / 2, y + CELL / 2 + 4, f"{value:.2f}", size=12, color=color))
    return _picture(title, parts, height=TOP + 10 + CELL * len(rows) + 16)


def _picture(title: str, parts: Sequence[str], *, height: float = HEIGHT) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' font-family="sans-serif"><title>{escape(title)}</title>'
    )
    white = f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    heading = _text(LEFT, 26, title, size=15, anchor="start")
    return "\n".join([head, white, heading, *parts, "</svg>"]) + "\n"


def _axis(top: float, unit: str, floor: float) -> list[str]:
    """Lines from the floor to `top` above it, each with its number."""
    parts = []
    for part in range(5):
        value = top * part / 4
        y = _y(value, top)
        parts.append(_path([(LEFT, y), (WIDTH - RIGHT, y)], "#ddd" if part else "#666", 1))
        parts.append(_text(LEFT - 8, y + 4, f"{floor + value:g}{unit}", size=11, anchor="end"))
    return parts


def _marks(places: Sequence[float]) -> list[float]:
    """Every place where there are few; else quarters of a round number, as far as they lie among the places."""
    different = sorted(set(places))
    if len(different) <= FEW:
        return different
    top = _ceiling(different)
    return [mark for part in range(5) if different[0] <= (mark := top * part / 4) <= different[-1]]


def _ceiling(values: Sequence[float]) -> float:
    """A round number above all values."""
    most = max(values, default=0) or 1
    return next(top for power in range(-3, 9) for n in (1, 2, 4, 8) if (top := n * 10.0**power) >= most)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _apart(heights: Mapping[str, float], gap: float = 15) -> dict[str, float]:
    """Labels moved where they would cover each other: up from below the axis, then down."""
    order = sorted(heights, key=heights.get)
    placed, limit = dict(heights), HEIGHT - BOTTOM - 4.0
    for name in reversed(order):
        placed[name] = min(placed[name], limit)
        limit = placed[name] - gap
    placed[order[0]] = max(placed[order[0]], TOP)  # the way up ends below the title
    for upper, lower in itertools.pairwise(order):
        placed[lower] = max(placed[lower], placed[upper] + gap)
    return placed


def _path(points: Sequence[Point], color: str, width: float) -> str:
    route = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{route}" fill="none" stroke="{color}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, *, size: int, anchor: str = "middle", color: str = "#222") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}"'
    return f"<text {place}>{escape(words)}</text>"
