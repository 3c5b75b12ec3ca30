"""Entering a load: every delivered row once, with its keys; what the last load left is replaced."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from creditsite.ledger.store import Ledger, transaction
from creditsite.model.codes import subject_key
from creditsite.model.conflict import NO_SUBSTANCE, version
from creditsite.model.fields import as_plain
from creditsite.model.kinds import Kind, kind, natural_key, suppression_key
from creditsite.model.records import Subject
from creditsite.model.rows import Row

_INSERT = (
    "INSERT INTO row (file, sheet, line, kind, key, subject_key, suppress, version, substance, payload, outcome)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def enter(ledger: Ledger, rows: Iterable[Row]) -> None:
    """All rows of a load, in place of those of the last one."""
    with transaction(ledger.db):
        ledger.db.execute("DELETE FROM row")
        ledger.db.execute("DELETE FROM alias")
        ledger.db.executemany(_INSERT, _values(rows, ledger))


def _values(rows: Iterable[Row], ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if isinstance(row.record, Subject) and row.record.subject_no:
            _note_alias(ledger, row.record, str(row.place))
        place = (row.place.file, row.place.sheet, row.place.row, row.kind)
        if row.record is None:
            yield (*place, "", row.withheld_key, "", "", "", "", row.outcome)
        else:
            yield (*place, *_keys(kind(row.kind), row.record), row.outcome)


def _note_alias(ledger: Ledger, subject: Subject, place: str) -> None:
    code, number = subject_key(subject.uscc, ""), subject_key("", subject.subject_no)
    if code and number:
        ledger.db.execute("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", (number, code, place))


def _keys(of: Kind, record: Any) -> tuple[str, str, str, str, str, str]:
    plain = as_plain(record)
    substance = dumps({name: value for name, value in plain.items() if name not in NO_SUBSTANCE})
    return (
        natural_key(of, record),
        (subject_key(record.uscc, record.subject_no) or "") if hasattr(record, "uscc") else "",
        suppression_key(of, record) if of.joins else "",
        version(of, record),
        digest(substance),
        dumps(plain),
    )


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    """JSON as the ledger keeps it: compact, readable, always the same for the same value."""
    return _ENCODER.encode(value)


def digest(text: str) -> str:
    """A short name for a text: equal texts have equal digests."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
