"""Charts drawn when the site is built: bars as an SVG, always beside the table of the same numbers."""

from collections.abc import Sequence

from markupsafe import Markup, escape

# A column as wide as a phone; each row holds a line of text and its bar.
WIDTH, ROW, BAR = 340, 44, 14
# Two bars beside a month: their rows, their height, the room of the month and of the numbers, and what explains them.
PAIR, THIN, SIDE, END, LEGEND = 36, 13, 72, 34, 52


def bars(title: str, rows: Sequence[tuple[str, int]], whole: int = 0, unit: str = "") -> Markup:
    """Horizontal bars, the longest for the highest count or for `whole`; the drawing is named, its numbers stand in
    the table.
    """
    top = whole or max((count for _, count in rows), default=0) or 1
    parts = [_opening(title, ROW * len(rows))]
    for number, (label, count) in enumerate(rows):
        y = number * ROW
        parts.append(
            f'<text x="0" y="{y + 17}">{escape(_cut(label))}</text>'
            f'<text x="{WIDTH}" y="{y + 17}" text-anchor="end">{count}{unit}</text>'
            f'<rect class="rail" x="0" y="{y + 23}" width="{WIDTH}" height="{BAR}" rx="2"/>'
            f'<rect x="0" y="{y + 23}" width="{_length(count, top, WIDTH)}" height="{BAR}" rx="2"/>'
        )
    return Markup("".join(parts) + "</svg>")


def grouped(title: str, names: tuple[str, str], rows: Sequence[tuple[str, int, int]]) -> Markup:
    """Two thin bars a row, each with its number at its end; told apart by an outline, which a line above explains."""
    top = max((max(one, other) for _, one, other in rows), default=0) or 1
    parts = [_opening(title, LEGEND + PAIR * len(rows))]
    for place, name in enumerate(names):
        shade = ' class="second"' if place else ""
        parts.append(
            f'<rect{shade} x="1" y="{place * 22 + 5}" width="{THIN}" height="{THIN}" rx="2"/>'
            f'<text x="{THIN + 10}" y="{place * 22 + 16}">{escape(name)}</text>'
        )
    for number, (label, *counts) in enumerate(rows):
        y = LEGEND + number * PAIR
        parts.append(f'<text x="0" y="{y + 20}">{escape(_cut(label))}</text>')
        for place, count in enumerate(counts):
            length = _length(count, top, WIDTH - SIDE - END)
            shade = ' class="second"' if place else ""
            edge = y + 2 + place * (THIN + 2)
            parts.append(
                f'<rect{shade} x="{SIDE}" y="{edge}" width="{length}" height="{THIN}" rx="2"/>'
                f'<text x="{SIDE + length + 6}" y="{edge + THIN - 1}">{count}</text>'
            )
    return Markup("".join(parts) + "</svg>")


def _opening(title: str, height: int) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'


def _length(count: int, top: int, room: int) -> int:
    return max(1, round(count * room / top)) if count else 0


def _cut(label: str) -> str:
    """As much of a label as a row has room for beside its number; a Latin letter takes half the room of a Chinese one.

    >>> _cut("电" * 30) == "电" * 20, _cut("Merchant" * 3)
    (True, 'MerchantMerchantMerchant')
    """
    room = 40
    for place, sign in enumerate(label):
        room -= 1 if sign.isascii() else 2
        if room < 0:
            return label[:place]
    return label
