"""The display clock: from when to when a record is shown, and why. Days change at 00:00 Asia/Shanghai.

Sources: NDRC Order 36 (2025), 信用修复管理办法; older and sector rules as the configured rule sets name them.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from creditsite.model.config import Display, GradeRule, Period, RuleSet, Site
from creditsite.model.conflict import ENDED


@dataclass(frozen=True, slots=True)
class Clock:
    """When display ends, by which rule, and from when repair may be applied for."""

    start: date
    severity: str
    repair_from: date | None
    until: date  # this day is no longer shown
    because: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a record is shown on a day; `until` is None where nothing ends it; `problem` goes to the operator."""

    shown: bool
    until: date | None
    because: str
    repair_from: date | None = None
    problem: str = ""


BROKEN = ("partly", "unfulfilled")  # a commitment that was not kept speaks against its subject
# Of kinds of which a city has many: all that `verdict` and `is_adverse` look at in a record, and its date. Where the
# same stands there, they say the same.
LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "subjects": ("founded_on",),
    "shops": ("opened_on", "closed_on"),
    "commitments": ("made_on", "valid_until", "fulfilment", "confirmed_on", "openness"),
    "permits": ("decided_on", "source_status", "openness"),
    "penalties": (
        "decided_on",
        "display_until",
        "severity",
        "authority",
        "source_status",
        "openness",
    ),
    "ratings": ("rated_on", "openness"),
    "honours": ("issued_on", "revoked_on", "openness"),
    "inspections": ("checked_on", "openness"),
}
LOOKED_AT_IF = {
    "confirmed_on": ("fulfilment", BROKEN)
}  # only where another field says one of these
ENDED_BY_SOURCE, REVOKED = "来源单位注明已移出、撤销或届满", "决定已撤销"
_NO_RULE = "没有适用的公示规则, 不予公示: 请在 site.toml 的 [display] 中配置"


class NoRuleError(LookupError):
    """No configured rule set says how long such a record is displayed."""


def add_months(day: date, months: int) -> date:
    """The same day of a later month, clamped to the month's last day.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2025, 11, 30), 3)
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def clock(
    *,
    kind: str,
    authority: str,
    severity: str,
    decided_on: date,
    stated_end: date | None,
    rules: Display,
) -> Clock | None:
    """The clock of an adverse record: the earliest candidate end wins.

    None where the class is not displayed at all; `NoRuleError` where no rule set covers the record.
    """
    applying = [
        (s, g) for s in rules.rule_sets if (g := _grade(s, kind, authority, severity, decided_on))
    ]
    if not applying:
        raise NoRuleError(kind)
    if not all(g.shown for _, g in applying):
        return None
    ends = [
        (add_months(decided_on, g.longest.months), f"{s.title}: {_span(g.longest)}")
        for s, g in applying
    ]
    ends += _local_end(decided_on, rules)
    if stated_end is not None:
        ends.append((stated_end, "来源单位确定的公示截止期"))
    until, because = min(ends, key=lambda pair: pair[0])
    repair = max(add_months(decided_on, g.shortest.months) for _, g in applying)
    return Clock(decided_on, severity, min(repair, until), until, because)


def _grade(
    rules: RuleSet, kind: str, authority: str, severity: str, decided_on: date
) -> GradeRule | None:
    if kind not in rules.kinds or rules.authority not in authority:
        return None
    if rules.decided_from and decided_on < rules.decided_from:
        return None
    if rules.decided_until and decided_on >= rules.decided_until:
        return None
    return next((g for g in rules.grades if g.severity == severity), None)


def _span(period: Period) -> str:
    return f"自决定之日起 {period.words}"


def verdict(kind: str, record: Any, site: Site, as_of: date) -> Verdict:
    """Whether a record of a kind is shown on a day, until when and why."""
    match kind:
        case "penalties":
            return _adverse(kind, record, record.severity, record.authority, site, as_of)
        case "listings":
            return _of_person(record, _listing(record, site, as_of), site, as_of)
        case "commitments" if record.fulfilment in BROKEN:
            return _broken(record, site, as_of)
        case "commitments":
            return _dated(record.made_on, record.valid_until, "承诺有效期", as_of)
        case "honours":
            return _dated(record.issued_on, record.revoked_on, "荣誉撤销日期", as_of)
        case "shops":
            return _dated(record.opened_on, record.closed_on, "关店日期", as_of)
        case "permits" if record.source_status in ("revoked", "other"):
            return Verdict(False, None, "许可已撤销或失效")
        case "permits" | "ratings" | "inspections":
            return _kept(kind, record, site, as_of)
        case _:
            return Verdict(True, None, "")


def _listing(record: Any, site: Site, as_of: date) -> Verdict:
    definition = site.list_definition(record.list_kind)
    if definition is None:
        return Verdict(
            False,
            None,
            "",
            problem="本市未公布这一名单: 请在 site.toml 的 [[lists]] 中写明标准和依据",
        )
    if definition.historical:  # it has no legal basis today, so nobody is named on it any more
        return Verdict(False, None, "历史名单, 不再逐条公示")
    if record.list_status in ENDED:
        return Verdict(False, record.delisted_on, ENDED_BY_SOURCE)
    if record.delisted_on and record.delisted_on <= as_of:
        return Verdict(False, record.delisted_on, "已移出")
    if record.listed_on is None or record.listed_on > as_of:
        return Verdict(False, None, "列入日期未到")
    if definition.effect in ("watch", "black"):
        severity = record.severity or definition.severity
        return _adverse("listings", record, severity, record.designating_body, site, as_of)
    ends = [(end, "名单有效期") for end in (record.display_until, record.list_until) if end]
    if definition.effect != "red":  # whoever is told of on it is not told of for ever
        ends += _local_end(record.decided_on or record.listed_on, site.display, "决定或列入")
    until, because = min(ends, default=(None, ""))
    return _dated(record.listed_on, until, because, as_of)


def _of_person(record: Any, found: Verdict, site: Site, as_of: date) -> Verdict:
    """A natural person's entry is shown no longer than the permission for its list says, and without one not at all."""
    if record.entity_kind != "natural_person":
        return found
    rule = site.person_rule(record.list_kind)
    start = min((day for day in (record.decided_on, record.listed_on) if day), default=None)
    if rule is None or start is None:
        return replace(found, shown=False)
    end = add_months(start, rule.months)
    if found.until and found.until <= end:
        return found
    return replace(
        found,
        shown=found.shown and as_of < end,
        until=end,
        because=f"自然人公示期限: 自决定或列入之日起 {Period(months=rule.months).words}",
        repair_from=min(found.repair_from, end) if found.repair_from else None,
    )


