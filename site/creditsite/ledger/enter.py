"""Entering a load: every delivered row once; what the last load left is replaced, file by file."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice
from sqlite3 import Connection
from typing import Any

from creditsite.ledger.aliases import restore
from creditsite.ledger.store import Ledger, transaction
from creditsite.model.faults import Fault, Place
from creditsite.model.rows import PARTS, Delivery, Lot, Row

_COLUMNS = "INSERT INTO row (file, sheet, kind, line, key, subject_key, suppress, version, substance, told, payload"
_ROW = f"{_COLUMNS}, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _records(count: int) -> str:
    """Inserts so many records of a sheet: its file, its name and their kind come first."""
    parts = [f"?{number}" for number in range(4, 4 + count * PARTS)]
    each = (", ".join(parts[at : at + PARTS]) for at in range(0, len(parts), PARTS))
    return f"{_COLUMNS}) VALUES {', '.join(f'(?1, ?2, ?3, {one})' for one in each)}"


_TOGETHER = 8  # records that are inserted by one statement
_RECORD, _RECORDS = _records(1), _records(_TOGETHER)
_FAULT = "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_FAULTS = "SELECT level, sheet, line, header, message, value FROM fault WHERE file = ? ORDER BY seq"
_BATCH = 4  # lots of some hundred rows, or rows with something to tell
Tell = Callable[[Fault], None]


def enter(ledger: Ledger, deliveries: Iterable[Delivery], tell: Tell) -> int:
    """All rows of a load, in place of those of the last one; how many there are.

    A file with an unchanged digest is not read again: its rows stay, and what was wrong with it is told again.
    """
    db = ledger.db
    with transaction(db):
        restore(db)
        db.execute("DROP INDEX IF EXISTS row_key")  # made anew where rows are settled
        known: dict[str, str] = dict(db.execute("SELECT file, digest FROM source"))
        if not known:
            db.execute("DELETE FROM row")
            db.execute("DELETE FROM fault")
        for one in deliveries:
            if known.pop(one.file, None) == one.digest:
                for fault in _told(db, one.file):
                    tell(fault)
            else:
                _forget(db, one.file)
                _read(db, one, tell)
        for file in known:
            _forget(db, file)
        return int(db.execute("SELECT COALESCE(SUM(last - first), 0) FROM source").fetchone()[0])


def _forget(db: Connection, file: str) -> None:
    found = db.execute(
        "DELETE FROM source WHERE file = ? RETURNING first, last", (file,)
    ).fetchall()
    for first, last in found:
        db.execute("DELETE FROM row WHERE id >= ? AND id < ?", (first, last))
        db.execute("DELETE FROM fault WHERE file = ?", (file,))


def _read(db: Connection, one: Delivery, tell: Tell) -> None:
    """The rows of a file in one range of ids; a file that was refused, in part or whole, is read again next time."""
    first = last = db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM row").fetchone()[0]
    numbers, refused = count(), False
    items = iter(one.rows())
    while batch := list(islice(items, _BATCH)):
        faults = list(_faults(batch))
        last += sum(_insert(db, item) for item in batch)
        db.executemany(_FAULT, (_columns(one.file, next(numbers), f) for f in faults))
        refused = refused or any(fault.level == "refused" for fault in faults)
        for fault in faults:
            tell(fault)
    digest = "" if refused else one.digest
    db.execute("INSERT INTO source VALUES (?, ?, ?, ?)", (one.file, digest, first, last))


def _faults(items: Iterable[Row | Lot | Fault]) -> Iterator[Fault]:
    for item in items:
        if isinstance(item, Row):
            yield from item.faults
        elif isinstance(item, Fault):
            yield item


def _insert(db: Connection, item: Row | Lot | Fault) -> int:
    """Enters each row in an item; how many there are."""
    if isinstance(item, Lot):
        return _insert_lot(db, item)
    if isinstance(item, Fault):
        return 0
    columns = (item.place.file, item.place.sheet, item.kind, item.place.row)
    kept = item.kept or ("", item.withheld_key, "", "", "", "", "")
    return db.execute(_ROW, (*columns, *kept, item.outcome)).rowcount


def _insert_lot(db: Connection, lot: Lot) -> int:
    sheet, parts, step = (lot.file, lot.sheet, lot.kind), lot.parts, _TOGETHER * PARTS
    whole = len(parts) - len(parts) % step
    many = ((*sheet, *parts[at : at + step]) for at in range(0, whole, step))
    rest = ((*sheet, *parts[at : at + PARTS]) for at in range(whole, len(parts), PARTS))
    db.executemany(_RECORDS, many)
    db.executemany(_RECORD, rest)
    return len(parts) // PARTS


def _columns(file: str, number: int, fault: Fault) -> tuple[Any, ...]:
    place = fault.place
    return (
        file,
        number,
        fault.level,
        place.sheet,
        place.row,
        place.column,
        fault.message,
        fault.value,
    )


def _told(db: Connection, file: str) -> Iterator[Fault]:
    for level, sheet, line, header, message, value in db.execute(_FAULTS, (file,)):
        yield Fault(Place(file, sheet, line, header), message, value, level)
