"""What the columns of one row say together: needs that hang on each other, and dates that contradict."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from creditsite.intake.values import Plain

Values = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field that does not go with the rest of its row."""

    field: str
    message: str
    level: str = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, the fields that it looks at, and what tells quickly of most rows that it has nothing to say of them."""

    fields: tuple[str, ...]
    find: Callable[[Values], Iterator[Contradiction]]
    quiet: Callable[..., bool]  # takes the values of the fields in their order


_BROKEN = ("partly", "unfulfilled")


def _kept_commitment(v: Values) -> Iterator[Contradiction]:
    """Ensure that a broken commitment says what was not done and what followed, and a kept one does not."""
    broken = v.get("fulfilment") in _BROKEN
    for field, what in (
        ("unfulfilled_content", "未履行的承诺内容"),
        ("consequence", "违诺责任追究内容"),
    ):
        if broken and not v.get(field):
            yield Contradiction(field, f"部分或全部未履行时必须填写{what}: 请来源单位补报")
        if not broken and v.get(field) and v.get("fulfilment"):
            yield Contradiction(
                field, f"承诺未被认定为未履行, 却填了{what}: 请来源单位核对", "warning"
            )


def _whole_exit(v: Values) -> Iterator[Contradiction]:
    """Ensure that a listing which was left says when, why and by whom."""
    if (
        any(v.get(field) for field in (*_EXITS, "delist_document_no"))
        or v.get("list_status") == "delisted"
    ):
        for field, what in _EXITS.items():
            if not v.get(field):
                yield Contradiction(field, f"移出名单的各项要一起填写, 缺少{what}: 请来源单位补报")


def _fine_stated(v: Values) -> Iterator[Contradiction]:
    """Ensure that who was fined is shown with the sum, and a sum stands under a kind of penalty."""
    kinds = v.get("penalty_kinds")
    listed = kinds if isinstance(kinds, list) else []
    if (
        "fine" in listed and "fine_wan" in v and v["fine_wan"] is None
    ):  # the 2016 layout has no such column
        yield Contradiction("fine_wan", "处罚类别含罚款, 缺少罚款金额: 请来源单位补报")
    if (
        v.get("fine_wan") not in (None, "0")
        and listed
        and "fine" not in listed
        and "other" not in listed
    ):
        yield Contradiction(
            "fine_wan", "填了罚款金额, 处罚类别却没有罚款: 请来源单位核对", "warning"
        )
    if "fine" in listed and v.get("fine_wan") == "0":
        yield Contradiction("fine_wan", "处罚类别含罚款, 金额为 0: 请来源单位核对", "warning")


def _unit_agrees(v: Values) -> Iterator[Contradiction]:
    """Ensure that no sum in 元 stands in a column of 万元: where the text says 2000元, 2000 is far too much."""
    text = str(v.get("content") or "") + str(v.get("facts") or "")
    if "元" not in text:
        return
    for field, what in (("fine_wan", "罚款金额"), ("confiscated_wan", "没收金额")):
        value = v.get(field)
        if not isinstance(value, str) or Decimal(value) < _LEAST_MIXED:
            continue
        said = {(Decimal(n.replace(",", "")), unit) for n, unit in _SUMS.findall(_narrow(text))}
        sum_of = Decimal(value)
        right = {(sum_of, "万元"), (sum_of * 10_000, "元")}
        if (sum_of, "元") in said and not right & said:
            shown = format(sum_of.normalize(), "f")
            yield Contradiction(
                field, f"文中写的是 {shown} 元, {what}一栏却是 {shown} 万元: 请来源单位核对单位"
            )


_LEAST_MIXED = 10  # 万元: a text may say of smaller sums more than one thing
_SUMS = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(万元|元)", re.ASCII)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


_EXITS = {"delisted_on": "移出日期", "delist_reason": "移出原因", "delisted_by": "移出决定机关"}
_COMMITMENT = Check(
    ("fulfilment", "unfulfilled_content", "consequence"),
    _kept_commitment,
    lambda state, *told: state not in _BROKEN and not any(told),
)
_EXIT = Check(
    (*_EXITS, "delist_document_no", "list_status"),
    _whole_exit,
    lambda *told: not any(told[:-1]) and told[-1] != "delisted",
)
_FINE = Check(
    ("penalty_kinds", "fine_wan"),
    _fine_stated,
    lambda kinds, fine: ("fine" in (kinds or ())) == (fine not in (None, "0")),
)
_UNIT = Check(
    ("fine_wan", "confiscated_wan", "content", "facts"),
    _unit_agrees,
    lambda fine, confiscated, *_: len(fine or "") < 2 and len(confiscated or "") < 2,
)


def _in_order(first: str, then: str, message: str) -> Check:
    """Ensure that one date is not before the other."""

    def find(v: Values) -> Iterator[Contradiction]:
        one, other = v.get(first), v.get(then)
        if isinstance(one, str) and isinstance(other, str) and one > other:  # ISO dates
            yield Contradiction(then, message)

    return Check((first, then), find, lambda one, other: not one or not other or one <= other)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "subjects": (),
    "shops": (_in_order("opened_on", "closed_on", "关店日期早于开店日期: 请来源单位核对"),),
    "commitments": (
        _COMMITMENT,
        _in_order("made_on", "valid_until", "承诺有效期早于作出日期: 请来源单位核对"),
    ),
    "listings": (
        _EXIT,
        _in_order("listed_on", "delisted_on", "移出日期早于列入日期: 请来源单位核对"),
        _in_order("decided_on", "display_until", "公示截止期早于决定日期: 请来源单位核对"),
    ),
    "permits": (
        _in_order("valid_from", "valid_until", "有效期至早于有效期自: 请来源单位核对"),
        _in_order("decided_on", "valid_until", "有效期至早于许可决定日期: 请来源单位核对"),
    ),
    "penalties": (
        _FINE,
        _UNIT,
        _in_order("decided_on", "display_until", "公示截止期早于处罚决定日期: 请来源单位核对"),
    ),
    "ratings": (_in_order("rated_on", "valid_until", "有效期早于评定时间: 请来源单位核对"),),
    "honours": (_in_order("issued_on", "revoked_on", "撤销日期早于表彰时间: 请来源单位核对"),),
    "rectifications": (
        _in_order("listed_on", "withdrawn_on", "撤出日期早于列入日期: 请来源单位核对"),
    ),
}


def contradictions(kind: str, values: Values) -> Iterator[Contradiction]:
    """Everything in a row that does not go together."""
    for check in CHECKS.get(kind, ()):
        yield from check.find(values)


def suspects(kind: str, columns: Mapping[str, Sequence[Plain]], count: int) -> set[int]:
    """Of several rows, told column by column, those of which `contradictions` may say something."""
    nothing: Sequence[Plain] = [None] * count
    found: set[int] = set()
    for check in CHECKS.get(kind, ()):
        told = zip(*(columns.get(field, nothing) for field in check.fields), strict=True)
        found |= {at for at, values in enumerate(told) if not check.quiet(*values)}
    return found
