"""One row of a sheet: read by the plan of its sheet into values, or set aside with every reason, or withheld."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from creditsite.intake.cells import Broken, Cell, as_text
from creditsite.intake.characters import FORBIDDEN, first_forbidden
from creditsite.intake.conditions import contradictions
from creditsite.intake.dates import after
from creditsite.intake.guard import APART, personal_kinds, repeatable, scannable
from creditsite.intake.headers import Headers
from creditsite.intake.sheets import Sheet
from creditsite.intake.values import Plain, Read, Reader, reader
from creditsite.intake.wire import RowMessage
from creditsite.model.fields import Column, Need, Type
from creditsite.model.kinds import Kind
from creditsite.model.rows import Outcome

Note = list[str]  # column as delivered, sentence, value, level: as `wire` carries it


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of a sheet are read."""

    kind: Kind
    readers: tuple[Reader, ...]
    fields: tuple[str, ...]  # each once, in the order of the row message
    headers: dict[str, str]  # field → header as delivered
    columns: dict[str, Column]
    scanned: tuple[str, ...]  # public free texts
    hidden: tuple[str, ...]  # texts that are stored but never public
    persons: frozenset[str]  # lists that may show natural persons
    width: int  # cells of the header row of a text file, 0 where rows have no fixed width


def plan_of(
    kind: Kind, headers: Headers, sheet: Sheet, persons: frozenset[str], width: int
) -> Plan:
    """The plan for the rows under given headers."""
    columns = {b.field: b.column for b in headers.bound}
    texts = [f for f, c in columns.items() if c.type in (Type.TEXT, Type.TEXTS)]
    return Plan(
        kind=kind,
        readers=tuple(
            reader(b, headers.generation, epoch1904=sheet.epoch1904, serials=sheet.serials)
            for b in headers.bound
        ),
        fields=tuple(columns),
        headers={b.field: b.header for b in reversed(headers.bound)},
        columns=columns,
        scanned=tuple(f for f in texts if columns[f].public),
        hidden=tuple(f for f in texts if not columns[f].public),
        persons=persons,
        width=width if sheet.fixed_width else 0,
    )


def read_row(plan: Plan, number: int, cells: Sequence[Cell]) -> RowMessage:
    """The message of a data row."""
    values: dict[str, Plain] = {}
    notes: list[Note] = []
    person = _fill(plan, cells, values, notes)
    if person or values.get("entity_kind") == "natural_person":
        if values.get("list_kind") not in plan.persons or plan.kind.name != "listings":
            return [number, None, Outcome.WITHHELD.value, []]
        values["uscc"] = ""  # the code column of a person holds an ID number
        notes = [note for note in notes if note[0] != plan.headers.get("uscc")]
    _spare_sole_trader(values)
    notes += _width(plan, cells)
    notes += _characters(plan, cells)
    notes += _missing(plan, values, notes)
    notes += _long(plan, values)
    notes += _personal(plan, values)
    told = {note[0] for note in notes if note[3] == "error"}
    for one in contradictions(plan.kind.name, values):
        if plan.headers.get(one.field, "") not in told:
            notes.append([plan.headers.get(one.field, ""), one.message, "", one.level])
    if any(note[3] == "error" for note in notes):
        return [number, None, Outcome.SET_ASIDE.value, notes]
    row = [values[field] for field in plan.fields]
    return [number, row, "", notes] if notes else [number, row]


def _fill(plan: Plan, cells: Sequence[Cell], values: dict[str, Plain], notes: list[Note]) -> bool:
    """Read every cell; whether one of them is the ID number of a person."""
    person = False
    period = 0
    count = len(cells)
    for one in plan.readers:
        bound = one.bound
        cell = cells[bound.index] if bound.index < count else None
        read = one.read(cell)
        person = person or read.person
        period = read.months or period
        if read.error or read.warning:
            level = "error" if read.error else "warning"
            shown = "" if isinstance(cell, Broken) else repeatable(as_text(cell))
            notes.append([bound.header, read.error or read.warning, shown, level])
        values[bound.field] = _joined(values.get(bound.field), read)
    if period:
        _count_period(plan, period, values, notes)
    return person


