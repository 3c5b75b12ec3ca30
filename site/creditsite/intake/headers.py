"""Headers of a sheet and what they mean for a kind of record; everything derives from the columns of the model."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from creditsite.intake.normal import header_form
from creditsite.model.fields import Column, Need, Type, columns
from creditsite.model.kinds import Kind
from creditsite.model.privacy import NEVER_READ

# Recognised, but no field of ours: left out without a word.
_UNUSED = frozenset(
    map(
        header_form,
        (
            "序号", "编号", "组织机构代码", "事业单位证书号", "社会组织登记证号", "地方编码",
            "DFBM", "所属批次", "行号", "ID",
            "XK_XDR_ZZJG", "XK_XDR_ZDM", "CF_XDR_ZZJG", "CF_XDR_ZDM", "XK_XDR_SYDW", "CF_XDR_SYDW",
            "XK_XDR_SHZZ", "CF_XDR_SHZZ",
            # What the open data adds to a record.
            "record_id", "subject_id", "publish_until", "until_because", "repair_from", "disputed_on", "mark",
            "记录编号", "本站主体编号", "公示截止", "截止依据", "可申请修复日期", "异议日期", "标注",
        ),
    )
)  # fmt: skip
# Fields of which several columns may stand in a table: each may say that the row is not, or no longer, to be shown.
HEARD = frozenset(
    {
        *("openness", "source_status", "list_status"),
        *("display_until", "list_until", "valid_until", "delisted_on"),
    }
)
# By these a table of our own open data is known, and what it adds to a subject.
_OURS = (
    {header_form("record_id"), header_form("publish_until")},
    {header_form("记录编号"), header_form("公示截止")},
)
_ADDED = frozenset(
    map(
        header_form,
        (
            "region_name", "standing", "standing_label", "disputed", "level_scheme", "level_scheme_version",
            "level_grade", "level_year", "level_rated_by", "level_rated_on", "level_valid_until", "level_expired",
            "区域", "公示状态", "公示状态名称", "异议中", "等级方案", "等级方案版本", "等级", "评价年度", "评定单位",
            "评定日期", "等级有效期", "等级已过期",
        ),
    )
)  # fmt: skip
_NEVER = frozenset(map(header_form, NEVER_READ))
_NEVER_PART = re.compile(
    "身份证|证件号|证件类型|护照|税务登记|纳税人识别|手机|电话|联系方式|邮箱|银行账|开户|家庭住址|出生|经办人|承办人"
    "|sfz$|zjhm$|zjlx$|swdj$"
)
_NUMBERED = re.compile(
    r"^(?:行政相对人)?代码\d(.*)$"
)  # the number changed its meaning; the words did not
# A header ends with its unit: no other one (千元, 百万元, 美元) is taken for these.
_UNIT = re.compile(r"(?:(?<![十百千])万|(?<![十百千万亿美欧日港]))元$")
_WORDS_2016 = frozenset(
    map(
        header_form,
        (
            "审批类别", "XK_SPLB", "项目名称", "XK_XMMC", "行政许可决定书文号", "地方编码", "DFBM", "许可截止期",
            "XK_JZQ", "XK_XZJG", "CF_XZJG", "处罚类别1", "CF_CFLB1", "处罚名称", "CF_CFMC", "XK_XDR_GSDJ",
            "CF_XDR_GSDJ",
            "XK_XDR_ZDM", "CF_XDR_ZDM", "XK_XDR_SFZ", "CF_XDR_SFZ", "行政相对人代码_2（组织机构代码）",
            "行政相对人代码_3（工商登记码）", "行政相对人代码_5（居民身份证号）", "信息使用范围",
        ),
    )
)  # fmt: skip
_WORDS_2018 = frozenset(
    map(
        header_form,
        (
            "许可类别", "XK_XKLB", "行政许可决定文书名称", "XK_XKWS", "许可编号", "XK_XKBH", "许可证书名称", "XK_XKZS",
            "行政相对人类别", "XK_XDR_LB", "CF_XDR_LB", "XK_XDR_TYPE", "CF_XDR_TYPE", "有效期自", "XK_YXQZ",
            "XK_XKJGDM", "CF_CFJGDM",
            "行政相对人代码_2（工商注册号）", "行政相对人代码_3（组织机构代码）", "行政相对人代码_5（事业单位证书号）",
        ),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of a sheet that fills a field."""

    index: int
    header: str  # as delivered
    form: str  # in header form
    field: str
    column: Column
    unit: str = ""  # of money: 元, 万元 or not stated


