"""Natural persons: withheld everywhere, but for the entries of a list that may show them, which are veiled here.

What leaves this module for other tables holds the masked name only, so that no reader of the ledger can say more.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import as_plain, from_plain
from creditsite.model.kept import dumps
from creditsite.model.kinds import KINDS
from creditsite.model.persons import PREFIX, is_person_id, shown_person, veiled
from creditsite.model.records import Listing
from creditsite.model.text import normal_form

NUMBERLESS = "自然人条目没有主体编号和文书号, 不归集: 请填文书号或本单位自编的编号, 不得用证件号码"
# In compact JSON nothing else reads like this: a quotation mark inside a text has a backslash before it.
_SAYS_PERSON = '"entity_kind":"natural_person"'
_TWO = "同一主体编号有不同的自然人姓名, 均不公示: 请核对编号"
# Ids of persons stand between these two in the order of ids.
FIRST, AFTER = PREFIX, PREFIX[:-1] + chr(ord(PREFIX[-1]) + 1)
NOT_PERSONS = f"({{0}} IS NULL OR {{0}} < '{FIRST}' OR {{0}} >= '{AFTER}')"

_ENTRIES = (
    "SELECT key, subject_key, dated, place, payload, rowid FROM record"
    " WHERE kind = 'listings' AND outcome <> 'withheld' AND subject_key >= '#' AND subject_key < '$'"
    " AND json_extract(payload, '$.entity_kind') = 'natural_person'"
    " AND (subject_key, dated, key) > (?, ?, ?) ORDER BY subject_key, dated, key LIMIT 500"
)
# Whom rows are about that the intake withheld.
_WITHHELD = (
    "SELECT subject_key FROM row INDEXED BY row_key"
    f" WHERE kind IN ({', '.join(repr(kind.name) for kind in KINDS)}) AND outcome = 'withheld'"
)
# No row about a person is ruled on unseen.
_FIND = (
    "DROP TABLE IF EXISTS temp.natural",
    "CREATE TEMP TABLE natural (subject_key TEXT PRIMARY KEY) WITHOUT ROWID",
    "INSERT INTO temp.natural SELECT subject_key FROM temp.ruled CROSS JOIN row ON row.id = ruled.row"
    f" WHERE instr(row.payload, '{_SAYS_PERSON}') UNION {_WITHHELD}",
    "DELETE FROM temp.natural WHERE subject_key = ''",
)


def may_be_shown(values: Mapping[str, Any], site: Site) -> bool:
    """Whether an entry of a list is that of a person whom the list may show."""
    allowed = site.person_rule(values.get("list_kind", "")) is not None
    return allowed and values.get("entity_kind") == "natural_person"


def withhold(ledger: Ledger, site: Site) -> Iterator[Fault]:
    """Who is a natural person in any row is one in all of them, and is withheld but for what a list may show."""
    db = ledger.db
    allowed = [rule.list_kind for rule in site.persons]
    for statement in _FIND:
        db.execute(statement)
    db.execute(
        "UPDATE record SET outcome = 'withheld', exit_until = '' WHERE outcome IN ('published', 'not_shown')"
        " AND subject_key IN temp.natural"
        f" AND NOT (kind = 'listings' AND list_kind IN ({', '.join('?' for _ in allowed)})"
        "  AND subject_key >= '#' AND subject_key < '$'"
        "  AND json_extract(payload, '$.entity_kind') = 'natural_person')",
        allowed,
    )
    if allowed:
        yield from _veil(db)


def _veil(db: sqlite3.Connection) -> Iterator[Fault]:
    """Masks the entries that may be shown; one number with two names shows neither. No exit is announced."""
    names: dict[str, str] = {}  # of one subject at a time
    for _, subject_key, _, place, payload, at in _entries(db):
        record = from_plain(Listing, json.loads(payload))
        if subject_key not in names:
            names = {subject_key: record.subject_name}
        if normal_form(names[subject_key]) != normal_form(record.subject_name):
            yield Fault(Place.told(place), _TWO, level="warning")
            names[subject_key] = ""
        db.execute(
            "UPDATE record SET payload = ?, exit_until = '' WHERE rowid = ?",
            (dumps(as_plain(veiled(record))), at),
        )
        db.execute(
            "INSERT OR REPLACE INTO person VALUES (?, ?)", (subject_key, names[subject_key].strip())
        )
    db.execute(
        "UPDATE record SET outcome = 'withheld' WHERE outcome IN ('published', 'not_shown')"
        " AND subject_key IN (SELECT subject_key FROM person WHERE full_name = '')"
    )


def _entries(db: sqlite3.Connection) -> Iterator[tuple[str, ...]]:
    """The entries that may be shown, page by page: they are changed on the way."""
    last = ("", "", "")
    while page := db.execute(_ENTRIES, last).fetchall():
        yield from page
        key, subject_key, dated, *_ = page[-1]
        last = (subject_key, dated, key)


_SHOWN = """
SELECT p.subject_key, p.full_name FROM person p WHERE p.full_name <> ''
   AND EXISTS (SELECT 1 FROM record r WHERE r.subject_key = p.subject_key AND r.outcome = 'published')
   AND p.subject_key NOT IN (SELECT subject_key FROM whole_subject) AND :of IN ('', p.subject_key)
 ORDER BY p.subject_key
