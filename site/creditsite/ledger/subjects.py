"""Subjects: who has a page, under which id and names, and what the page's first line says."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from creditsite.ledger import persons
from creditsite.ledger.schema import on_display
from creditsite.model.codes import is_valid
from creditsite.model.fields import as_plain
from creditsite.model.kept import dumps
from creditsite.model.persons import is_person_id
from creditsite.model.records import Subject
from creditsite.model.text import normal_form

_BEGIN = (
    "DROP TABLE IF EXISTS temp.plain",
    "DROP TABLE IF EXISTS temp.described",
    "CREATE TEMP TABLE plain (key TEXT PRIMARY KEY, said TEXT, at INTEGER) WITHOUT ROWID",
    "CREATE TEMP TABLE described (key TEXT PRIMARY KEY) WITHOUT ROWID",
)
# Subjects with a code and a row of their own that says what they are; and the name as it must stand in other records.
_PLAIN = """
INSERT INTO temp.plain
SELECT key, '"subject_name":' || json_quote(json_extract(payload, '$.subject_name')), rowid FROM record r
 WHERE kind = 'subjects' AND outcome NOT IN ('withheld', 'removed') AND key = subject_key AND key NOT GLOB '#*'
   AND json_extract(payload, '$.entity_kind') <> 'natural_person'
   AND key NOT IN (SELECT subject_key FROM whole_subject)
   AND key NOT IN (SELECT key FROM row WHERE kind = 'subjects' AND outcome = 'duplicate')
 ORDER BY key
"""
# All others, and those that something on display calls by another name.
_DESCRIBED = f"""
INSERT OR IGNORE INTO temp.described SELECT r.subject_key FROM record r LEFT JOIN temp.plain p ON p.key = r.subject_key
 WHERE r.subject_key <> '' AND ({on_display("r")} OR r.kind = 'subjects')
   AND (p.key IS NULL OR instr(r.payload, p.said) = 0)
"""
_PLAINLY = """
INSERT INTO subject (id, key, name, region_code, entity_kind, roles, standing, level, level_scheme, payload, names)
SELECT p.key, p.key, {told}, '', '', '', r.payload, '[]'
  FROM temp.plain p CROSS JOIN record r ON r.rowid = p.at WHERE p.key NOT IN (SELECT key FROM temp.described)
 ORDER BY p.key
"""
_ENTER_PLAIN = _PLAINLY.format(
    told="json_extract(payload, '$.subject_name'), COALESCE(json_extract(payload, '$.region_code'), ''),"
    " json_extract(payload, '$.entity_kind'),"
    """ COALESCE(replace(trim(json_extract(payload, '$.roles'), '[]"'), '","', ' '), '')"""
)
_ENTER_PASSING = _PLAINLY.format(told="'', '', '', ''")  # nobody asks for more than who has a page
# A subject has a page if it is in the subjects table, or if something about it is on display.
_OF_SUBJECTS = f"""
SELECT r.subject_key, r.kind, r.key, r.dated, r.outcome, {on_display("r")}, r.payload
  FROM temp.described d CROSS JOIN record r ON r.subject_key = d.key
 WHERE ({on_display("r")} OR r.kind = 'subjects')
   AND r.subject_key NOT IN (SELECT subject_key FROM whole_subject)
 ORDER BY r.subject_key
"""
_ENTER = (
    "INSERT INTO subject (id, key, name, region_code, entity_kind, roles, standing, level, level_scheme,"
    " payload, names) VALUES (?, ?, ?, ?, ?, ?, '', '', '', ?, ?)"
)
# Names that other rows of the subjects table gave to a code, in the order of codes.
_EARLIER = """
SELECT key, json_extract(payload, '$.subject_name'), version FROM row
 WHERE kind = 'subjects' AND outcome = 'duplicate' AND key IN (SELECT key FROM temp.described)
 ORDER BY key, version DESC, substance
