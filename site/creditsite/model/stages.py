"""The stage of a rectification case on a day: pushed, checked, to be rectified by a date, done, withdrawn, overdue."""

from dataclasses import replace
from datetime import date

from creditsite.model.records import Rectification

OVERDUE = "整改期限已过, 来源单位尚未报送整改完成: 按期限计为逾期"
_SAID = ("withdrawn", "transferred", "rectified", "overdue")  # no deadline changes these


def staged(case: Rectification, as_of: date) -> tuple[Rectification, str]:
    """The case with the stage that its dates give on a day, and a sentence where a date decided against the source.

    The day of the deadline itself is still in time; dates to come decide nothing.
    """
    state = _state(case, as_of)
    counted = state == "overdue" and case.state != "overdue"
    return replace(case, state=state), OVERDUE if counted else ""


def _state(case: Rectification, as_of: date) -> str:
    if _past(case.withdrawn_on, as_of):
        return "withdrawn"
    if case.state in ("withdrawn", "transferred"):
        return case.state
    if _past(case.done_on, as_of):
        return "rectified"
    if case.state in _SAID:
        return case.state
    if case.due_on and case.due_on < as_of:
        return "overdue"
    if case.due_on and (_past(case.checked_on, as_of) or case.state == "rectifying"):
        return "rectifying"
    return "checked" if _past(case.checked_on, as_of) and case.state == "listed" else case.state


def _past(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def steps(case: Rectification) -> str:
    """The way of a case in words, as far as its dates tell it: 推送 → 核查 → 限期整改 → 整改到位 → 撤出.

    >>> steps(Rectification(listed_on=date(2026, 1, 6), due_on=date(2026, 4, 6), done_on=date(2026, 5, 1)))
    '2026-01-06 推送 → 限 2026-04-06 前整改 → 2026-05-01 整改到位（超过期限）'
    """
    late = "（超过期限）" if case.done_on and case.due_on and case.done_on > case.due_on else ""
    told = (
        (case.listed_on, "{} 推送"),
        (case.checked_on, "{} 核查"),
        (case.due_on, "限 {} 前整改"),
        (case.done_on, "{} 整改到位" + late),
        (case.withdrawn_on, "{} 撤出"),
    )
    way = [words.format(day) for day, words in told if day]
    if case.state in ("overdue", "transferred"):
        way.append({"overdue": "逾期", "transferred": "移送"}[case.state])
    return " → ".join(way)
