"""Two versions of one record: what makes them equal, which is newer, and which is milder where neither is."""

from decimal import Decimal
from typing import Any

from creditsite.model.kinds import Kind
from creditsite.model.vocabulary import FULFILMENT, SEVERITY, Vocabulary

# Who sent a row and when says nothing about what it states.
NO_SUBSTANCE = frozenset({"source_unit", "source_unit_code", "source_updated", "remark"})

UNDECIDED = "来源数据有不一致的版本, 核实前按较轻的一版展示"


def version(of: Kind, record: Any) -> str:
    """The date that decides between versions, in ISO form: the sender's update, else the record's own date."""
    newest = getattr(record, "source_updated", None) or getattr(record, of.dated)
    return str(newest or "")


def burden(record: Any) -> tuple[Any, ...]:
    """How heavy a version weighs on its subject: the lightest of several sorts first."""
    money = (getattr(record, "fine_wan", None), getattr(record, "confiscated_wan", None))
    end = getattr(record, "display_until", None) or getattr(record, "list_until", None)
    return (
        _rank(SEVERITY, getattr(record, "severity", "")),
        _rank(FULFILMENT, getattr(record, "fulfilment", "")),
        sum((m for m in money if m is not None), Decimal(0)),
        len(getattr(record, "penalty_kinds", ())),
        end.isoformat() if end else "9999",
    )


def _rank(words: Vocabulary, term: str) -> int:
    return words.ids().index(term) if term in words.ids() else -1
