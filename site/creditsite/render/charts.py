"""Charts drawn when the site is built: bars as an SVG, always beside the table of the same numbers."""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH, ROW, BAR = (
    340,
    44,
    14,
)  # a column as wide as a phone; each row holds a line of text and its bar


def bars(title: str, rows: Sequence[tuple[str, int]]) -> Markup:
    """Horizontal bars, longest for the highest count; the drawing is named, its numbers stand in the table."""
    top = max((count for _, count in rows), default=0) or 1
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {ROW * len(rows)}" role="img" aria-label="{escape(title)}">'
    ]
    for number, (label, count) in enumerate(rows):
        y = number * ROW
        length = max(1, round(count * WIDTH / top)) if count else 0
        parts.append(
            f'<text x="0" y="{y + 17}">{escape(_cut(label))}</text>'
            f'<text x="{WIDTH}" y="{y + 17}" text-anchor="end">{count}</text>'
            f'<rect class="rail" x="0" y="{y + 23}" width="{WIDTH}" height="{BAR}" rx="2"/>'
            f'<rect x="0" y="{y + 23}" width="{length}" height="{BAR}" rx="2"/>'
        )
    return Markup("".join(parts) + "</svg>")


def grouped(
    title: str, names: Sequence[str], rows: Sequence[tuple[str, int, int]], mark: str = "，"
) -> Markup:
    """Two bars a row, told apart by an outline and by the numbers written above them."""
    top = max((max(one, other) for _, one, other in rows), default=0) or 1
    high = ROW + BAR + 2
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {high * len(rows)}" role="img" aria-label="{escape(title)}">'
    ]
    for number, (label, *counts) in enumerate(rows):
        y = number * high
        told = mark.join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
        parts.append(
            f'<text x="0" y="{y + 17}">{escape(_cut(label))}</text>'
            f'<text x="{WIDTH}" y="{y + 17}" text-anchor="end">{escape(told)}</text>'
        )
        for place, count in enumerate(counts):
            top_edge = y + 23 + place * (BAR + 2)
            length = max(1, round(count * WIDTH / top)) if count else 0
            shade = ' class="second"' if place else ""
            parts.append(
                f'<rect{shade} x="0" y="{top_edge}" width="{length}" height="{BAR}" rx="2"/>'
            )
    return Markup("".join(parts) + "</svg>")


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
