"""Takes the names of subjects that were removed as a whole out of what the records of others say of them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from creditsite.ledger.schema import on_display
from creditsite.ledger.store import look_for
from creditsite.ledger.traces import TELLS, is_body
from creditsite.model.kept import dumps

NAMELESS = "〔名称略〕"
OMITTED = "所提主体已不再公示, 名称从略"

_GOING = "CREATE TEMP TABLE going (subject_key TEXT PRIMARY KEY) WITHOUT ROWID"
_WHOLE = "INSERT INTO going SELECT subject_key FROM whole_subject WHERE :key IN ('', subject_key)"
# Of whom nothing may be shown any more, nor a row of the subjects table: most often their only record has ended.
_PAGELESS = f"""
INSERT INTO going SELECT one FROM (SELECT DISTINCT subject_key AS one FROM record WHERE subject_key > '')
 WHERE one NOT IN (SELECT subject_key FROM whole_subject)
   AND NOT EXISTS (SELECT 1 FROM record r WHERE r.subject_key = one AND ({on_display("r")}
                   OR (r.kind = 'subjects' AND r.outcome NOT IN ('withheld', 'removed'))))
"""
_GONE = """
SELECT json_extract(payload, '$.subject_name') AS n FROM record WHERE subject_key IN going
UNION
SELECT each.value FROM record, json_each(record.payload, '$.' || field.value) each,
       json_each('["aliases", "former_names"]') field
 WHERE record.kind = 'subjects' AND record.subject_key IN going
UNION
SELECT subject_key FROM going WHERE subject_key NOT LIKE '#%'
"""
# In both widths of brackets, the longest first: a name may hold another.
_FORMS = f"""
INSERT INTO going_name (name)
WITH named AS (SELECT n FROM ({_GONE}) WHERE LENGTH(n) >= {TELLS})
SELECT n FROM (
 SELECT n FROM named UNION SELECT REPLACE(REPLACE(n, '(', '（'), ')', '）') FROM named
 UNION SELECT REPLACE(REPLACE(n, '（', '('), '）', ')') FROM named
) ORDER BY LENGTH(n) DESC, n
"""
_STAYING = (
    f"INSERT INTO speaking SELECT rowid FROM record WHERE {on_display()}"
    " AND subject_key NOT IN (SELECT subject_key FROM whole_subject) AND speaks(payload)"
)
_PAGE = (
    "SELECT r.rowid, r.mark, r.payload FROM temp.speaking s JOIN record r ON r.rowid = s.at WHERE s.at > ?"
    " ORDER BY s.at LIMIT 500"
)
_NAMES = "SELECT name FROM temp.going_name WHERE at > ? AND at <= ?"
_AT_ONCE = 20_000  # names that records are looked through for at a time
_OWN = ("subject_name", "aliases", "former_names")  # what a record calls its own subject
Speaking = tuple[int, str, str]  # the row of a record, its mark and what it says


def unname(db: sqlite3.Connection, key: str = "") -> None:
    """A body that was removed is named no more; in texts its name and code give way to a sign, and the record says so.

    A name that is also (a part of) the name of somebody who stays is left where it is: it betrays nobody. With the key
    of a subject, its names alone are looked for.
    """
    _leave_out(db, _gone(db, _WHOLE, key), bodies=False)


def unname_pageless(db: sqlite3.Connection) -> None:
    """The same of those who have no page any more, since all that was to be said of them has ended.

    Where they act, as who rates, sells or decides, they stay named: that says nothing of what has ended.
    """
    _leave_out(db, _gone(db, _PAGELESS), bodies=True)


def _leave_out(db: sqlite3.Connection, names: Iterable[list[str]], *, bodies: bool) -> None:
    for some in names:
        db.execute("CREATE TEMP TABLE speaking (at INTEGER PRIMARY KEY)")
        look_for(db, some)
        db.execute(_STAYING)
        held = set[str]()
        for _, _, payload in _speaking(db):
            own = [json.dumps(json.loads(payload).get(one, ""), ensure_ascii=False) for one in _OWN]
            held |= {name for name in some if any(name in called for called in own)}
            if bodies and any(name in payload for name in some):
                values = json.loads(payload)
                held |= {name for name in some if name in payload and is_body(name, values)}
        leaving = [name for name in some if name not in held]
        for row, mark, payload in _speaking(db):
            if any(name in payload for name in leaving):
                db.execute(
                    "UPDATE record SET payload = ?, mark = ? WHERE rowid = ?",
                    (*_told_without(payload, mark, leaving), row),
                )
        db.execute("DROP TABLE temp.speaking")


def _speaking(db: sqlite3.Connection) -> Iterator[Speaking]:
    """The records that were found to hold a name, page by page: they may be changed on the way."""
    last = 0
    while page := db.execute(_PAGE, (last,)).fetchall():
        yield from page
        last = page[-1][0]


def _told_without(payload: str, mark: str, names: list[str]) -> tuple[str, str]:
    """What a record says without the names, and its mark."""
    for name in names:
        if name in payload:
            said = {
                field: _without(value, name)
                for field, value in json.loads(payload).items()
                if value != name
            }
            mark = mark or (OMITTED if NAMELESS in str(said) else "")
            payload = dumps(said)
    return payload, mark


def _gone(db: sqlite3.Connection, going: str, key: str = "") -> Iterator[list[str]]:
    """Every name and code of subjects that are going, in both widths of brackets, the longest first."""
    db.execute("DROP TABLE IF EXISTS temp.going")
    db.execute(_GOING)
    db.execute(going, {"key": key} if going == _WHOLE else {})
    if not db.execute("SELECT 1 FROM going LIMIT 1").fetchone():
        return
    db.execute("DROP TABLE IF EXISTS temp.going_name")
    db.execute("CREATE TEMP TABLE going_name (at INTEGER PRIMARY KEY, name TEXT)")
    db.execute(_FORMS)
    last = 0
    while some := db.execute(_NAMES, (last, last + _AT_ONCE)).fetchall():  # they may be many
        yield [name for (name,) in some]
        last += _AT_ONCE


def _without(value: object, name: str) -> object:
    if isinstance(value, str):
        return value.replace(name, NAMELESS)
    if isinstance(value, list):
        return [_without(one, name) for one in value if one != name]
    return value
