"""The chart of a benchmark: seconds by subjects, both in powers of ten, a line for each thing that was measured."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 760, 420, 64, 20, 44, 230
COLOURS = ("#0d3b40", "#b3541e", "#6a4c93", "#5c7a29", "#8a8a8a")
Point = tuple[float, float]


def chart(lines: Mapping[str, Sequence[Point]], across: str, up: str) -> str:
    """An SVG document by itself; every line has at least one point, and every number is above nought."""
    points = [one for line in lines.values() for one in line]
    wide = floor(log10(min(x for x, _ in points))), ceil(log10(max(x for x, _ in points)))
    high = floor(log10(min(y for _, y in points))), ceil(log10(max(y for _, y in points)))

    def at(x: float, y: float) -> Point:
        room = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return (
            round(LEFT + room[0] * (log10(x) - wide[0]) / max(1, wide[1] - wide[0]), 1),
            round(TOP + room[1] * (high[1] - log10(y)) / max(1, high[1] - high[0]), 1),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13">',
        f'<title>{escape(up)} / {escape(across)}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    (left, bottom), (right, top) = (
        at(10 ** wide[0], 10 ** high[0]),
        at(10 ** wide[1], 10 ** high[1]),
    )
    for power in range(high[0], high[1] + 1):
        _, y = at(10 ** wide[0], 10**power)
        parts.append(f'<path d="M{left} {y}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10**power:,g}</text>')
    for power in range(wide[0], wide[1] + 1):
        x, _ = at(10**power, 10 ** high[0])
        parts.append(f'<path d="M{x} {top}V{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{10**power:,g}</text>')
    parts.append(f'<text x="{left}" y="{HEIGHT - 6}">{escape(across)}</text>')
    parts.append(f'<text x="{left}" y="{top - 6}">{escape(up)}</text>')
    ends = {name: at(*line[-1]) for name, line in lines.items()}
    for number, (name, (_, y)) in enumerate(sorted(ends.items(), key=lambda one: one[1][1])):
        colour = COLOURS[list(lines).index(name) % len(COLOURS)]
        drawn = " ".join(f"{x},{y}" for x, y in (at(*one) for one in lines[name]))
        label = top + 14 + number * 24
        parts.append(
            f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        for x, y in (at(*one) for one in lines[name]):
            parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>')
        parts.append(
            f'<rect x="{right + 16}" y="{label - 10}" width="12" height="12" fill="{colour}"/>'
        )
        parts.append(f'<text x="{right + 34}" y="{label}">{escape(name)}</text>')
    return "\n".join((*parts, "</svg>")) + "\n"