def _joined(before: Plain, read: Read) -> Plain:
    """The value of a field; what stands in two columns (处罚类别1 and 2) is one list."""
    if isinstance(before, list) and isinstance(read.value, list):
        return list(dict.fromkeys([*before, *read.value]))
    return read.value if read.value is not None or before is None else before


def _count_period(plan: Plan, months: int, values: dict[str, Plain], notes: list[Note]) -> None:
    start = values.get("decided_on")
    if isinstance(start, str):
        values["display_until"] = after(date.fromisoformat(start), months).isoformat()
    else:
        message = "公示期限要从决定日期起算, 而决定日期缺失: 请补报决定日期"
        notes.append([plan.headers["display_until"], message, "", "error"])


def _spare_sole_trader(values: dict[str, Plain]) -> None:
    """A sole trader is a business, but owner and address are those of a person."""
    code = values.get("uscc")
    if values.get("entity_kind") == "sole_trader" or (
        isinstance(code, str) and code.startswith("92")
    ):
        for field in ("address", "legal_rep"):
            if field in values:
                values[field] = ""


def _width(plan: Plan, cells: Sequence[Cell]) -> Iterator[Note]:
    if not plan.width or len(cells) == plan.width:
        return
    more = len(cells) > plan.width
    if more and not any(isinstance(c, str) and c.strip() for c in cells[plan.width :]):
        return
    what = "多出, 可能有未加引号的逗号" if more else "不足, 可能有未加引号的换行或文件残缺"
    yield ["", f"本行 {len(cells)} 格, 表头 {plan.width} 格, {what}: 请核对后重新保存", "", "error"]


def _characters(plan: Plan, cells: Sequence[Cell]) -> Iterator[Note]:
    count = len(cells)
    read = [cells[r.bound.index] for r in plan.readers if r.bound.index < count]
    together = "\n".join([c for c in read if isinstance(c, str)])
    if not FORBIDDEN.search(together) and not any(isinstance(c, tuple) for c in read):
        return
    for one in plan.readers:
        cell = cells[one.bound.index] if one.bound.index < count else None
        bad = first_forbidden(as_text(cell)) if isinstance(cell, str | tuple) else None
        if bad:
            message = f"第 {bad.position} 字是 {bad.name}: 请删去或改正后重新填写"
            yield [one.bound.header, message, repeatable(as_text(cell)), "error"]


def _missing(plan: Plan, values: dict[str, Plain], notes: Sequence[Note]) -> Iterator[Note]:
    told = {note[0] for note in notes if note[3] == "error"}
    for field, column in plan.columns.items():
        lacking = column.need is Need.MANDATORY and values[field] in ("", None, [])
        if lacking and plan.headers[field] not in told:
            yield [plan.headers[field], f"缺少{column.header}: 请来源单位补报", "", "error"]


def _long(plan: Plan, values: dict[str, Plain]) -> Iterator[Note]:
    for field in (*plan.scanned, *plan.hidden):
        value, most = values[field], plan.columns[field].max_length
        if most and isinstance(value, str) and len(value) > most:
            yield [
                plan.headers[field],
                f"共 {len(value)} 字, 超过 {most} 字: 照登, 请核对",
                "",
                "warning",
            ]


def _personal(plan: Plan, values: dict[str, Plain]) -> Iterator[Note]:
    """ID, phone and card numbers: a public text sets the row aside, one that is never public is emptied."""
    for field in plan.hidden:
        if kinds := personal_kinds(_flat(values[field])):
            values[field] = [] if isinstance(values[field], list) else ""
            message = f"含{'、'.join(kinds)}, 本项不公开, 已丢弃: 请来源单位勿再报送"
            yield [plan.headers[field], message, "", "warning"]
    if not personal_kinds(APART.join(_flat(values[f]) for f in plan.scanned)):
        return
    for field in plan.scanned:
        if kinds := personal_kinds(scannable(field, _flat(values[field]))):
            yield [
                plan.headers[field],
                f"含{'、'.join(kinds)}, 不得公示: 请来源单位删去后重报",
                "",
                "error",
            ]


def _flat(value: Plain) -> str:
    return "；".join(value) if isinstance(value, list) else value if isinstance(value, str) else ""
