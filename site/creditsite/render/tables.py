"""The open-data tables: which there are, their fields, and their rows streamed as columns, some thousand at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from creditsite import ledger
from creditsite.ledger import Outline, Stored
from creditsite.model import records as r
from creditsite.model.fields import Column, Need, Type, columns, empty
from creditsite.model.kinds import KINDS, Kind, kind
from creditsite.model.profile import about_json, level_json
from creditsite.model.standing import STANDINGS
from creditsite.render.source import Source

UNPUBLISHED = ("subjects", "removals", "objections")  # subjects have a table of their own
BATCH = 1000  # rows that are held together
Plain = str | int | bool | tuple[str, ...] | None
Line = Mapping[str, Plain]
Columns = Mapping[str, Sequence[Plain]]  # some rows: the values of each field
Rows = Callable[[Source, bool], Iterator[Columns]]  # all, or only those that may have changed


def _own(header: str, explained: str, kind: Type = Type.TEXT) -> Column:
    """A field that the site adds to what a department sent."""
    return Column(
        header=header, type=kind, need=Need.OPTIONAL, public=True, help=explained, synonyms=(),
        vocabulary=None, max_length=None, example="",
    )  # fmt: skip


BEFORE = {
    "record_id": _own("记录编号", "本站给出的编号, 永久, 不含任何信息"),
    "subject_id": _own(
        "本站主体编号", "统一社会信用代码, 没有代码的为本站随机编号; 用它关联, 不用名称"
    ),
}
ENDS = {
    "publish_until": _own("公示截止", "到这一天必须从一切副本中撤下; 空为没有截止期", Type.DATE),
}
AFTER = ENDS | {
    "until_because": _own("截止依据", "公示截止日期由哪条规则得出"),
    "repair_from": _own("可申请修复日期", "最短公示期届满、可以申请信用修复的日期", Type.DATE),
    "disputed_on": _own("异议日期", "自这一天起处于异议核查中", Type.DATE),
    "mark": _own("标注", "与记录一并展示的说明"),
}
SUBJECT = {
    "record_id": _own("记录编号", "本站给这一行的编号, 永久, 不含任何信息; 撤下时只以它告知"),
    "id": _own("本站主体编号", "统一社会信用代码, 没有代码的为本站随机编号"),
    "name": _own("名称", "主体名称"),
    "aliases": _own("别名", "别名和曾用名", Type.TEXTS),
    "entity_kind": columns(r.Subject)["entity_kind"],
    "roles": columns(r.Subject)["roles"],
    "region_code": columns(r.Subject)["region_code"],
    "region_name": _own("区域", "行政区划名称"),
    "sites": columns(r.Subject)["sites"],
}
SUMMARY = {
    "standing": _own(
        "公示状态", "由当前公示的记录得出: black, watch, penalty, red, none; none 不等于信用良好"
    ),
    "standing_label": _own("公示状态名称", "公示状态的文字"),
    "disputed": _own("异议中", "true 为至少一条记录处于异议核查中"),
    "level_scheme": _own("等级方案", "等级方案的名称"),
    "level_scheme_version": _own("等级方案版本", "等级方案的版本"),
    "level_grade": _own("等级", "评价单位给出的等级"),
    "level_year": _own("评价年度", "等级对应的年度", Type.INTEGER),
    "level_rated_by": _own("评定单位", "给出等级的单位"),
    "level_rated_on": _own("评定日期", "等级评定的日期", Type.DATE),
    "level_valid_until": _own("等级有效期", "等级有效期止", Type.DATE),
    "level_expired": _own("等级已过期", "true 为等级已过有效期"),
}
UNTIL = _own(
    "公示截止",
    "名下最早到期的记录的公示截止日期; 到这一天这一行会改变, 副本须更新或删除",
    Type.DATE,
)
JOINED = ("listings", "commitments", "permits", "penalties", "ratings", "honours", "inspections",
          "rectifications", "shops")  # fmt: skip
LEVEL = ("grade", "year", "rated_by", "rated_on", "valid_until", "expired")
STANDING_LABELS = {one.id: one.label for one in STANDINGS}
EXITS = "exits"
ABOUT = {  # what a row is, where it is not a record as it was sent
    "subjects": "有公示信息的信用主体, 每行一个: 基本情况、公示状态和等级",
    "profiles": "每个信用主体一行: 现在公示的各类记录有几条, 是哪些",
    EXITS: "移出名单的公告, 每行一次, 公告期内有效; 不含列入的原因",
}
FLAGS = frozenset({"disputed", "level_expired"})  # true or false; no column of a department's is


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a release: its fields in order, and its rows streamed; they may hold more than the fields.

    Tables that stand beside each other with the same `rows` are made of the same rows.
    """

    name: str
    title: str
    about: str  # what a row is
    key: str
    fields: Mapping[str, Column]
    rows: Rows


def tables() -> Iterator[Table]:
    """Every table of a release."""
    yield _table("subjects", "信用主体", _subject_fields(), _subjects)
    yield _table("profiles", "信用档案", _profile_fields(), _subjects)
    for of in KINDS:
        if of.name not in UNPUBLISHED:
            yield _table(of.name, of.title, _record_fields(of), _records(of))
    yield _table(EXITS, "移出公告", _exit_fields(), _exits)


