"""Two versions of one record: what makes them equal, which is newer, and which is milder where neither is."""

from datetime import date
from decimal import Decimal
from typing import Any

from creditsite.model.kinds import Kind, Plain
from creditsite.model.vocabulary import SEVERITY, Vocabulary

# Who sent a row and when says nothing about what it states.
NO_SUBSTANCE = frozenset({"source_unit", "source_unit_code", "source_updated", "remark"})

_WEIGHT = {"fulfilled": 0, "pending": 1, "partly": 2, "unfulfilled": 3}

ENDED = ("delisted", "revoked", "expired")  # what an entry that is over says of itself
# Words of one row that say whether it is shown, the mildest first.
_GRAVER = (
    "public", "normal", "active", "other", "restricted", "disputed", "closed", "expired", "delisted", "revoked",
)  # fmt: skip
UNDECIDED = "来源数据有不一致的版本, 核实前按较轻的一版展示"


def version(of: Kind, plain: Plain) -> str:
    """The date that decides between versions, in ISO form: the sender's update, else the record's own date."""
    return str(plain.get("source_updated") or plain.get(of.dated) or "")


def burden(record: Any) -> tuple[Any, ...]:
    """How heavy a version weighs on its subject: the lightest of several sorts first."""
    money = (getattr(record, "fine_wan", None), getattr(record, "confiscated_wan", None))
    ends = [e for n in ("display_until", "list_until") if (e := getattr(record, n, None))]
    decided = getattr(record, "decided_on", None)
    return (
        not _is_over(record),
        _rank(SEVERITY, getattr(record, "severity", "")),
        _WEIGHT.get(getattr(record, "fulfilment", ""), -1),
        sum((m for m in money if m is not None), Decimal(0)),
        len(getattr(record, "penalty_kinds", ())),
        min(ends).isoformat() if ends else "9999",
        decided.isoformat() if decided else "",
    )


def graver(one: str, other: str) -> str:
    """Of two words by which one row says whether it is shown the graver, of two ISO days on which it ends the earlier.

    >>> graver("closed", "public"), graver("2026-10-01", "2027-10-01")
    ('closed', '2026-10-01')
    """
    return max(one, other, key=_GRAVER.index) if one in _GRAVER else min(one, other)


def has_ended(record: Any, as_of: date) -> bool:
    """Whether a version says that its source has ended the record by a day: left, revoked or expired."""
    left = getattr(record, "delisted_on", None)
    return (
        (left is not None and left <= as_of)
        or getattr(record, "list_status", "") in ENDED
        or getattr(record, "source_status", "") == "revoked"
    )


def is_open(record: Any) -> bool:
    """Whether its source lets the public see a record; one that says nothing of it may be seen."""
    return (getattr(record, "openness", "") or "public") == "public"


def _is_over(record: Any) -> bool:
    """Whether a version says that nothing may be shown: left, revoked, closed, or a person's."""
    return (
        has_ended(record, date.max)
        or not is_open(record)
        or getattr(record, "entity_kind", "") == "natural_person"
    )


def _rank(words: Vocabulary, term: str) -> int:
    return words.ids().index(term) if term in words.ids() else -1
