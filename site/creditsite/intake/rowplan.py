"""One row of a sheet: read by the plan of its sheet into values, or set aside with every reason, or withheld."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from creditsite.intake.cells import Broken, Cell, as_text
from creditsite.intake.characters import first_forbidden
from creditsite.intake.conditions import contradictions
from creditsite.intake.dates import after
from creditsite.intake.guard import (
    APART,
    is_minor,
    is_person_number,
    personal_kinds,
    repeatable,
    sound,
    without_cell,
)
from creditsite.intake.headers import HEARD, Headers, fields_of
from creditsite.intake.sheets import Sheet
from creditsite.intake.values import COUNTED, Plain, Read, Reader, reader
from creditsite.intake.wire import RowMessage
from creditsite.model.codes import compact, subject_key
from creditsite.model.config import PERMIT_STATUS
from creditsite.model.conflict import ENDED, graver
from creditsite.model.fields import Need, Type
from creditsite.model.kept import kept_plain
from creditsite.model.kinds import Kind
from creditsite.model.rows import Outcome

_STILL_OVER = "本行有误, 但注明记录已移出、撤销或届满: 该记录不再公示, 移出公告待改正后发布"
_TWO_CODES = "同一行的两列是两个不同的代码, 不知属于谁: 请来源单位核对"
Note = list[str]  # column as delivered, sentence, value, level: as `wire` carries it


LONG = 12  # characters; a longer text is no word for nothing


_ODD = re.compile(r"[\r+]").search  # a carriage return, or a number gone wrong


@dataclass(frozen=True, slots=True)
class Step:
    """One column of a sheet on its way into a field."""

    index: int
    field: str
    reader: Reader
    text: bool  # a long cell is its own value
    texts: bool  # of several texts in a cell each is a value
    more: bool  # a column before it has filled the field already


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of a sheet are read."""

    kind: Kind
    steps: tuple[Step, ...]
    fields: tuple[str, ...]  # each once, in the order of the record's class
    headers: dict[str, str]  # field → header as delivered
    mandatory: tuple[tuple[str, str], ...]  # field, standard header
    longest: tuple[tuple[str, int], ...]  # field, characters that it should not exceed
    scanned: tuple[str, ...]  # public free texts
    hidden: tuple[str, ...]  # texts that are stored but never public
    mapped: tuple[int, ...]  # columns that are read
    persons: frozenset[str]  # lists that may show natural persons
    reach: int  # cells up to the last column that is read
    given: tuple[tuple[str, str], ...]  # fields that no column fills, with the value of every row
    width: int  # cells of the header row of a text file, 0 where rows have no fixed width


@dataclass(frozen=True, slots=True)
class Rules:
    """What a city decides of the reading of its tables."""

    persons: frozenset[str] = frozenset()  # lists that may show natural persons
    statuses: tuple[tuple[str, str], ...] = PERMIT_STATUS


def plan_of(kind: Kind, headers: Headers, sheet: Sheet, rules: Rules, width: int) -> Plan:
    """The plan for the rows under given headers."""
    filling = {b.field for b in headers.bound} | {field for field, _ in headers.given}
    columns = {f: c for f, c in fields_of(kind).items() if f in filling}
    texts = [f for f, c in columns.items() if c.type in (Type.TEXT, Type.TEXTS)]
    seen: set[str] = set()
    steps, days = [], {"epoch1904": sheet.epoch1904, "serials": sheet.serials}
    for b in headers.bound:
        read = reader(b, headers.generation, dict(rules.statuses), **days)
        one, many = b.column.type is Type.TEXT, b.column.type is Type.TEXTS
        steps.append(Step(b.index, b.field, read, one, many, b.field in seen))
        seen.add(b.field)
    return Plan(
        kind=kind,
        steps=tuple(steps),
        fields=tuple(columns),
        headers={b.field: b.header for b in reversed(headers.bound)},
        mandatory=tuple((f, c.header) for f, c in columns.items() if c.need is Need.MANDATORY),
        longest=tuple((f, columns[f].max_length or 0) for f in texts if columns[f].max_length),
        scanned=tuple(f for f in texts if columns[f].public),
        hidden=tuple(f for f in texts if not columns[f].public),
        mapped=tuple(step.index for step in steps),
        persons=rules.persons,
        given=headers.given,
        reach=max(step.index for step in steps) + 1,
        width=width if sheet.fixed_width else 0,
    )


