"""Data rows by the batch: those with nothing wrong are read column by column, which is far quicker than row by row.

What a row comes to is said by `rowplan.read_row` alone: here only rows pass of which it would say nothing.
"""

from collections.abc import Sequence
from itertools import chain

from creditsite.intake.cells import Cell, as_text
from creditsite.intake.conditions import contradictions
from creditsite.intake.guard import APART, personal_kinds, scannable, sound
from creditsite.intake.rowplan import (
    LONG,
    Plan,
    Step,
    filled,
    flat,
    joined_cells,
    read_row,
    spare_sole_trader,
)
from creditsite.intake.values import Plain
from creditsite.intake.wire import RowMessage
from creditsite.model.codes import is_valid
from creditsite.model.kept import kept_plain

_OPEN = "\0open"  # in place of a value that cannot be told from its cell alone; no text holds it
_CENTURIES = (
    "19",
    "20",
)  # where they stand in a code it may be the ID number of somebody born then

Numbered = tuple[int, Sequence[Cell]]
Columns = dict[str, list[Plain]]


def read_rows(plan: Plan, rows: Sequence[Numbered]) -> list[RowMessage]:
    """The messages of data rows, as `read_row` gives them."""
    if not rows or any(step.more for step in plan.steps):
        return [read_row(plan, number, cells) for number, cells in rows]
    columns = list(zip(*(_reaching(plan, cells) for _, cells in rows), strict=False))
    values: Columns = {field: [value] * len(rows) for field, value in plan.given}
    values |= {step.field: _ready(step, columns[step.index]) for step in plan.steps}
    odd = {at for at, (_, cells) in enumerate(rows) if plan.width and len(cells) != plan.width}
    odd |= _unsound(plan, rows, columns) | _incomplete(plan, values)
    odd |= _personal(plan, values, odd)
    table = zip(*(values[field] for field in plan.fields), strict=True)
    return [
        read_row(plan, *row)
        if at in odd
        else _message(plan, row, dict(zip(plan.fields, line, strict=True)))
        for at, (row, line) in enumerate(zip(rows, table, strict=True))
    ]


def _message(plan: Plan, row: Numbered, values: dict[str, Plain]) -> RowMessage:
    spare_sole_trader(values)
    if next(contradictions(plan.kind.name, values), None):
        return read_row(plan, *row)
    return [row[0], kept_plain(plan.kind, filled(values))]


def _reaching(plan: Plan, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a row up to the last column that is read."""
    lack = plan.reach - len(cells)
    return cells if lack <= 0 else [*cells, *[None] * lack]


def _ready(step: Step, column: Sequence[Cell]) -> list[Plain]:
    """The values of a column; `_OPEN` where there is more to say than a value."""
    ready = step.reader.ready
    found: list[Plain]
    if step.field == "uscc":
        found = [
            c
            if type(c) is str and len(c) == 18 and c[6:8] not in _CENTURIES and is_valid(c)
            else _OPEN
            for c in column
        ]
    elif step.text:
        found = [
            c.strip()
            if type(c) is str and len(c) > LONG and "+" not in c and "\r" not in c
            else ready.get(c, _OPEN)
            for c in column
        ]
    else:
        found = [ready.get(c, _OPEN) for c in column]
    for at, value in enumerate(found) if _OPEN in found else ():
        if value is _OPEN:
            read = step.reader.read(column[at])
            if read.flawless:
                found[at] = read.value
    return found


def _unsound(plan: Plan, rows: Sequence[Numbered], columns: Sequence[Sequence[Cell]]) -> set[int]:
    """Rows in which some character may be forbidden."""
    cells = chain.from_iterable(columns[index] for index in plan.mapped)
    if sound(APART.join([c if type(c) is str else as_text(c) for c in cells])):
        return set()
    picked = enumerate(zip(*(columns[index] for index in plan.mapped), strict=True))
    return {at for at, cells in picked if not sound(joined_cells(range(len(cells)), cells))}


def _incomplete(plan: Plan, values: Columns) -> set[int]:
    """Rows with an open value, without a mandatory one, with one too long, or about a person."""
    odd: set[int] = set()
    for column in values.values():
        if _OPEN in column:
            odd |= {at for at, value in enumerate(column) if value is _OPEN}
    for field, _ in plan.mandatory:
        if not all(values[field]):
            odd |= {at for at, value in enumerate(values[field]) if not value}
    for field, most in plan.longest:
        lengths = [_length(value) for value in values[field]]
        if max(lengths) > most:
            odd |= {at for at, length in enumerate(lengths) if length > most}
    kinds = values.get("entity_kind", [])
    return odd | {at for at, value in enumerate(kinds) if value == "natural_person"}


def _length(value: Plain) -> int:
    """The characters of a text, of the longest of several texts."""
    if isinstance(value, list):
        return max(map(len, value), default=0)
    return len(value) if isinstance(value, str) else 0


def _personal(plan: Plan, values: Columns, odd: set[int]) -> set[int]:
    """Rows with a personal number in a text, beyond those that are odd already."""
    scanned = [[scannable(f, flat(v)) for v in values[f]] for f in plan.scanned]
    texts = scanned + [[flat(v) for v in values[f]] for f in plan.hidden]
    if not texts or not personal_kinds(APART.join(chain.from_iterable(texts))):
        return set()
    lines = enumerate(zip(*texts, strict=True))
    return {at for at, line in lines if at not in odd and personal_kinds(APART.join(line))}