def _table(
    name: str,
    title: str,
    fields: Mapping[str, Column],
    rows: Rows,
) -> Table:
    about = ABOUT.get(name, f"现在公示的{title}记录, 每行一条")
    of_subject = "; 用 subject_id 与信用主体关联" if "subject_id" in fields else ""
    kept = "; 到 publish_until 或列入撤下清单 (removed.jsonl) 即须删除"
    return Table(name, title, f"{about}{of_subject}{kept}", "record_id", fields, rows)


def count(table: Table, source: Source) -> int:
    """How many rows a table has in this release."""
    if table.name in ("subjects", "profiles"):
        return ledger.subject_count(source.ledger)
    if table.name == EXITS:
        return ledger.exit_count(source.ledger)
    return ledger.total(source.ledger, table.name)


def _record_fields(of: Kind) -> dict[str, Column]:
    shown = {name: col for name, col in columns(of.record_class).items() if col.public}
    before = BEFORE if of.joins else {"record_id": BEFORE["record_id"]}
    return before | shown | AFTER


def _records(of: Kind) -> Rows:
    fields = _record_fields(of)

    def rows(source: Source, changed: bool) -> Iterator[Columns]:
        for batch in _batches(ledger.stored(source.ledger, of.name, changed=changed)):
            found = _columns(batch, fields)
            few = source.site.small_count if of.record_class is r.ComplaintStat else 0
            yield {name: _counts(values, few) for name, values in found.items()} if few else found

    return rows


def _columns(batch: Sequence[Stored], fields: Mapping[str, Column]) -> Columns:
    """Records as columns: what the ledger says of each, and of what was sent the given fields."""
    said = {name: [getattr(one, name) for one in batch] for name in (*BEFORE, *AFTER)}
    sent = [one.values for one in batch]
    for name, column in fields.items():
        if name not in said:
            nothing = empty(column.type)
            values = [one.get(name, nothing) for one in sent]
            said[name] = list(map(tuple, values)) if nothing == () else values
    return said | {"subject_name": [one.subject_name for one in batch]}


def _counts(values: Sequence[Plain], few: int) -> Sequence[Plain]:
    """Numbers so small that they might tell of somebody are left out."""
    return [None if isinstance(one, int) and 0 < one < few else one for one in values]


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def in_columns(lines: Iterable[Line], names: Iterable[str]) -> Iterator[Columns]:
    """Rows as columns, some at a time."""
    for batch in _batches(lines):
        yield {name: [line[name] for line in batch] for name in names}


def _exit_fields() -> dict[str, Column]:
    """What is announced of a listing that was left, while it is announced: nothing of why it was entered."""
    shown = columns(r.Listing)
    return BEFORE | {name: shown[name] for name in ledger.EXIT_FIELDS} | ENDS


def _exits(source: Source, changed: bool) -> Iterator[Columns]:
    fields = _exit_fields()
    for batch in _batches(ledger.stored_exits(source.ledger, changed=changed)):
        yield _columns(batch, fields)


def _subject_fields() -> dict[str, Column]:
    shown = columns(r.Subject)
    said = {"subject_name", "former_names"}  # `name` and `aliases` say it
    basics = {n: c for n, c in shown.items() if c.public and n not in said | set(SUBJECT)}
    return SUBJECT | basics | SUMMARY | {"publish_until": UNTIL}


def _profile_fields() -> dict[str, Column]:
    """A subject's file in one row: how many records of each kind it has, and which."""
    said = {n: c for n, c in SUBJECT.items() if n not in ("aliases", "sites")}
    counts = {
        f"{name}_count": _own(
            f"{kind(name).title}条数", f"现在公示的{kind(name).title}记录有几条", Type.INTEGER
        )
        for name in JOINED
    }
    which = {"record_ids": _own("记录", "这些记录的编号, 在各类记录的文件中", Type.TEXTS)}
    return said | SUMMARY | counts | which | {"publish_until": UNTIL}


def _subjects(source: Source, changed: bool) -> Iterator[Columns]:
    """Subjects and their files: what the one table says and what the other says."""
    outlines = ledger.outlines(source.ledger, source.site, source.as_of, changed=changed)
    lines = ({**_subject(one, source), **_joined(one)} for one in outlines)
    return in_columns(lines, _subject_fields() | _profile_fields())


def _joined(one: Outline) -> Line:
    """What a subject's records are, and when the first of them ends."""
    found = {name: one.record_ids.get(name, ()) for name in JOINED}
    return {
        **{f"{name}_count": len(ids) for name, ids in found.items()},
        "record_ids": tuple(record_id for ids in found.values() for record_id in ids),
        "publish_until": one.publish_until or None,
    }


def _subject(one: Outline, source: Source) -> Line:
    about = about_json(one.id, one.subject, one.names, source.site)
    level = level_json(one.level) or {}
    return {
        **about.pop("basics"),
        **about,
        **{name: tuple(about[name]) for name in ("aliases", "roles", "sites")},
        "record_id": one.row_id,
        "standing": one.standing,
        "standing_label": STANDING_LABELS[one.standing],
        "disputed": one.disputed,
        "level_scheme": level.get("scheme_name"),
        "level_scheme_version": level.get("scheme_version"),
        **{f"level_{name}": level.get(name) for name in LEVEL},
    }
