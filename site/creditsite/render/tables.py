"""The open-data tables: which there are, their fields, and their rows streamed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.fields import Column, Need, Type, columns
from creditsite.model.kinds import KINDS, Kind
from creditsite.model.profile import Entry, Profile, Ref, entry_json, profile_json
from creditsite.render.source import Source

UNPUBLISHED = ("subjects", "removals", "objections")  # subjects have a table of their own
Plain = str | int | bool | list[str] | None
Line = dict[str, Plain]


def _own(header: str, explained: str, kind: Type = Type.TEXT) -> Column:
    """A field that the site adds to what a department sent."""
    return Column(
        header=header, type=kind, need=Need.OPTIONAL, public=True, help=explained, synonyms=(),
        vocabulary=None, max_length=None, example="",
    )  # fmt: skip


BEFORE = {
    "record_id": _own("记录编号", "本站给出的编号, 永久, 不含任何信息"),
    "subject_id": _own(
        "主体编号", "统一社会信用代码, 没有代码的为本站随机编号; 用它关联, 不用名称"
    ),
}
AFTER = {
    "publish_until": _own("公示截止", "到这一天必须从一切副本中撤下; 空为没有截止期", Type.DATE),
    "until_because": _own("截止依据", "公示截止日期由哪条规则得出"),
    "repair_from": _own("可申请修复日期", "最短公示期届满、可以申请信用修复的日期", Type.DATE),
    "disputed_on": _own("异议日期", "自这一天起处于异议核查中", Type.DATE),
    "mark": _own("标注", "与记录一并展示的说明"),
}
SUBJECT = {
    "id": _own("主体编号", "统一社会信用代码, 没有代码的为本站随机编号"),
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
FLAGS = frozenset({"disputed", "level_expired"})  # true or false; no column of a department's is


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a release: its fields in order, and its rows streamed."""

    name: str
    title: str
    key: str
    fields: Mapping[str, Column]
    lines: Callable[[Source], Iterator[Line]]


def tables() -> Iterator[Table]:
    """Every table of a release."""
    yield Table("subjects", "信用主体", "id", _subject_fields(), _subject_lines)
    for kind in KINDS:
        if kind.name not in UNPUBLISHED:
            yield Table(
                kind.name, kind.title, "record_id", _record_fields(kind), _record_lines(kind)
            )


def count(table: Table, source: Source) -> int:
    """How many rows a table has in this release."""
    if table.name == "subjects":
        return ledger.subject_count(source.ledger)
    return ledger.total(source.ledger, table.name)


def _record_fields(kind: Kind) -> dict[str, Column]:
    shown = {name: col for name, col in columns(kind.record_class).items() if col.public}
    before = BEFORE if kind.joins else {"record_id": BEFORE["record_id"]}
    return before | shown | AFTER


def _record_lines(kind: Kind) -> Callable[[Source], Iterator[Line]]:
    names = tuple(_record_fields(kind))

    def lines(source: Source) -> Iterator[Line]:
        for ref, entry in ledger.entries(source.ledger, kind.name):
            values = _record_line(ref, entry, source)
            yield {name: values[name] for name in names}

    return lines


def _record_line(ref: Ref, entry: Entry, source: Source) -> Line:
    values: Line = {
        "subject_id": ref.id,
        "subject_name": ref.name,
        "uscc": getattr(entry.record, "uscc", ""),
        **entry_json(entry),
    }
    if isinstance(entry.record, r.ComplaintStat):
        values |= {
            name: None
            for name, number in values.items()
            if isinstance(number, int) and 0 < number < source.site.small_count
        }
    return values


def _subject_fields() -> dict[str, Column]:
    shown = columns(r.Subject)
    said = {"subject_name", "former_names"}  # `name` and `aliases` say it
    basics = {n: c for n, c in shown.items() if c.public and n not in said | set(SUBJECT)}
    return SUBJECT | basics | SUMMARY


def _subject_lines(source: Source) -> Iterator[Line]:
    names = tuple(_subject_fields())
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        values = _subject_line(profile, source)
        yield {name: values[name] for name in names}


def _subject_line(profile: Profile, source: Source) -> Line:
    data = profile_json(profile, source.site, source.release, source.as_of)
    level: dict[str, Any] = data["level"] or {}
    return {
        **data["basics"],
        **{name: data[name] for name in SUBJECT},
        "standing": data["standing"]["id"],
        "standing_label": data["standing"]["label"],
        "disputed": data["disputed"],
        "level_scheme": level.get("scheme_name"),
        "level_scheme_version": level.get("scheme_version"),
        **{
            f"level_{name}": level.get(name)
            for name in ("grade", "year", "rated_by", "rated_on", "valid_until", "expired")
        },
    }