def read_row(plan: Plan, number: int, cells: Sequence[Cell]) -> RowMessage:
    """The message of a data row."""
    values: dict[str, Plain] = dict(plan.given)
    notes: list[Note] = []
    if plan.width and len(cells) != plan.width and (wrong := list(_width(plan, cells))):
        return [number, None, Outcome.SET_ASIDE.value, wrong]
    if len(cells) < plan.reach:
        cells = [*cells, *[None] * (plan.reach - len(cells))]
    person = _fill(plan, cells, values, notes)
    if person or values.get("entity_kind") == "natural_person":
        allowed = plan.kind.name == "listings" and values.get("list_kind") in plan.persons
        if plan.kind.joins and not (allowed and _is_grown_up(plan, cells, values)):
            return [number, None, Outcome.WITHHELD.value, [], _whose(values, person)]
        values["uscc"] = (
            ""  # the code column of a person holds an ID number; an order or a dispute stands without
        )
        codes = [step.reader.bound.header for step in plan.steps if step.field == "uscc"]
        notes = [note for note in notes if note[0] not in codes]
    spare_sole_trader(values)
    if not sound(joined_cells(plan.mapped, cells)):
        notes += _characters(plan, cells)
    notes += _missing(plan, values, notes)
    notes += _long(plan, values)
    _personal(plan, values, notes)
    _together(plan, values, notes)
    if notes and any(note[3] == "error" for note in notes):
        over = _over(plan, values, notes)
        if over is None:
            return [number, None, Outcome.SET_ASIDE.value, notes]
        notes.append(["", _STILL_OVER, "", "warning"])
        return [number, kept_plain(plan.kind, over), "", notes]
    kept = kept_plain(plan.kind, filled({field: values[field] for field in plan.fields}))
    return [number, kept, "", notes] if notes else [number, kept]


def _over(plan: Plan, values: dict[str, Plain], notes: list[Note]) -> dict[str, Plain] | None:
    """What a row at fault still says where it says that a record is over: which record, and that; else nothing.

    Set aside like any other it would leave the record on display.
    """
    faulty = {note[0] for note in notes if note[3] == "error"}
    left = values.get("delisted_on") or plan.headers.get("delisted_on") in faulty
    status = "list_status" if plan.kind.name == "listings" else "source_status"
    if not plan.kind.adverse or not (left or values.get(status) in ENDED):
        return None
    named = (*plan.kind.key, "uscc", "subject_no")
    if any(plan.headers.get(field) in faulty for field in named):
        return None
    said = {status: values.get(status) if values.get(status) in ENDED else "delisted"}
    kept = {f: values[f] for f in plan.fields if f in (*named, "subject_name", "entity_kind")}
    return filled({f: (kept | said)[f] for f in fields_of(plan.kind) if f in kept or f in said})


def filled(values: Mapping[str, Plain]) -> dict[str, Plain]:
    """The fields in which something stands."""
    return {field: value for field, value in values.items() if value or value == 0}


def _is_grown_up(plan: Plan, cells: Sequence[Cell], values: dict[str, Plain]) -> bool:
    """Whether no ID number in the row shows that the person was below 18 when it was decided."""
    dates = [values.get(name) for name in ("decided_on", "listed_on")]
    days = [date.fromisoformat(one) for one in dates if isinstance(one, str) and one]
    codes = (compact(as_text(cells[step.index])) for step in plan.steps if step.field == "uscc")
    numbers = [code for code in codes if is_person_number(code)]
    return not any(is_minor(number, min(days)) for number in numbers) if days else not numbers


def _whose(values: dict[str, Plain], person: bool) -> str:
    """Whom a withheld row is about, so that no other row shows a person; a code that is no ID number, or nothing."""
    code, number = ("" if person else values.get("uscc")), values.get("subject_no")
    return subject_key(str(code or ""), str(number or "")) or ""


def _fill(plan: Plan, cells: Sequence[Cell], values: dict[str, Plain], notes: list[Note]) -> bool:
    """Read every cell; whether one of them is the ID number of a person."""
    person = False
    periods: dict[str, int] = {}
    for step in plan.steps:
        cell = cells[step.index]
        if step.text and type(cell) is str and len(cell) > LONG and not _ODD(cell):
            values[step.field] = cell.strip()
            continue
        known = step.reader.memory.get(cell) if type(cell) is str else None
        read = known or step.reader.read(cell)
        if not read.flawless:
            person = person or read.person
            if read.months:
                periods[step.field] = min(read.months, periods.get(step.field, read.months))
            if read.error or read.warning:
                level = "error" if read.error else "warning"
                shown = "" if isinstance(cell, Broken) else repeatable(as_text(cell))
                header = step.reader.bound.header
                message = read.error or read.warning
                notes.append([header, message if shown else without_cell(message), shown, level])
        before = values[step.field] if step.more else None
        if step.field == "uscc" and before and read.value and before != read.value:
            notes.append([plan.headers["uscc"], _TWO_CODES, "", "error"])
        values[step.field] = _joined(step.field, before, read) if step.more else read.value
    for field, months in periods.items():
        _count_period(plan, field, months, values, notes)
    return person


def _joined(field: str, before: Plain, read: Read) -> Plain:
    """The value of a field; what stands in two columns (处罚类别1 and 2) is one list, of codes the first is taken."""
    now = read.value
    if field == "uscc":
        return before or now
    if isinstance(before, list) and isinstance(now, list):
        return list(dict.fromkeys([*before, *now]))
    if field in HEARD and isinstance(before, str) and before:
        if not isinstance(now, str) or not now:
            return before
        return graver(before, now)
    return now if now is not None or before is None else before


