"""Subjects that were known by the office's own number and have a code now: what was held back of one is of the other.

Every key of a record ends with the key of its subject; where that is a number for which the subjects table states a
code, the code takes its place.
"""

import json
import sqlite3
from collections.abc import Iterator

from creditsite.model.codes import subject_key
from creditsite.model.faults import Fault, Place

_SEVERAL = "同一主体编号登记了不同的统一社会信用代码, 只填编号的记录不归集: 请核对"
_END = "replace({0}, rtrim({0}, replace({0}, char(31), '')), '')"  # what stands after the last \x1f
_RENEWED = "substr({0}, 1, length({0}) - length(a.number)) || a.code"


def join(db: sqlite3.Connection) -> Iterator[Fault]:
    """Gives rows, ids, removals and ends of display under a number to the code; a number of two codes joins nothing.

    What is held back is held back for each of the codes all the same.
    """
    db.execute("DELETE FROM alias")
    db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", _stated(db))
    if not db.execute("SELECT 1 FROM alias LIMIT 1").fetchone():
        return
    _hold_back(db)
    several = db.execute(
        "SELECT number, MIN(place) FROM alias GROUP BY number HAVING COUNT(DISTINCT code) > 1"
        " ORDER BY number"
    ).fetchall()
    for number, place in several:
        db.execute("DELETE FROM alias WHERE number = ?", (number,))
        yield Fault(Place.told(place), _SEVERAL, level="warning")
    db.execute(
        "INSERT INTO renewed SELECT t.id, t.key, t.subject_key, t.suppress FROM row t"
        " JOIN alias a ON a.number = t.subject_key"
    )
    _renew(db, "row", ("key", "suppress"), "t.subject_key")
    db.execute(
        "UPDATE row AS t SET subject_key = a.code FROM alias a WHERE a.number = t.subject_key"
    )
    if db.execute("SELECT 1 FROM alias a JOIN subject_id i ON i.key = a.number LIMIT 1").fetchone():
        _renew(db, "record_id", ("key", "suppress"), _END.format("t.key"))


def restore(db: sqlite3.Connection) -> None:
    """Rows as they were entered: the subjects table may state something else today."""
    if not db.execute("SELECT 1 FROM renewed LIMIT 1").fetchone():
        return
    db.execute(
        "UPDATE row SET key = r.key, subject_key = r.subject_key, suppress = r.suppress"
        " FROM renewed r WHERE r.id = row.id"
    )
    db.execute("DELETE FROM renewed")


def _stated(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """The numbers that rows of the subjects table state beside a code, and where."""
    rows = db.execute(
        "SELECT payload, file, sheet, line FROM row WHERE kind = 'subjects' AND instr(payload, '\"subject_no\":')"
        " ORDER BY file, sheet, line"
    )
    for payload, *place in rows:
        plain = json.loads(payload)
        code, number = subject_key(plain.get("uscc", ""), ""), subject_key("", plain["subject_no"])
        if code and number:
            yield number, code, str(Place(*place))


def code_of(db: sqlite3.Connection, key: str) -> str:
    """The key of a subject, its code where the number has one."""
    found = db.execute("SELECT code FROM alias WHERE number = ?", (key,)).fetchone()
    return str(found[0]) if found else key


def _hold_back(db: sqlite3.Connection) -> None:
    db.execute(
        f"INSERT OR IGNORE INTO removed SELECT {_RENEWED.format('t.suppress')}, t.reason_code, t.removed_on,"
        f" t.known_on FROM removed t JOIN alias a ON a.number = {_END.format('t.suppress')}"
    )
    db.execute(
        "INSERT OR IGNORE INTO whole_subject SELECT a.code, t.reason_code, t.removed_on, t.known_on"
        " FROM whole_subject t JOIN alias a ON a.number = t.subject_key"
    )
    db.execute(
        f"INSERT INTO display_end SELECT {_RENEWED.format('t.suppress')}, t.list_kind, MIN(t.until)"
        f" FROM display_end t JOIN alias a ON a.number = {_END.format('t.suppress')} GROUP BY 1, 2"
        " ON CONFLICT (suppress, list_kind) DO UPDATE SET until = MIN(until, excluded.until)"
    )


def _renew(db: sqlite3.Connection, table: str, keys: tuple[str, ...], number: str) -> None:
    renewed = ", ".join(f"{key} = {_RENEWED.format(f't.{key}')}" for key in keys)
    db.execute(
        f"UPDATE OR IGNORE {table} AS t SET {renewed} FROM alias a WHERE a.number = {number}"
    )
