"""Removals and objections: what is held back for good, and what is marked as disputed."""

import json
import sqlite3
from datetime import date
from typing import Any

from creditsite.model.codes import subject_key
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import from_plain
from creditsite.model.records import Objection, Removal
from creditsite.model.rows import Outcome
from creditsite.model.text import normal_form


def apply(db: sqlite3.Connection, as_of: date) -> list[Fault]:
    """Enters every removal and upheld objection into the suppression list, and every open objection as a dispute."""
    faults: list[Fault] = []
    for kind in ("removals", "objections"):
        rows = db.execute(
            "SELECT id, file, sheet, line, payload FROM row WHERE kind = ? AND outcome IS NULL"
            " ORDER BY key, version DESC, substance, file, sheet, line",
            (kind,),
        ).fetchall()
        for row_id, file, sheet, line, payload in rows:
            order = from_plain(Removal if kind == "removals" else Objection, json.loads(payload))
            outcome, fault = _apply_one(db, order, as_of)
            db.execute("UPDATE row SET outcome = ? WHERE id = ?", (outcome, row_id))
            if fault:
                faults.append(Fault(Place(file, sheet, line), fault))
    return faults


def _apply_one(db: sqlite3.Connection, order: Any, as_of: date) -> tuple[Outcome, str]:
    """What one row does; its own outcome; a sentence where it points at nothing that can be held back."""
    if isinstance(order, Removal):
        return _remove(db, order, order.reason_code, order.decided_on, as_of)
    if order.state == "upheld" or order.outcome == "upheld":
        return _remove(db, order, "objection", order.answered_on or order.received_on, as_of)
    flagged = order.flagged_on or order.received_on
    if order.state not in ("received", "verifying") or order.answered_on or flagged is None:
        return Outcome.NOT_SHOWN, ""
    suppress = _suppress(db, order)
    if not suppress:
        return Outcome.SET_ASIDE, _POINTLESS
    if flagged <= as_of:
        db.execute("INSERT OR IGNORE INTO dispute VALUES (?, ?)", (suppress, str(flagged)))
    return Outcome.PUBLISHED, ""


_POINTLESS = "没有指明要处理的记录: 请填信息ID, 或原决定文书号和统一社会信用代码"


def _remove(
    db: sqlite3.Connection, order: Any, reason: str, removed_on: date | None, as_of: date
) -> tuple[Outcome, str]:
    if removed_on is None or removed_on > as_of:
        return Outcome.NOT_SHOWN, ""
    if order.target_kind == "subjects":
        key = _subject(db, order)
        if not key:
            return Outcome.SET_ASIDE, _POINTLESS
        db.execute(
            "INSERT OR IGNORE INTO whole_subject VALUES (?, ?, ?)", (key, reason, str(removed_on))
        )
        return Outcome.PUBLISHED, ""
    suppress = _suppress(db, order)
    if not suppress:
        return Outcome.SET_ASIDE, _POINTLESS
    db.execute(
        "INSERT OR IGNORE INTO removed VALUES (?, ?, ?)", (suppress, reason, str(removed_on))
    )
    return Outcome.PUBLISHED, ""


def _subject(db: sqlite3.Connection, order: Any) -> str:
    """The subject that an order names by its public id, code or number."""
    found = db.execute("SELECT key FROM subject_id WHERE id = ?", (order.target_id,)).fetchone()
    if found:
        return str(found[0])
    return subject_key(order.target_id or order.uscc, order.subject_no) or ""


def _suppress(db: sqlite3.Connection, order: Any) -> str:
    """The key under which the record that an order names is held back, whoever sends it again."""
    if order.target_id:
        found = db.execute(
            "SELECT suppress FROM record_id WHERE id = ?", (order.target_id,)
        ).fetchone()
        return str(found[0]) if found else ""
    key = subject_key(order.uscc, order.subject_no)
    number = normal_form(order.document_no)
    return f"{order.target_kind}\x1f{number}\x1f{key}" if number and key else ""
