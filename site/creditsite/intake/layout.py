"""Where the headers of a sheet stand, below titles and in one to three rows, and of which kind of table they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from creditsite.intake.cells import Cell, as_text, is_blank
from creditsite.intake.headers import Headers, bind, candidates, field_of, is_known, is_never
from creditsite.intake.normal import header_form
from creditsite.model.kinds import Kind

PEEK = 40  # rows in which the headers must stand
_LONGEST = 100  # characters of a header
_FEWEST = 2  # headers that make a header row

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The header rows of a sheet and what they mean."""

    kind: Kind
    headers: Headers
    names: Names
    last: int  # row number of the last header row
    rivals: tuple[str, ...] = ()  # other kinds that fit as well


def find_layout(rows: Sequence[tuple[int, Sequence[Cell]]], kinds: Sequence[Kind]) -> Layout | None:
    """The header rows that name most fields of one of the kinds; None where no row looks like headers."""
    texts = [(n, [_header_text(cell) for cell in cells]) for n, cells in rows]
    best: tuple[int, int, Kind, Names, int] | None = None
    rivals: list[str] = []
    for kind in kinds:
        found = _best_of(kind, texts)
        if found is None:
            continue
        score, names, last = found
        lacking = len(bind(kind, names).missing)
        if best is None or (score, -lacking) > (best[0], best[1]):
            best, rivals = (score, -lacking, kind, names, last), []
        elif (score, -lacking) == (best[0], best[1]):
            rivals.append(kind.title)
    if best is None:
        return None
    _, _, kind, names, last = best
    return Layout(kind, bind(kind, names), names, last, tuple(rivals))


def _best_of(
    kind: Kind, texts: Sequence[tuple[int, Sequence[str]]]
) -> tuple[int, Names, int] | None:
    """The first header rows that say nearly as much as any: further down they may stand again, on a next page."""
    found = list(_choices(kind, texts))
    most = max((score for score, _, _ in found), default=0)
    return next((choice for choice in found if choice[0] and choice[0] * 10 >= most * 9), None)


def _choices(
    kind: Kind, texts: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, Names, int]]:
    """Every row as headers; two or three rows together only where they say more than fewer of them."""
    ones = [_rated(kind, [("", text) for text in cells]) for _, cells in texts]
    following = [n + 1 == m for (n, _), (m, _) in pairwise(texts)]
    twos = [
        _rated(kind, _two_rows(upper, lower)) if follows else _NONE
        for follows, ((_, upper), (_, lower)) in zip(following, pairwise(texts), strict=True)
    ]
    for at, (number, cells) in enumerate(texts):
        best, rows = ones[at], 1
        if at < len(twos) and twos[at][0] > max(best[0], ones[at + 1][0]):
            best, rows = twos[at], 2
        if at + 1 < len(twos) and following[at] and following[at + 1]:
            fewer = max(best[0], twos[at + 1][0], ones[at + 1][0], ones[at + 2][0])
            three = _three_rows(cells, texts[at + 1][1], texts[at + 2][1]) if fewer else ()
            if (rated := _rated(kind, three))[0] > fewer:
                best, rows = rated, 3
        yield *best, number + rows - 1


def _rated(kind: Kind, names: Sequence[tuple[str, str]]) -> tuple[int, Names]:
    return _score(kind, tuple(names)), tuple(names)


_NONE: tuple[int, Names] = (0, ())


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> Names:
    """Upper and lower header of each column; an upper cell spans the blanks to its right that have a lower one."""
    names: list[tuple[str, str]] = []
    span = ""
    for top, leaf in zip_longest(upper, lower, fillvalue=""):
        span = top or (span if leaf else "")
        names.append((span, leaf))
    return tuple(names)


def _three_rows(upper: Sequence[str], middle: Sequence[str], lower: Sequence[str]) -> Names:
    """The same of groups within groups: of each column its lowest header, and the nearest one above it."""
    names: list[tuple[str, str]] = []
    group = span = ""
    for top, mid, leaf in zip_longest(upper, middle, lower, fillvalue=""):
        span = mid or (span if leaf and not top else "")
        group = top or (group if span or leaf else "")
        names.append((span or group, leaf) if leaf else (group, mid))
    return tuple(names)


def _score(kind: Kind, names: Names) -> int:
    """How many fields and other known columns the headers name."""
    fields: set[str] = set()
    others = 0
    for top, leaf in names:
        form = next((f for f in candidates(top, leaf) if f and is_known(kind, f)), "")
        if not form:
            continue
        field, _ = field_of(kind, form)
        if field:
            fields.add(field)
        elif leaf or top:
            others += 1
    return 3 * len(fields) + others if len(fields) >= _FEWEST else 0


def _header_text(cell: Cell) -> str:
    if not isinstance(cell, str) or len(cell) > _LONGEST or is_blank(cell):
        return ""
    return as_text(cell)


def repeats_header(layout: Layout, cells: Sequence[Cell]) -> bool:
    """Whether a row below the headers is headers again: of the next printed page, or the row of field codes."""
    filled = [header_form(text) for cell in cells if (text := _header_text(cell))]
    known = sum(1 for form in filled if field_of(layout.kind, form)[0] or is_never(form))
    return len(filled) >= _FEWEST and known * 5 >= len(filled) * 4