"""


_PAGELESS = (
    "DROP TABLE IF EXISTS temp.pageless",
    "CREATE TEMP TABLE pageless (key TEXT PRIMARY KEY) WITHOUT ROWID",
    "INSERT INTO temp.pageless"
    " SELECT subject_key FROM record WHERE subject_key <> '' EXCEPT SELECT key FROM subject",
)


_Row = tuple[Any, ...]  # as `_OF_SUBJECTS` gives it
_BY_KEY, _BY_DATE = itemgetter(1, 2), itemgetter(3)


def describe(db: sqlite3.Connection) -> None:
    """Notes who is told apart by a row of its own alone, and of whom all records must be read."""
    for statement in (*_BEGIN, _PLAIN, _DESCRIBED):
        db.execute(statement)


def make(db: sqlite3.Connection, token: Callable[[], str], *, drawn: bool) -> None:
    """One row per subject that was described and has a page, and the id of the subject on each of its records."""
    db.execute(_ENTER_PLAIN if drawn else _ENTER_PASSING)
    db.executemany(_ENTER, _rows(db, token))
    if drawn:
        _give_row_ids(db, token)
    persons.make(db, token)  # whose rows are in no open data
    for statement in _PAGELESS:
        db.execute(statement)
    # A code is the id of its subject, if the subject has a page; a number is none.
    db.execute("UPDATE record SET subject_id = NULL WHERE subject_key IN temp.pageless")
    db.execute(
        "UPDATE record SET subject_id = (SELECT id FROM subject WHERE key = record.subject_key)"
        " WHERE subject_key >= '#' AND subject_key < '$'"
    )
    if db.execute("SELECT 1 FROM temp.pageless LIMIT 1").fetchone():
        db.execute(  # a platform that has no page any more is no trace in the shops of others
            "UPDATE record SET payload = json_remove(payload, '$.platform_code') WHERE kind = 'shops'"
            " AND json_extract(payload, '$.platform_code') IN temp.pageless"
        )


def make_again(db: sqlite3.Connection, key: str, token: Callable[[], str]) -> None:
    """The same of one subject of which something was taken down."""
    db.execute("DELETE FROM subject WHERE key = ?", (key,))
    for statement in _BEGIN:
        db.execute(statement)
    db.execute("INSERT INTO temp.described VALUES (?)", (key,))
    db.executemany(_ENTER, _rows(db, token))
    persons.make(db, token, key)
    db.execute(
        "UPDATE record SET subject_id = (SELECT id FROM subject WHERE key = :key) WHERE subject_key = :key",
        {"key": key},
    )
    db.execute(
        "UPDATE record SET payload = json_remove(payload, '$.platform_code') WHERE kind = 'shops'"
        " AND json_extract(payload, '$.platform_code') = :key AND NOT EXISTS (SELECT 1 FROM subject WHERE key = :key)",
        {"key": key},
    )


def forget_platforms(db: sqlite3.Connection) -> None:
    """Takes the name of a platform that was removed as a whole from the shops of others, who stay."""
    if not db.execute("SELECT 1 FROM whole_subject LIMIT 1").fetchone():
        return
    db.execute(
        "UPDATE record SET payload = json_remove(payload, '$.platform_name', '$.source_unit')"
        " WHERE kind = 'shops' AND json_extract(payload, '$.platform_code') IN (SELECT subject_key FROM whole_subject)"
    )


def _give_row_ids(db: sqlite3.Connection, token: Callable[[], str]) -> None:
    """Each subject's row of the open data gets an id that says nothing: a copy is told by it that the row is gone."""
    last = ""
    while new := db.execute(
        "SELECT key FROM subject WHERE key > ? AND key NOT IN (SELECT key FROM subject_row)"
        " ORDER BY key LIMIT 10000",
        (last,),
    ).fetchall():
        db.executemany(
            "INSERT INTO subject_row VALUES (?, ?)", [(key, f"row{token()}") for (key,) in new]
        )
        last = new[-1][0]


