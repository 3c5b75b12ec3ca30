"""The ten chapters of a credit report, in the order and by the names of the national report standard (2022)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from creditsite.model import records as r
from creditsite.model import vocabulary as v
from creditsite.model.kinds import KINDS
from creditsite.model.profile import Entry, Profile
from creditsite.model.stages import steps
from creditsite.render.languages import Language
from creditsite.render.source import Source
from creditsite.render.words import Row, rows, words

HIDDEN = frozenset(  # said by the page around the record, or by the foot of the record
    {
        "subject_name", "uscc", "entity_kind", "statement", "source_unit_code", "authority_code",
        "designating_body_code", "confirmed_by_code", "accepted_by_code", "target_id", "list_kind",
        "display_until",
    }
)  # fmt: skip
HEADING = {  # said by the heading of the record
    r.Commitment: HIDDEN | {"matter"},
    r.Permit: HIDDEN | {"document_name"},
    r.Penalty: HIDDEN | {"case_name"},
    r.Rating: HIDDEN | {"rating_name"},
    r.Honour: HIDDEN | {"title"},
    r.Inspection: HIDDEN | {"kind"},
    r.Rectification: HIDDEN | {"misdeed"},
}
NEWEST = 12  # entries of the timeline: it is a summary, every entry stands in its chapter
DATED = {one.record_class: one.dated for one in KINDS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as the page shows it."""

    id: str
    title: str
    chip: str
    rows: list[Row]
    entry: Entry
    statement: str


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one sort within a chapter."""

    id: str
    title: str
    records: list[Shown]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the report; `lacking` says in sentences what it does not hold."""

    id: str
    title: str
    count: int
    groups: list[Group]
    lacking: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated entry of the timeline."""

    day: date
    what: str
    title: str
    record_id: str


Spec = tuple[str, str, str]  # id (of the records' drawer as well), title, what an empty one says
_CHAPTERS: tuple[tuple[str, str, tuple[Spec, ...]], ...] = (
    (
        "admin",
        "行政管理",
        (
            ("permits", "行政许可", "没有展示期内的行政许可。"),
            ("penalties", "行政处罚", "目前没有公示期内的行政处罚。"),
            ("inspections", "监督检查", "没有展示期内的监督检查信息。"),
        ),
    ),
    (
        "honesty",
        "诚实守信",
        (
            ("red", "守信激励名单", "目前没有在守信激励名单上。"),
            ("honours", "荣誉表彰", "没有收到荣誉表彰信息。"),
        ),
    ),
    ("serious", "严重失信主体名单", (("black", "", "目前没有公示中的失信名单记录。"),)),
    ("abnormal", "经营异常", (("abnormal_operation", "", "目前没有公示中的经营异常名录记录。"),)),
    ("commitments", "信用承诺", (("promises", "", "没有收到可以公开的信用承诺。"),)),
    ("ratings", "信用评价", (("grades", "", "没有评价单位报送的等级。没有等级不说明好坏。"),)),
    (
        "judicial",
        "司法",
        (("judgment_defaulter", "", "没有公示中的司法信息。裁判和执行信息以法院公布的为准。"),),
    ),
    (
        "other",
        "其他",
        (
            ("watch", "重点关注和其他名单", "目前没有在重点关注名单和其他名单上。"),
            ("rectification", "专项治理", "没有列入专项治理台账。"),
            ("exits", "移出公告", "近期没有移出名单的公告。"),
            ("objections", "异议", "没有正在处理的异议。"),
        ),
    ),
)
_DRAWERS = (  # list of the profile → drawer; listings are told apart by their list
    ("permits", "permits"), ("penalties", "penalties"), ("inspections", "inspections"), ("honours", "honours"),
    ("commitments", "promises"), ("ratings", "grades"), ("rectifications", "rectification"), ("exits", "exits"),
    ("objections", "objections"),
)  # fmt: skip
_OWN = ("abnormal_operation", "judgment_defaulter")  # lists with a chapter of their own
_EFFECTS = {"red": "red", "black": "black"}


def chapters(profile: Profile, source: Source) -> list[Chapter]:
    """The chapters between 登记注册 and 提升建议, which the page writes itself."""
    drawers: dict[str, list[Shown]] = {}
    for name, drawer in _DRAWERS:
        if entries := getattr(profile, name):
            drawers[drawer] = [
                _shown(entry, profile, source, gone=name == "exits") for entry in entries
            ]
    for entry in profile.listings:
        drawers.setdefault(_drawer(entry.record, source), []).append(_shown(entry, profile, source))
    return [
        _chapter(anchor, title, specs, drawers, source.language)
        for anchor, title, specs in _CHAPTERS
    ]


def _chapter(
    anchor: str,
    title: str,
    specs: tuple[Spec, ...],
    drawers: dict[str, list[Shown]],
    language: Language,
) -> Chapter:
    groups = [Group(one, named, drawers[one]) for one, named, _ in specs if one in drawers]
    return Chapter(
        anchor,
        title,
        sum(len(group.records) for group in groups),
        groups,
        language.sentences(said for one, _, said in specs if one not in drawers),
    )


def _drawer(record: r.Listing, source: Source) -> str:
    if record.list_kind in _OWN:
        return record.list_kind
    return _EFFECTS.get(_effect(record, source), "watch")


def _shown(entry: Entry, profile: Profile, source: Source, *, gone: bool = False) -> Shown:
    title, chip = heading(entry.record, source)
    county = getattr(entry.record, "county", "")
    said = {"county": source.site.district_name(county)} if county else {}
    return Shown(
        id=entry.record_id,
        title=title,
        chip=source.language.word("已移出") if gone else chip,
        rows=[
            *rows(entry.record, HEADING.get(type(entry.record), HIDDEN), said, source.language),
            *_added(entry, profile, source),
        ],
        entry=entry,
        statement=getattr(entry.record, "statement", ""),
    )


def _added(entry: Entry, profile: Profile, source: Source) -> Iterator[Row]:
    """What other dates and records say of this one: the way of a case, the list that followed on a watch list."""
    if isinstance(entry.record, r.Rectification):
        yield Row("进度", source.language.told(steps(entry.record)))
    if isinstance(entry.record, r.Listing) and _effect(entry.record, source) == "watch":
        since = entry.record.listed_on
        for later in profile.listings:
            then = later.record.listed_on
            if _effect(later.record, source) == "black" and then and since and then >= since:
                day = source.language.day(then)
                yield Row("其后列入", f"{day} {heading(later.record, source)[0]}")


def _effect(record: r.Listing, source: Source) -> str:
    definition = source.site.list_definition(record.list_kind)
    return definition.effect if definition else ""


def heading(record: Any, source: Source) -> tuple[str, str]:
    """What a record is headed by, and the word beside the heading."""
    language = source.language
    match record:
        case r.Listing():
            definition = source.site.list_definition(record.list_kind)
            named = definition.name if definition else v.LIST_KIND.label(record.list_kind)
            return language.word(named), words(record, "severity", language)
        case r.Commitment():
            return record.matter, words(record, "fulfilment", language)
        case r.Permit():
            return record.document_name, words(record, "permit_kind", language)
        case r.Penalty():
            return record.case_name or record.document_no, words(record, "penalty_kinds", language)
        case r.Rating():
            return record.rating_name, record.grade
        case r.Honour():
            return record.title, words(record, "level", language)
        case r.Inspection():
            return words(record, "kind", language), ""
        case r.Rectification():
            return words(record, "misdeed", language), words(record, "state", language)
        case r.Shop():
            return record.shop_name, ""
        case _:
            return type(record).__name__, ""


_HAPPENED = (  # list of the profile → what happened on its records' day
    ("listings", "列入"), ("exits", "移出"), ("penalties", "行政处罚"), ("permits", "行政许可"),
    ("commitments", "作出承诺"), ("ratings", "信用评价"), ("honours", "荣誉表彰"), ("inspections", "监督检查"),
    ("rectifications", "列入治理台账"),
)  # fmt: skip


def timeline(profile: Profile, source: Source) -> tuple[list[Moment], int]:
    """The newest dated entries, newest first, and how many older ones there are."""
    found = sorted(_moments(profile), key=itemgetter(0, 1), reverse=True)
    told = [
        Moment(day, what, heading(entry.record, source)[0], entry.record_id)
        for day, _, what, entry in found[:NEWEST]
    ]
    return told, len(found) - len(told)


def _moments(profile: Profile) -> Iterator[tuple[date, str, str, Entry]]:
    for name, what in _HAPPENED:
        for entry in getattr(profile, name):
            field = "delisted_on" if name == "exits" else DATED[type(entry.record)]
            if day := getattr(entry.record, field):
                yield day, entry.record_id, what, entry