@dataclass(frozen=True, slots=True)
class Headers:
    """What the headers of a sheet mean for one kind, and what is wrong with them."""

    bound: tuple[Bound, ...]
    never: tuple[str, ...]  # columns that may not be read
    unnumbered: tuple[str, ...]  # 行政相对人代码_N without words
    unknown: tuple[tuple[str, str], ...]  # header, nearest known header
    twice: tuple[tuple[str, str], ...]  # two headers for one field
    missing: tuple[str, ...]  # headers of mandatory fields that no column fills
    given: tuple[
        tuple[str, str], ...
    ]  # field, value: what our own open data leaves out as it is true of every row
    generation: int | None

    @property
    def usable(self) -> bool:
        """Whether rows can be read under these headers."""
        return not self.missing and not self.twice


def fields_of(kind: Kind) -> Mapping[str, Column]:
    """Field name → column of a kind."""
    record_class: type = kind.record_class
    return columns(record_class)


@cache
def spellings(kind: Kind) -> Mapping[str, str]:
    """Header form → field name: headers before synonyms before our own identifiers, the first field wins."""
    known: dict[str, str] = {}
    cols = fields_of(kind)
    for field, col in cols.items():
        known.setdefault(header_form(col.header), field)
    for field, col in cols.items():
        for word in col.synonyms:
            known.setdefault(header_form(word), field)
    for field in cols:
        known.setdefault(header_form(field), field)
    return known


def field_of(kind: Kind, form: str) -> tuple[str, str]:
    """The field that a header (in header form) fills, and the unit it states; empty if none."""
    known = spellings(kind)
    if field := known.get(form):
        return field, _unit(kind, field, form)
    if (numbered := _NUMBERED.match(form)) and numbered[1]:
        words = numbered[1]
        if "统一社会信用代码" in words:
            return ("uscc" if "uscc" in fields_of(kind) else ""), ""
        if words.startswith("工商"):
            return ("registration_no" if "registration_no" in fields_of(kind) else ""), ""
        return "", ""
    stem, unit = (form.removesuffix("元"), "元") if _stated(form) == "元" else (form, "")
    field = known.get(stem + "万元", "")
    money = field and fields_of(kind)[field].type is Type.MONEY
    return (field, unit) if money else ("", "")


def _unit(kind: Kind, field: str, form: str) -> str:
    """Standard codes and our own identifiers are defined in 万元; a Chinese header must say it."""
    if fields_of(kind)[field].type is not Type.MONEY:
        return ""
    return "万元" if form.endswith("万元") or form.isascii() else ""


def _stated(form: str) -> str:
    """The unit of money with which a header (in header form) ends: 元, 万元 or nothing.

    >>> [_stated(header_form(one)) for one in ("金额（万元）", "金额（元）", "金额（千元）", "金额（百万元）")]
    ['万元', '元', '', '']
    """
    found = _UNIT.search(form)
    return found[0] if found else ""


def is_never(form: str) -> bool:
    """Whether a header (in header form) names what may never be read.

    >>> is_never(header_form("法定代表人 身份证件号码")), is_never(header_form("处罚类别"))
    (True, False)
    """
    if form in _NEVER or _NEVER_PART.search(form):
        return True
    numbered = _NUMBERED.match(form)
    return bool(numbered and ("税" in numbered[1] or "身份" in numbered[1]))


