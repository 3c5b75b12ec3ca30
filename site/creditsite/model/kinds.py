"""The kinds of table: each names its record class, its natural key and the date by which its rows are ordered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from creditsite.model import records as r
from creditsite.model.codes import subject_key
from creditsite.model.own import OWN
from creditsite.model.tablekind import Kind as Kind
from creditsite.model.text import normal_form, normal_forms, number_form

Plain = Mapping[str, Any]  # the filled fields of a record, as JSON holds them


KINDS: tuple[Kind, ...] = (
    Kind(
        name="subjects",
        title="信用主体",
        record_class=r.Subject,
        key=(),
        dated="founded_on",
        register=False,
    ),
    Kind(
        name="shops",
        held=("shop_name",),
        title="网店",
        record_class=r.Shop,
        key=("platform_name", "shop_name", "shop_url"),
        dated="opened_on",
    ),
    Kind(
        name="listings",
        document="document_no",
        title="名单",
        record_class=r.Listing,
        key=("list_kind", "document_no", "designating_body"),
        dated="listed_on",
        adverse=True,
    ),
    Kind(
        name="commitments",
        document="commitment_no",
        title="信用承诺",
        record_class=r.Commitment,
        key=("commitment_no",),
        dated="made_on",
    ),
    Kind(
        name="permits",
        document="document_no",
        title="行政许可",
        record_class=r.Permit,
        key=("document_no", "authority"),
        dated="decided_on",
    ),
    Kind(
        name="penalties",
        document="document_no",
        title="行政处罚",
        record_class=r.Penalty,
        key=("document_no", "authority"),
        dated="decided_on",
        adverse=True,
    ),
    Kind(
        name="ratings",
        held=("rating_name", "rated_on"),
        title="信用评价",
        record_class=r.Rating,
        key=("rating_name", "rated_by", "rated_on"),
        dated="rated_on",
    ),
    Kind(
        name="honours",
        held=("title", "issued_on"),
        title="荣誉表彰",
        record_class=r.Honour,
        key=("title", "issued_by", "issued_on"),
        dated="issued_on",
    ),
    Kind(
        name="inspections",
        held=("kind", "checked_on"),
        title="监督检查",
        record_class=r.Inspection,
        key=("authority", "kind", "checked_on", "task_no"),
        dated="checked_on",
    ),
    Kind(
        name="rectifications",
        held=("misdeed", "listed_on"),
        title="专项治理",
        record_class=r.Rectification,
        key=("batch", "misdeed"),
        dated="listed_on",
    ),
    Kind(
        name="objections",
        title="异议",
        record_class=r.Objection,
        key=("case_no",),
        dated="received_on",
        joins=False,
        register=False,
    ),
    Kind(
        name="removals",
        title="撤下",
        record_class=r.Removal,
        key=("target_kind", "target_id", "uscc", "subject_no", "document_no", "authority"),
        dated="decided_on",
        joins=False,
        register=False,
    ),
    Kind(
        name="measures",
        title="奖惩措施",
        record_class=r.Measure,
        key=("measure_name", "direction"),
        dated="checked_on",
        joins=False,
    ),
    Kind(
        name="measure_feedback",
        title="奖惩反馈",
        record_class=r.MeasureFeedback,
        key=("period", "department", "measure_name"),
        dated="period",
        joins=False,
    ),
    Kind(
        name="complaint_stats",
        title="投诉统计",
        record_class=r.ComplaintStat,
        key=("channel", "period", "region_code", "misdeed"),
        dated="period",
        joins=False,
    ),
    *OWN,
)


def kind(name: str) -> Kind:
    """The kind of that name; `KeyError` if there is none."""
    for one in KINDS:
        if one.name == name:
            return one
    raise KeyError(name)


def natural_key(of: Kind, plain: Plain) -> str:
    """What makes two rows of a kind the same record, in one normal form whatever the spelling."""
    parts = [
        number_form(plain.get(name, "")) if name == of.document else _form(plain, name)
        for name in of.key
    ]
    if of.joins:
        parts.append(joined_on(plain))
    return "\x1f".join(parts)


def natural_keys(
    of: Kind, values: Mapping[str, Sequence[Any]], subjects: Sequence[str], count: int
) -> Sequence[str]:
    """The same of several rows, told column by column, beside the keys of their subjects."""
    columns = [
        _numbers(of, values, count) if name == of.document else _forms(values, name, count)
        for name in of.key
    ]
    if of.joins:
        columns.append(subjects)
    return list(map("\x1f".join, zip(*columns, strict=True)))


def joined_by(values: Mapping[str, Sequence[Any]], count: int) -> Sequence[str]:
    """What `joined_on` gives for several rows whose codes are valid or empty."""
    none = [""] * count
    codes, numbers = values.get("uscc", none), values.get("subject_no", none)
    return [
        code or (number and subject_key("", number)) or ""
        for code, number in zip(codes, numbers, strict=True)
    ]


def _numbers(of: Kind, values: Mapping[str, Sequence[Any]], count: int) -> Sequence[str]:
    none = [""] * count
    return [value and number_form(value) for value in values.get(of.document, none)]


def _forms(values: Mapping[str, Sequence[Any]], name: str, count: int) -> Sequence[str]:
    return normal_forms([str(value) if value else "" for value in values.get(name, [""] * count)])


def joined_on(plain: Plain) -> str:
    """The key of the subject that a record belongs to; empty if it names none."""
    return subject_key(plain.get("uscc", ""), plain.get("subject_no", "")) or ""


def _form(plain: Plain, name: str) -> str:
    return normal_form(str(plain.get(name) or ""))


def dated_on(of: Kind, record: Any) -> date | None:
    """The date by which the record is ordered, if it has one."""
    value = getattr(record, of.dated)
    return value if isinstance(value, date) else None


def suppression_key(of: Kind, plain: Plain) -> str:
    """What a removal holds back: the decision number and the subject, in any spelling, whoever sends it again.

    The authority is left out on purpose: its name has many spellings, and one subject does not get the same
    number twice. Kinds without a number are held back by what is hard to spell in two ways.
    """
    number = number_form(plain.get(of.document, "")) if of.document else ""
    told = [number] if number else ["", *(_form(plain, name) for name in of.held or of.key)]
    return "\x1f".join((of.name, *told, joined_on(plain)))


def suppression_keys(
    of: Kind, values: Mapping[str, Sequence[Any]], subjects: Sequence[str], count: int
) -> Sequence[str]:
    """The same of several rows, told column by column, beside the keys of their subjects."""
    none = [""] * count
    told = numbers = _numbers(of, values, count) if of.document else none
    if not all(numbers):
        held = [_forms(values, name, count) for name in of.held or of.key]
        by = map("\x1f".join, zip(none, *held, strict=True))
        told = [number or other for number, other in zip(numbers, by, strict=True)]
    return [f"{of.name}\x1f{one}\x1f{subject}" for one, subject in zip(told, subjects, strict=True)]
