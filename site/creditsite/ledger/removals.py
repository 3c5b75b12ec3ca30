"""Removals and objections: what is held back for good, and what is marked as disputed."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from creditsite.ledger.aliases import code_of
from creditsite.ledger.store import Ledger
from creditsite.model.codes import subject_key
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import from_plain
from creditsite.model.kinds import kind as kind_of
from creditsite.model.persons import person_no
from creditsite.model.records import Objection, Removal
from creditsite.model.rows import Outcome
from creditsite.model.text import number_form

SIGN = "␟"  # stands in tables for the sign between the parts of a key
_POINTLESS = (
    "没有指明要处理的记录: 请填信息ID, 或有文书号的信息类别、原决定文书号和统一社会信用代码"
)
_FUTURE = "决定日期在发布日之后, 到期前不生效: 请核对日期"
_ANSWER_TO_COME = "答复日期在发布日之后, 到期前仍标注异议: 请核对日期"
_NOT_A_RECORD = "异议针对主体登记信息, 不撤下任何记录: 请来源单位更正主体表"


def apply(db: sqlite3.Connection, as_of: date) -> list[Fault]:
    """Enters every removal and upheld objection into the suppression list, and every open objection as a dispute."""
    faults: list[Fault] = []
    for kind, record_class in (("removals", Removal), ("objections", Objection)):
        rows = db.execute(
            "SELECT key, id, file, sheet, line, payload FROM row WHERE kind = ? AND outcome IS NULL"
            " ORDER BY key, version DESC, substance, payload, file, sheet, line",
            (kind,),
        ).fetchall()
        for _, versions in groupby(rows, key=lambda row: row[0]):
            orders = [(from_plain(record_class, json.loads(row[5])), row) for row in versions]
            orders.sort(
                key=lambda pair: _newest(pair[0], as_of), reverse=True
            )  # keeps the order of equals
            for number, (order, (_, row_id, file, sheet, line, _)) in enumerate(orders):
                place = Place(file, sheet, line)
                outcome, why = (
                    (Outcome.DUPLICATE, "") if number else _apply_one(db, order, place, as_of)
                )
                db.execute("UPDATE row SET outcome = ? WHERE id = ?", (outcome, row_id))
                if why:
                    level = "error" if outcome == Outcome.SET_ASIDE else "warning"
                    faults.append(Fault(place, why, level=level))
    return faults


def _newest(order: Any, as_of: date) -> str:
    """By which of several rows of one case the newest is known; a day to come is wrong and decides nothing."""
    if isinstance(order, Removal):
        return ""
    days = (order.answered_on, order.flagged_on, order.received_on)
    return str(next((day for day in days if day and day <= as_of), ""))


def _apply_one(
    db: sqlite3.Connection, order: Any, place: Place, as_of: date
) -> tuple[Outcome, str]:
    """What one row does; its own outcome; a sentence where it does not do what its sender must expect."""
    if isinstance(order, Removal):
        return _remove(db, order, order.reason_code, order.decided_on, place, as_of)
    if order.target_kind == "subjects":
        return Outcome.NOT_SHOWN, _NOT_A_RECORD
    to_come = order.answered_on is not None and order.answered_on > as_of
    upheld = order.outcome == "upheld" or (order.state == "upheld" and not order.outcome)
    if upheld and not to_come:
        answered = order.answered_on or order.received_on
        return _remove(db, order, "objection", answered, place, as_of)
    flagged = order.flagged_on or order.received_on
    is_open = to_come or (order.state in ("received", "verifying") and not order.answered_on)
    if not is_open or flagged is None:
        return Outcome.NOT_SHOWN, ""
    suppress = _suppress(db, order)
    if not suppress:
        return Outcome.SET_ASIDE, _POINTLESS
    _ask(db, suppress, "", place)
    if flagged <= as_of:
        db.execute("INSERT OR IGNORE INTO dispute VALUES (?, ?)", (suppress, str(flagged)))
    return Outcome.PUBLISHED, _ANSWER_TO_COME if to_come else ""


def _remove(
    db: sqlite3.Connection,
    order: Any,
    reason: str,
    removed_on: date | None,
    place: Place,
    as_of: date,
) -> tuple[Outcome, str]:
    if removed_on is None or removed_on > as_of:
        return Outcome.NOT_SHOWN, _FUTURE
    if order.target_kind == "subjects":
        held, key = "whole_subject", _subject(db, order)
        _ask(db, "", key, place)
    else:
        held, key = "removed", _suppress(db, order)
        _ask(db, key, "", place)
    if not key:
        return Outcome.SET_ASIDE, _POINTLESS
    db.execute(
        f"INSERT INTO {held} VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET removed_on = MIN(removed_on, excluded.removed_on)",
        (key, reason, str(removed_on), str(as_of)),
    )
    return Outcome.PUBLISHED, ""


def _ask(db: sqlite3.Connection, suppress: str, subject: str, place: Place) -> None:
    db.execute("INSERT INTO asked VALUES (?, ?, ?)", (suppress, subject, str(place)))


def missed(db: sqlite3.Connection) -> Iterator[Fault]:
    """A warning for every order of this load that points at nothing the ledger has ever seen."""
    rows = db.execute(
        "SELECT place FROM asked a WHERE (suppress <> ''"
        " AND NOT EXISTS (SELECT 1 FROM record_id i WHERE i.suppress = a.suppress)"
        " AND suppress NOT IN (SELECT suppress FROM record WHERE suppress IN (SELECT suppress FROM asked)))"
        " OR (subject_key <> '' AND NOT EXISTS (SELECT 1 FROM record r WHERE r.subject_key = a.subject_key))"
        " ORDER BY place"
    )
    for (place,) in rows.fetchall():
        message = "没有找到它所指的记录, 已登记, 以后收到也不会公示: 请核对信息类别、文书号和代码"
        yield Fault(Place.told(place), message, level="warning")


def hold_subjects(db: sqlite3.Connection, of: str = "") -> None:
    """Holds back each record of a subject removed as a whole, or of the one of this key: each gets its tombstone."""
    db.execute(
        "INSERT OR IGNORE INTO removed SELECT r.suppress, w.reason_code, w.removed_on, w.known_on"
        " FROM whole_subject w CROSS JOIN record r ON r.subject_key = w.subject_key WHERE r.kind <> 'subjects'"
        " AND :of IN ('', w.subject_key)",
        {"of": of},
    )


def _subject(db: sqlite3.Connection, order: Any) -> str:
    """The subject that an order names by its public id, code or number."""
    found = db.execute("SELECT key FROM subject_id WHERE id = ?", (order.target_id,)).fetchone()
    key = found[0] if found else subject_key(order.target_id or order.uscc, order.subject_no)
    return code_of(db, key or "")


def _suppress(db: sqlite3.Connection, order: Any) -> str:
    """The key under which the record that an order names is held back, whoever sends it again."""
    found = db.execute("SELECT suppress FROM record_id WHERE id = ?", (order.target_id,)).fetchone()
    if found:
        return str(found[0])
    kept = getattr(order, "record_key", "").split(SIGN)
    if kept[0] == order.target_kind:  # of a ledger that was lost
        return "\x1f".join((*kept[:-1], code_of(db, kept[-1])))
    no = order.subject_no
    if order.target_kind == "listings" and not subject_key(order.uscc, no) and order.subject_name:
        no = person_no(order.subject_name, order.document_no)  # nobody else is known by a name
    key = code_of(db, subject_key(order.uscc, no) or "")
    number = number_form(order.document_no) if kind_of(order.target_kind).document else ""
    return "\x1f".join((order.target_kind, number, key)) if number and key else ""


def key_of_record(ledger: Ledger, record_id: str) -> str:
    """What an order keeps to name the record even after the ledger is lost; empty where no record had this id."""
    found = ledger.db.execute(
        "SELECT suppress FROM record_id WHERE id = ?", (record_id,)
    ).fetchone()
    return str(found[0]).replace("\x1f", SIGN) if found else ""


def number_of_subject(ledger: Ledger, subject_id: str) -> str:
    """The office's number of a subject that was given this random id; empty where none was."""
    found = ledger.db.execute("SELECT key FROM subject_id WHERE id = ?", (subject_id,)).fetchone()
    return str(found[0]).removeprefix("#") if found else ""