def is_known(kind: Kind, form: str) -> bool:
    """Whether a header (in header form) is one that we have a word for."""
    numbered = _NUMBERED.match(form)
    return bool(form and (field_of(kind, form)[0] or form in _UNUSED or is_never(form) or numbered))


def candidates(top: str, leaf: str) -> tuple[str, ...]:
    """The header forms that a cell of a two-level header may stand for, the most telling first."""
    if not leaf:
        return (header_form(top),)
    return (header_form(top + leaf), header_form(leaf)) if top else (header_form(leaf),)


def bind(kind: Kind, names: Sequence[tuple[str, str]]) -> Headers:
    """What each column (its upper and its lower header) means for a kind."""
    bound: list[Bound] = []
    never, unnumbered, unknown = [], [], []
    told = {form for top, leaf in names for form in candidates(top, leaf)}
    ours = any(words <= told for words in _OURS)
    for index, (top, leaf) in enumerate(names):
        shown = " ".join(f"{top} {leaf}".split())
        forms = candidates(top, leaf)
        form = next((f for f in forms if is_known(kind, f)), forms[0])
        field, unit = field_of(kind, form)
        if field:
            col = fields_of(kind)[field]
            if col.type is Type.MONEY:  # the header above states it for several columns
                unit = unit or _stated(header_form(top))
            bound.append(Bound(index, shown, form, field, col, unit))
        elif is_never(form):
            never.append(shown)
        elif (numbered := _NUMBERED.match(form)) and not numbered[1]:
            unnumbered.append(shown)
        elif form and form not in _UNUSED and not numbered and not (ours and form in _ADDED):
            unknown.append((shown, _nearest(kind, form)))
    fields = {b.field for b in bound}
    gates = ((f, col.gate) for f, col in fields_of(kind).items() if col.gate and f not in fields)
    given = tuple(gates) if ours else ()
    return Headers(
        bound=tuple(bound),
        never=tuple(never),
        unnumbered=tuple(unnumbered),
        unknown=tuple(unknown),
        twice=tuple(_twice(bound)),
        missing=missing(kind, fields | {field for field, _ in given}),
        given=given,
        generation=_generation(names),
    )


def missing(kind: Kind, fields: set[str]) -> tuple[str, ...]:
    """Headers of the mandatory fields that are not among those given."""
    return tuple(
        col.header
        for field, col in fields_of(kind).items()
        if col.need is Need.MANDATORY and field not in fields
    )


def _twice(bound: Sequence[Bound]) -> list[tuple[str, str]]:
    """Pairs of headers for one field; 处罚类别1 and 处罚类别2, or 别名 and 店铺名, are one list in two columns.

    Of several columns that each may say that a row is not to be shown, all are heard. Codes may stand in two columns,
    those of persons apart (证件号码): a row that fills both must say the same.
    """
    first: dict[str, Bound] = {}
    pairs = []
    for one in bound:
        other = first.setdefault(one.field, one)
        numbered = one.form[-1] != other.form[-1] and one.form[-1].isdigit()
        parted = one.form != other.form and (
            one.column.type is Type.TEXTS or (one.column.type is Type.TERMS and numbered)
        )
        heard = one.form != other.form and one.field in (*HEARD, "uscc")
        if other is not one and not parted and not heard:
            pairs.append((other.header, one.header))
    return pairs


def _nearest(kind: Kind, form: str) -> str:
    if form.endswith("元") and not _stated(form):  # 千元 for 万元 would be ten times as much
        return ""
    known = spellings(kind)
    close = difflib.get_close_matches(form[:60], known, n=1, cutoff=0.6)
    return fields_of(kind)[known[close[0]]].header if close else ""


def _generation(names: Sequence[tuple[str, str]]) -> int | None:
    forms = {form for top, leaf in names for form in candidates(top, leaf)}
    forms |= {f"行政相对人{form}" for form in forms if form.startswith("代码")}
    old, new = len(forms & _WORDS_2016), len(forms & _WORDS_2018)
    return 2016 if old > new else 2018 if new > old else None
