"""What intake hands on: every row of every delivered file, with what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from creditsite.model.faults import Fault, Place


class Outcome(StrEnum):
    """What became of a row that was read: the balance adds these up to the row."""

    PUBLISHED = "published"
    NOT_SHOWN = "not_shown"  # not yet or no longer on display, or not open to the public
    WITHHELD = "withheld"  # for privacy
    REMOVED = "removed"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


OUTCOME_LABELS = {
    Outcome.PUBLISHED: "已公示",
    Outcome.NOT_SHOWN: "未到或已过公示期、不公开",
    Outcome.WITHHELD: "因个人信息保护不公示",
    Outcome.REMOVED: "已撤下",
    Outcome.DUPLICATE: "重复",
    Outcome.SET_ASIDE: "有误待核",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One delivered row: a record, or the reason why there is none (`outcome` and `faults`)."""

    place: Place
    kind: str
    record: Any | None  # an instance of the kind's record class
    outcome: Outcome | None = None  # SET_ASIDE or WITHHELD where intake decided; None while open
    faults: tuple[Fault, ...] = ()
    withheld_key: str = ""  # whom a withheld row is about, so that no other row names the person
