"""Data rows by the batch: those with nothing wrong are read column by column, which is far quicker than row by row.

What a row comes to is said by `rowplan.read_row` alone: here only rows pass of which it would say nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from json.encoder import encode_basestring

from creditsite.intake.cells import Cell, as_text
from creditsite.intake.conditions import contradictions, suspects
from creditsite.intake.guard import APART, personal_kinds, sound
from creditsite.intake.rowplan import LONG, Plan, Step, flat, is_sole_trader, read_row
from creditsite.intake.values import SHORT, Plain, Reader
from creditsite.intake.wire import RowMessage
from creditsite.model.codes import are_valid, is_valid
from creditsite.model.kept import kept_columns, piece

_CENTURIES = (
    "19",
    "20",
)  # where they stand in a code it may be the ID number of somebody born then
# A Chinese sign that is no word for nothing (一 无 空): there is something in the cell, and no number.
_WORDY = re.compile("[\u4e01-\u65df\u65e1-\u7a79\u7a7b-\u9fff]").search
_SEVERAL = re.compile("[;；\n]").search

Numbered = tuple[int, Sequence[Cell]]
Pair = tuple[Plain, str]  # a value, and what it says in the JSON of its record
_OPEN: Pair = ("", "")  # in place of a value that cannot be told from its cell alone
Columns = dict[str, Sequence[Plain]]
Pieces = dict[str, Sequence[str]]


def read_rows(plan: Plan, rows: Sequence[Numbered]) -> list[RowMessage]:
    """The messages of data rows, as `read_row` gives them."""
    if not rows or any(step.more for step in plan.steps):
        return [read_row(plan, number, cells) for number, cells in rows]
    columns, odd = _columns(plan, [cells for _, cells in rows])
    values, pieces = _read(plan, columns, len(rows), odd)
    _spare_sole_traders(values, pieces)
    odd |= _unsound(plan, columns, len(rows)) | _incomplete(plan, values, pieces)
    odd |= _personal(plan, values, len(rows))
    odd |= _contradictory(plan, values, len(rows), odd)
    kept = kept_columns(plan.kind, values, pieces)
    found = [[number, one] for (number, _), one in zip(rows, kept, strict=True)]
    for at in odd:
        found[at] = read_row(plan, *rows[at])
    return found


def _columns(
    plan: Plan, rows: Sequence[Sequence[Cell]]
) -> tuple[Sequence[Sequence[Cell]], set[int]]:
    """The cells of rows by columns, up to the last that is read at least; and rows of another width than the header."""
    widths = set(map(len, rows))
    odd = set[int]()
    if plan.width and widths != {plan.width}:
        odd = {at for at, cells in enumerate(rows) if len(cells) != plan.width}
    if min(widths) < plan.reach:
        filling = ["" if plan.width else None] * plan.reach
        rows = [[*cells, *filling[len(cells) :]] for cells in rows]
    return list(zip(*rows, strict=False)), odd


def _read(
    plan: Plan, columns: Sequence[Sequence[Cell]], count: int, odd: set[int]
) -> tuple[Columns, Pieces]:
    """The columns as values, and what each says in JSON; rows with something open become odd."""
    found = {field: ([value] * count, [piece(field, value)] * count) for field, value in plan.given}
    for step in plan.steps:
        column = columns[step.index]
        alike = _alike(column)
        pairs = _ready(step, column[:1] if alike else column)
        if None in pairs:
            odd |= set(range(count)) if alike else {at for at, pair in enumerate(pairs) if not pair}
            pairs = [pair or _OPEN for pair in pairs]
        values, pieces = zip(*pairs, strict=True)
        found[step.field] = (values * count, pieces * count) if alike else (values, pieces)
    return {f: found[f][0] for f in plan.fields}, {f: found[f][1] for f in plan.fields}


def _alike(column: Sequence[Cell]) -> bool:
    """Whether the same text, or none, stands in all cells of a column: so it is with many of them."""
    first = column[0]
    return type(first) is str and first == column[-1] and column.count(first) == len(column)


def _ready(step: Step, column: Sequence[Cell]) -> Sequence[Pair | None]:
    """The values of a column and their pieces; None where there is more to say than a value."""
    found: list[Pair | None]
    if step.field == "uscc":
        valid = _valid(column)
        found = [(c, f'"uscc":"{c}",') if v else None for c, v in zip(column, valid, strict=True)]  # type: ignore[misc]  # codes are texts
    else:
        found = list(map(step.reader.ready.get, column))
    if None not in found:
        return found
    new = [at for at, pair in enumerate(found) if pair is None]
    told = _of_texts(step, [column[at] for at in new]) if step.text or step.texts else {}
    for at in new:
        cell = column[at]
        found[at] = told.get(cell) or _of_cell(step.reader, cell)
    return found


def _valid(column: Sequence[Cell]) -> Sequence[bool]:
    """Which cells are valid codes that cannot be an ID number."""
    like = [type(c) is str and len(c) == 18 and c[6:8] not in _CENTURIES for c in column]
    if all(like):
        return are_valid(column)  # type: ignore[arg-type]  # the check has just proved it
    return [one and is_valid(c) for one, c in zip(like, column, strict=True)]  # type: ignore[arg-type]  # likewise


def _of_cell(of: Reader, cell: Cell) -> Pair | None:
    read = of.read(cell)
    if not read.flawless:
        return None
    pair = (read.value, piece(of.bound.field, read.value))
    if of.repeats and type(cell) is str and len(cell) <= SHORT:
        of.keep({cell: pair})
    return pair


def _of_texts(step: Step, cells: Sequence[Cell]) -> dict[Cell, Pair]:
    """Those cells that are their own values: anything but a word for nothing, an error or a number gone wrong."""
    told = [
        c
        for c in cells
        if type(c) is str and ((len(c) > LONG and "+" not in c) or _WORDY(c)) and "\r" not in c
    ]
    begin, end = f'"{step.field}":', ","
    if step.texts:  # a list of one
        told = [c for c in told if not _SEVERAL(c) and "+" not in c and _WORDY(c)]
        begin, end = f"{begin}[", "],"
    texts = list(map(str.strip, told))
    pieces = [f"{begin}{encode_basestring(text)}{end}" if text else "" for text in texts]
    values: Sequence[Plain] = [[text] for text in texts] if step.texts else texts
    found: dict[Cell, Pair] = dict(zip(told, zip(values, pieces, strict=True), strict=True))
    step.reader.keep({c: found[c] for c in told if len(c) <= SHORT})
    return found


def _spare_sole_traders(values: Columns, pieces: Pieces) -> None:
    """Owner and address of sole traders, as `spare_sole_trader` takes them out of a row."""
    spared = [field for field in ("address", "legal_rep") if field in values]
    if not spared:
        return
    none: Sequence[Plain] = [None] * len(values[spared[0]])
    codes, kinds = values.get("uscc", none), values.get("entity_kind", none)
    traders = [is_sole_trader(*one) for one in zip(codes, kinds, strict=True)]
    for field in spared if any(traders) else ():
        values[field] = ["" if t else v for t, v in zip(traders, values[field], strict=True)]
        pieces[field] = ["" if t else v for t, v in zip(traders, pieces[field], strict=True)]


def _unsound(plan: Plan, columns: Sequence[Sequence[Cell]], count: int) -> set[int]:
    """Rows in which some character may be forbidden."""
    picked = [columns[index] for index in plan.mapped]
    if not plan.width:  # a spreadsheet: not every cell is a text
        picked = [[c if type(c) is str else as_text(c) for c in column] for column in picked]
    return _holding(picked, count, lambda text: not sound(text))  # type: ignore[arg-type]  # texts


def _holding(
    columns: Sequence[Sequence[str]], count: int, found: Callable[[str], object]
) -> set[int]:
    """The rows in whose texts something is found; what stands in many rows is looked through once."""
    if not found(APART.join(set[str]().union(*columns))):
        return set()
    return set(_hits(columns, range(count), found))


def _hits(
    columns: Sequence[Sequence[str]], rows: range, found: Callable[[str], object]
) -> Iterator[int]:
    """The rows in whose texts something is found: all are looked through at once, then half of them, and so on."""
    texts = chain.from_iterable(column[rows.start : rows.stop] for column in columns)
    if not rows or not found(APART.join(texts)):
        return
    if len(rows) == 1:
        yield rows.start
    else:
        half = len(rows) // 2
        yield from _hits(columns, rows[:half], found)
        yield from _hits(columns, rows[half:], found)


def _incomplete(plan: Plan, values: Columns, pieces: Pieces) -> set[int]:
    """Rows without a mandatory value, with one too long, or about a person."""
    odd: set[int] = set()
    for field, _ in plan.mandatory:
        if not all(values[field]):
            odd |= {at for at, value in enumerate(values[field]) if not value}
    for field, most in plan.longest:
        if max(map(len, pieces[field])) > most:  # no value is longer than its piece
            odd |= {at for at, value in enumerate(values[field]) if _length(value) > most}
    kinds = values.get("entity_kind", [])
    return odd | {at for at, value in enumerate(kinds) if value == "natural_person"}


def _length(value: Plain) -> int:
    """The characters of a text, of the longest of several texts."""
    if isinstance(value, list):
        return max(map(len, value), default=0)
    return len(value) if isinstance(value, str) else 0


def _personal(plan: Plan, values: Columns, count: int) -> set[int]:
    """Rows with a personal number in a text."""
    texts: list[Sequence[str]] = []
    for field in (*plan.scanned, *plan.hidden):
        column = values[field]
        if set(map(type, column)) == {str}:
            texts.append(column)  # type: ignore[arg-type]  # the check has just proved it
        else:
            texts.append(list(map(flat, column)))
    return _holding(texts, count, personal_kinds)


def _contradictory(plan: Plan, values: Columns, count: int, odd: set[int]) -> set[int]:
    """Rows whose columns do not go together, beyond those that are odd already."""
    kind = plan.kind.name
    found = suspects(kind, values, count) - odd
    return {at for at in found if any(contradictions(kind, {f: c[at] for f, c in values.items()}))}