"""


def make(db: sqlite3.Connection, token: Callable[[], str], of: str = "") -> None:
    """A subject per person with something on display, or the one named by its key; ids are random and kept."""
    for key, name in db.execute(_SHOWN, {"of": of}):
        person = shown_person(name)
        values = {
            "id": _id(db, key, token),
            "key": key,
            "name": person.subject_name,
            "entity_kind": person.entity_kind,
            "payload": dumps(as_plain(person)),
        }
        db.execute(
            "INSERT INTO subject (id, key, name, region_code, entity_kind, roles, standing, level, level_scheme,"
            " payload, names) VALUES (:id, :key, :name, '', :entity_kind, '', '', '', '', :payload, '[]')",
            values,
        )


def _id(db: sqlite3.Connection, key: str, token: Callable[[], str]) -> str:
    found = db.execute("SELECT id FROM subject_id WHERE key = ?", (key,)).fetchone()
    if found and is_person_id(found[0]):
        return str(found[0])
    fresh = PREFIX + token()
    db.execute("INSERT OR REPLACE INTO subject_id VALUES (?, ?)", (key, fresh))
    return fresh


def full_name(ledger: Ledger, subject_id: str) -> str:
    """The name by which a person may be asked for: for the look-up and the gates, and no page; else empty."""
    if not is_person_id(subject_id):
        return ""
    found = ledger.db.execute(
        "SELECT p.full_name FROM subject s JOIN person p ON p.subject_key = s.key WHERE s.id = ?",
        (subject_id,),
    ).fetchone()
    return str(found[0]) if found else ""


def person_names(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Every person on display: (id, full name)."""
    yield from ledger.db.execute(
        "SELECT s.id, p.full_name FROM subject s JOIN person p ON p.subject_key = s.key"
        " WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
        (FIRST, AFTER),
    )


def person_count(ledger: Ledger) -> int:
    """How many natural persons have a page."""
    return int(
        ledger.db.execute(
            "SELECT COUNT(*) FROM subject WHERE id >= ? AND id < ?", (FIRST, AFTER)
        ).fetchone()[0]
    )


# Whoever had a page has a row in the open data for good, and a page under its code where it was given no id.
_SHOWN_ONCE = f"""
SELECT id FROM subject_id WHERE id >= '{FIRST}' AND id < '{AFTER}'
UNION SELECT COALESCE(given.id, subject_key) FROM ({{}}) JOIN subject_row once ON once.key = subject_key
  LEFT JOIN subject_id given ON given.key = subject_key
EXCEPT SELECT id FROM subject ORDER BY 1
"""


def persons_gone(ledger: Ledger) -> Iterator[str]:
    """Ids under which natural persons were shown and are no more, whatever the reason: of those who stood on a list
    that might show them, and of those who were taken for enterprises.
    """
    settled = ledger.db.execute("SELECT 1 FROM balance LIMIT 1").fetchone()
    withheld = _WITHHELD if settled else "SELECT '' AS subject_key"
    yield from (str(one) for (one,) in ledger.db.execute(_SHOWN_ONCE.format(withheld)))