def _rows(db: sqlite3.Connection, token: Callable[[], str]) -> Iterator[tuple[str, ...]]:
    """The subjects of whom all records must be read."""
    found = groupby(db.execute(_OF_SUBJECTS), key=itemgetter(0))
    earlier = groupby(db.execute(_EARLIER), key=itemgetter(0))
    for key, group, before in _beside(found, earlier):
        records = list(group)
        own = next((one for one in records if one[1] == "subjects" and one[4] != "set_aside"), None)
        if own and own[4] in ("withheld", "removed"):
            continue
        shown = [one for one in records if one is not own and one[5]]
        if own is None and not shown:
            continue
        name, region, kind, roles, payload = _described(key, own, shown)
        if kind == "natural_person":
            continue
        others = _other_names(name, _names(name, shown, before))
        yield (
            _id(db, key, token), key, name, region, kind, roles, payload, dumps(others) if others else "[]"
        )  # fmt: skip


_Described = tuple[str, str, str, str, str]  # name, region, legal form, roles, all of it as JSON


def _described(key: str, own: _Row | None, shown: list[_Row]) -> _Described:
    """What is said of a subject by its row of the subjects table, or by its records."""
    sent = sorted(shown, key=_BY_KEY) if own is None else []
    sent.sort(key=_BY_DATE, reverse=True)
    subject = json.loads(own[6]) if own else _implied(key, [json.loads(one[6]) for one in sent])
    told = own[6] if own and "entity_kind" in subject else ""
    subject.setdefault("entity_kind", _kind_by_code(key))
    roles = " ".join(subject.get("roles", ()))
    region, kind = subject.get("region_code", ""), subject["entity_kind"]
    return subject["subject_name"], region, kind, roles, told or dumps(subject)


def _beside(
    groups: Iterable[tuple[str, Iterator[Any]]], others: Iterator[tuple[str, Iterator[Any]]]
) -> Iterator[tuple[str, Iterator[Any], list[Any]]]:
    """Each group with what `others` has under the same key; both in the order of keys."""
    at, rows = next(others, ("", iter(())))
    for key, group in groups:
        while at and at < key:
            at, rows = next(others, ("", iter(())))
        yield key, group, list(rows) if at == key else []


def _names(name: str, shown: list[_Row], earlier: list[Any]) -> Iterator[tuple[str, str]]:
    """The names in the records of a subject, and in other rows of the subjects table, each with its date."""
    same = f'"subject_name":{dumps(name)}'  # in compact JSON no text reads like it
    if others := [one for one in shown if same not in one[6]]:
        others.sort(key=_BY_KEY)
        others.sort(key=_BY_DATE, reverse=True)
    for *_, dated, _, _, payload in others:
        if other := json.loads(payload).get("subject_name"):
            yield other, dated
    for _, other, dated in earlier:
        yield other, dated


def _implied(key: str, sent: list[dict[str, Any]]) -> dict[str, Any]:
    """A subject that no subjects row describes: known by its valid code from the records alone."""
    kind = next((k for one in sent if (k := one.get("entity_kind"))), "") or _kind_by_code(key)
    name = sent[0]["subject_name"]
    return as_plain(Subject(subject_name=name, uscc=key, entity_kind=kind, region_code=key[2:8]))


def _kind_by_code(key: str) -> str:
    """The legal form where no row states it: codes of sole traders begin with 92, no code means a website or app."""
    if key.startswith("#"):
        return "digital"
    return "sole_trader" if key.startswith("92") else "organization"


def _other_names(name: str, sent: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Other names under the same code, each with the newest date it was sent."""
    others = []
    seen = set[str]()
    for other, dated in sent:
        seen = seen or {normal_form(name)}
        if normal_form(other) not in seen:
            seen.add(normal_form(other))
            others.append((other, dated))
    return others


def _id(db: sqlite3.Connection, key: str, token: Callable[[], str]) -> str:
    """The code, or for a subject without one a random id that is given once and kept."""
    if is_valid(key):
        return key
    found = db.execute("SELECT id FROM subject_id WHERE key = ?", (key,)).fetchone()
    if found and not is_person_id(found[0]):
        return str(found[0])
    fresh = f"sub{token()}"
    db.execute("INSERT OR REPLACE INTO subject_id VALUES (?, ?)", (key, fresh))
    return fresh
