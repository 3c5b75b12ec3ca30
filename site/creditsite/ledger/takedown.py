"""Taking down: one record or one subject leaves the ledger's display at once, without a load.

Only what hangs on it is settled again. The next load settles everything from the rows and comes to the same, but for
what a removal lets appear, such as a red entry that a black one contradicted: that waits for the load.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from creditsite.ledger import (
    alphabet,
    differing,
    removals,
    subjects,
    summary,
    totals,
    traces,
    unname,
    withhold,
)
from creditsite.ledger.aliases import code_of
from creditsite.ledger.schema import on_display
from creditsite.ledger.store import Ledger, look_for, transaction
from creditsite.model.codes import subject_key
from creditsite.model.config import Site
from creditsite.model.records import Removal


@dataclass(frozen=True, slots=True)
class Taken:
    """What is off display now: whose files change, and how what speaks of it is known."""

    subjects: tuple[str, ...]  # ids of those whose own files change or go
    kinds: tuple[str, ...]  # of records that left or are told differently
    records: tuple[str, ...]  # opaque ids that left
    touched: tuple[str, ...]  # opaque ids of records of which something changed
    marks: tuple[str, ...]  # ids, names and numbers: a file that may speak of it holds one of them
    texts: tuple[str, ...]  # those of them that no file may hold any more


_Record = tuple[str, str, str, str]  # kind, key, id, payload
_WATCH = """
CREATE TEMP TRIGGER watch AFTER UPDATE OF payload, outcome ON main.record
WHEN old.payload <> new.payload OR old.outcome <> new.outcome
BEGIN INSERT INTO told_anew VALUES (new.kind, new.key, new.record_id, new.subject_id, old.outcome, new.outcome); END
"""


def take_down(
    ledger: Ledger, site: Site, order: Removal, as_of: date, today: date, token: Callable[[], str]
) -> Taken | None:
    """Carries out an order on what is on display as it was settled for a day; nothing where that is not there."""
    db = ledger.db
    key = _key(ledger, order)
    if not key:
        return None
    with transaction(db):
        before, was = _shown(ledger, key), _subject(ledger, key)
        db.execute("CREATE TEMP TABLE told_anew (kind, key, record_id, subject_id, was, outcome)")
        db.execute(_WATCH)
        whole = order.target_kind == "subjects"
        differing.forget(db)
        _hold(ledger, order, key, today)
        withhold.finished_rectifications(ledger, site)
        traces.blank(db, key)
        if whole:
            subjects.forget_platforms(db)
            unname.unname(db, key)
        subjects.make_again(db, key, token)
        now = _subject(ledger, key)
        anew = db.execute(
            "SELECT DISTINCT kind, subject_id, record_id FROM temp.told_anew"
        ).fetchall()
        for change in db.execute(
            "SELECT kind, key, was, outcome FROM temp.told_anew WHERE was <> outcome ORDER BY rowid"
        ).fetchall():
            totals.rebalance(db, *change)
        db.execute("DROP TRIGGER temp.watch")
        db.execute("DROP TABLE temp.told_anew")
        changed = {one for one in (was.id, now.id, *(of for _, of, _ in anew)) if one}
        alphabet.make(db, site, sorted(changed))
        summary.summarise(ledger, site, as_of, sorted(changed))
        staying = {one[2] for one in _shown(ledger, key)}
        left = [one for one in before if one[2] not in staying]
        marks, texts = _told(ledger, left, was if not now.id else _NOBODY)
    ids = tuple(one[2] for one in left)
    return Taken(
        subjects=tuple(sorted(changed)),
        kinds=tuple(sorted({kind for kind, _, _ in anew})),
        records=ids,
        touched=tuple(sorted({one for _, _, one in anew})),
        marks=tuple(sorted({*marks, *ids, *changed})),
        texts=tuple(sorted(texts)),
    )


def _key(ledger: Ledger, order: Removal) -> str:
    """The key of the subject that the order is about, if something of it is there."""
    db = ledger.db
    if order.target_kind != "subjects":
        found = db.execute(
            "SELECT subject_key FROM record WHERE record_id = ?", (order.target_id,)
        ).fetchone()
        return str(found[0]) if found else ""
    found = db.execute("SELECT key FROM subject_id WHERE id = ?", (order.target_id,)).fetchone()
    key = found[0] if found else subject_key(order.target_id or order.uscc, order.subject_no)
    there = db.execute(
        "SELECT subject_key FROM record WHERE subject_key = ?", (code_of(db, key or ""),)
    ).fetchone()
    return str(there[0]) if there else ""


def _hold(ledger: Ledger, order: Removal, key: str, today: date) -> None:
    """Enters the order for good, and takes what it is about off display."""
    db, held = ledger.db, (order.reason_code, str(today), str(today))
    if order.target_kind == "subjects":
        db.execute("INSERT OR IGNORE INTO whole_subject VALUES (?, ?, ?, ?)", (key, *held))
        removals.hold_subjects(db, key)
        off = "subject_key = :key"
    else:
        db.execute(
            "INSERT OR IGNORE INTO removed SELECT suppress, ?, ?, ? FROM record_id WHERE id = ?",
            (*held, order.target_id),
        )
        off = (
            "(kind, key) IN (SELECT kind, key FROM record_id WHERE suppress ="
            " (SELECT suppress FROM record_id WHERE id = :record))"
        )
    db.execute(
        f"UPDATE record SET outcome = 'removed', exit_until = '' WHERE {off}",
        {"key": key, "record": order.target_id},
    )


def _shown(ledger: Ledger, key: str) -> list[_Record]:
    return ledger.db.execute(
        "SELECT kind, key, record_id, payload FROM record WHERE subject_key = ? AND kind <> 'subjects'"
        f" AND {on_display()} ORDER BY kind, key",
        (key,),
    ).fetchall()


class _Subject(NamedTuple):
    """A subject as pages call it; empty where it has none."""

    id: str
    name: str
    payload: str
    names: str
    full_name: str  # of a natural person


_NOBODY = _Subject("", "", "{}", "[]", "")


def _subject(ledger: Ledger, key: str) -> _Subject:
    found = ledger.db.execute(
        "SELECT s.id, s.name, s.payload, s.names, COALESCE(p.full_name, '') FROM subject s"
        " LEFT JOIN person p ON p.subject_key = s.key WHERE s.key = ?",
        (key,),
    ).fetchone()
    return _Subject(*found) if found else _NOBODY


def _told(ledger: Ledger, left: list[_Record], gone: _Subject) -> tuple[set[str], set[str]]:
    """By what files that may speak of it are known, and what of that is nobody else's."""
    db, marks, texts = ledger.db, set[str](), set[str]()
    for kind, _, _, payload in left:
        for field, text in traces.numbers_of(kind, json.loads(payload)):
            marks.add(text)
            same = db.execute(
                f"SELECT 1 FROM record WHERE kind = ? AND {on_display()} AND json_extract(payload, '$.{field}') = ?"
                " LIMIT 1",
                (kind, text),
            )
            if not same.fetchone():
                texts.add(text)
    said = json.loads(gone.payload)
    lists = (said.get(field, ()) for field in ("aliases", "former_names", "sites"))
    names = {
        gone.name,
        gone.full_name,
        *(name for name, _ in json.loads(gone.names)),
        *chain(*lists),
    }
    told = {one for one in names if len(one) >= traces.TELLS}
    own = told - _of_others(ledger, told)
    return marks | told, texts | own | ({gone.id} - {""})


def _of_others(ledger: Ledger, names: set[str]) -> set[str]:
    """Those names that are part of one that may be shown."""
    db, found = ledger.db, set[str]()
    if not names:
        return found
    look_for(db, names)
    for (called,) in db.execute(
        "SELECT payload || names FROM subject WHERE speaks(payload || names)"
    ):
        found |= {name for name in names if name in called}
    for (payload,) in db.execute(
        f"SELECT payload FROM record WHERE {on_display()} AND speaks(payload)"
    ):
        known = json.loads(payload)
        found |= {name for name in names - found if name in payload and traces.is_body(name, known)}
    return found