def _broken(record: Any, site: Site, as_of: date) -> Verdict:
    """A commitment not kept: no rule set gives it a class, so the outer limits alone end it."""
    found = record.confirmed_on or record.made_on
    ends = [(record.valid_until, "承诺有效期")] if record.valid_until else []
    months = dict(site.display.keep).get("commitments", 0)
    if found and months:
        ends.append((add_months(found, months), _kept_for(months)))
    if found:
        ends += _local_end(found, site.display, "认定或作出")
    if not ends:
        return Verdict(False, None, "", problem=_NO_RULE)
    until, because = min(ends)
    return _dated(record.made_on, until, because, as_of)


def _local_end(start: date, rules: Display, since: str = "决定") -> list[tuple[date, str]]:
    limit = rules.local_limit
    if not limit.months:
        return []
    why = f"地方信用法规最长期限: 自{since}之日起 {limit.words}"
    return [(add_months(start, limit.months), why)]


def _kept_for(months: int) -> str:
    return f"本站展示期限: {Period(months=months).words}"


def _adverse(
    kind: str, record: Any, severity: str, authority: str, site: Site, as_of: date
) -> Verdict:
    if getattr(record, "source_status", "") == "revoked":
        return Verdict(False, None, REVOKED)
    if record.decided_on is None:
        return Verdict(False, None, "", problem="缺少决定日期, 不予公示: 请来源单位补报决定日期")
    if not severity:
        return Verdict(
            False, None, "", problem="缺少失信信息分级, 不予公示: 请来源单位补报轻微、一般或严重"
        )
    ends = [e for e in (record.display_until, getattr(record, "list_until", None)) if e]
    try:
        found = clock(
            kind=kind,
            authority=authority,
            severity=severity,
            decided_on=record.decided_on,
            stated_end=min(ends, default=None),
            rules=site.display,
        )
    except NoRuleError:
        return Verdict(
            False,
            None,
            "",
            problem=_NO_RULE,
        )
    if found is None:
        return Verdict(False, None, "该分级原则上不公示")
    if record.decided_on > as_of:
        return Verdict(False, found.until, "决定日期未到", found.repair_from)
    return Verdict(as_of < found.until, found.until, found.because, found.repair_from)


def _dated(start: date | None, end: date | None, why: str, as_of: date) -> Verdict:
    if start and start > as_of:
        return Verdict(False, end, "日期未到")
    return Verdict(end is None or as_of < end, end, why if end else "")


def _kept(kind: str, record: Any, site: Site, as_of: date) -> Verdict:
    start = (
        record.rated_on
        if kind == "ratings"
        else getattr(record, "decided_on", None) or getattr(record, "checked_on", None)
    )
    months = dict(site.display.keep).get(kind, 0)
    end = add_months(start, months) if start and months else None
    return _dated(start, end, _kept_for(months), as_of)


def is_adverse(kind: str, record: Any, site: Site) -> bool:
    """Whether what a record says weighs on its subject, so that its end, once published, never moves outward."""
    match kind:
        case "penalties":
            return True
        case "listings":
            definition = site.list_definition(record.list_kind)
            return definition is None or definition.effect != "red"
        case _:
            return kind == "commitments" and record.fulfilment in BROKEN


def capped(found: Verdict, earlier_end: date | None, as_of: date) -> Verdict:
    """A verdict whose end is no later than the one already published: a later event never moves it outward."""
    if earlier_end is None or found.until is None or found.until <= earlier_end:
        return found
    return replace(
        found,
        shown=found.shown and as_of < earlier_end,
        until=earlier_end,
        repair_from=min(found.repair_from, earlier_end) if found.repair_from else None,
        because=f"{found.because}; 截止期以首次公示的为准, 不因后续变更延长",
    )