def joined_cells(indices: Sequence[int], cells: Sequence[Cell]) -> str:
    """What stands in some columns as one text, to be looked through at once."""
    picked = [cells[index] for index in indices]
    return APART.join([c if type(c) is str else as_text(c) for c in picked])


def _count_period(
    plan: Plan, field: str, months: int, values: dict[str, Plain], notes: list[Note]
) -> None:
    first = next((one for one in COUNTED[field] if one in plan.headers), "")
    start = values.get(first)
    if isinstance(start, str):
        counted = after(date.fromisoformat(start), months).isoformat()
        stated = values[field]  # another column named a day: the earlier ends the display
        values[field] = min(counted, stated) if isinstance(stated, str) else counted
    else:
        since = plan.headers.get(first, "起始日期")
        message = f"期限要从{since}起算, 而{since}缺失: 请补报{since}"
        notes.append([plan.headers[field], message, "", "error"])


def spare_sole_trader(values: dict[str, Plain]) -> None:
    """A sole trader is a business, but owner and address are those of a person."""
    if is_sole_trader(values.get("uscc"), values.get("entity_kind")):
        for field in ("address", "legal_rep"):
            if field in values:
                values[field] = ""


def is_sole_trader(code: Plain, kind: Plain) -> bool:
    """Whether a row is about a sole trader, by its word or by the beginning of the code."""
    return kind == "sole_trader" or (isinstance(code, str) and code.startswith("92"))


def _width(plan: Plan, cells: Sequence[Cell]) -> Iterator[Note]:
    more = len(cells) > plan.width
    extra = any(isinstance(c, str) and c.strip() for c in cells[plan.width :])
    if not plan.width or (more and not extra):
        return
    what = "多出, 可能有未加引号的逗号" if more else "不足, 可能有未加引号的换行或文件残缺"
    yield ["", f"本行 {len(cells)} 格, 表头 {plan.width} 格, {what}: 请核对后重新保存", "", "error"]


def _characters(plan: Plan, cells: Sequence[Cell]) -> Iterator[Note]:
    for step in plan.steps:
        cell = cells[step.index]
        bad = first_forbidden(as_text(cell)) if isinstance(cell, str | tuple) else None
        if bad:
            message = f"第 {bad.position} 字是 {bad.name}: 请删去或改正后重新填写"
            yield [step.reader.bound.header, message, repeatable(as_text(cell)), "error"]


def _missing(plan: Plan, values: dict[str, Plain], notes: Sequence[Note]) -> Iterator[Note]:
    for field, header in plan.mandatory:
        if not values[field] and values[field] != 0:
            if any(note[0] == plan.headers[field] and note[3] == "error" for note in notes):
                continue
            yield [plan.headers[field], f"缺少{header}: 请来源单位补报", "", "error"]


def _long(plan: Plan, values: dict[str, Plain]) -> Iterator[Note]:
    for field, most in plan.longest:
        value = values[field]
        if isinstance(value, list):
            value = max(value, key=len, default="")
        if isinstance(value, str) and len(value) > most:
            message = f"共 {len(value)} 字, 超过 {most} 字: 照登, 请核对"
            yield [plan.headers[field], message, "", "warning"]


def _personal(plan: Plan, values: dict[str, Plain], notes: list[Note]) -> None:
    """ID, phone and card numbers: a public text sets the row aside, one that is never public is emptied."""
    if not personal_kinds(APART.join([flat(values[f]) for f in (*plan.scanned, *plan.hidden)])):
        return
    for field in plan.hidden:
        if kinds := personal_kinds(flat(values[field])):
            values[field] = [] if isinstance(values[field], list) else ""
            message = f"含{'、'.join(kinds)}, 本项不公开, 已丢弃: 请来源单位勿再报送"
            notes.append([plan.headers[field], message, "", "warning"])
    for field in plan.scanned:
        if kinds := personal_kinds(flat(values[field])):
            message = f"含{'、'.join(kinds)}, 不得公示: 请来源单位删去后重报"
            notes.append([plan.headers[field], message, "", "error"])


def _together(plan: Plan, values: dict[str, Plain], notes: list[Note]) -> None:
    """What the columns say together, as far as each of them is right by itself.

    Under our own names of fields (open data, read again) nothing is lacking: the layout of then had no such column.
    """
    for one in contradictions(plan.kind.name, values):
        header = plan.headers.get(one.field, "")
        told = header and any(note[0] == header and note[3] == "error" for note in notes)
        if not told:
            level = "warning" if header == one.field else one.level
            notes.append([header, one.message, "", level])


def flat(value: Plain) -> str:
    if isinstance(value, str):
        return value
    return "；".join(value) if isinstance(value, list) else ""
