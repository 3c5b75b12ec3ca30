"""Settling a load: what becomes of every row, decided by the rules of the model and nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from creditsite.ledger import aliases, duties, persons, removals, subjects, summary, withhold
from creditsite.ledger.schema import INDEXES
from creditsite.ledger.store import Ledger, transaction
from creditsite.ledger.traces import blank, cites
from creditsite.model.config import Site
from creditsite.model.conflict import UNDECIDED, burden
from creditsite.model.display import Verdict, capped, is_adverse, verdict
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import as_plain, from_plain
from creditsite.model.kept import dumps
from creditsite.model.kinds import KINDS, Kind, dated_on
from creditsite.model.records import Rectification
from creditsite.model.rows import Outcome
from creditsite.model.stages import staged
from creditsite.model.text import normal_form

# Subjects first: their rows say which numbers of subjects without a code exist, and who is a person.
_ROWS = """
SELECT r.id, r.file, r.sheet, r.line, r.key, r.subject_key, r.suppress, r.version, r.substance, r.payload,
       removed.suppress IS NOT NULL OR whole.subject_key IS NOT NULL, dispute.since,
       ended.until, r.kind <> 'subjects' AND r.subject_key LIKE '#%' AND declared.key IS NULL
  FROM row r
  LEFT JOIN removed ON removed.suppress = r.suppress
  LEFT JOIN whole_subject whole ON whole.subject_key = r.subject_key
  LEFT JOIN dispute ON dispute.suppress = r.suppress
  LEFT JOIN display_end ended ON ended.suppress = r.suppress
   AND ended.list_kind = COALESCE(json_extract(r.payload, '$.list_kind'), '')
  LEFT JOIN record declared ON declared.kind = 'subjects' AND declared.key = r.subject_key
 WHERE r.kind = ? AND r.outcome IS NULL
 ORDER BY r.key, r.version DESC, r.substance, r.payload, r.file, r.sheet, r.line
"""


class _Version(NamedTuple):
    """One delivered version of a record, as `_ROWS` gives it."""

    row: int
    file: str
    sheet: str
    line: int
    key: str
    subject_key: str
    suppress: str
    version: str
    substance: str
    payload: str
    removed: int
    disputed_on: str | None
    ended: str | None
    undeclared: int


def settle(ledger: Ledger, site: Site, as_of: date, token: Callable[[], str]) -> tuple[Fault, ...]:
    """Gives every row its outcome, every record and subject its id; returns what an operator must know.

    `token` gives 24 random characters of `a-z2-7` a call: ids are never derived from the data.
    """
    db = ledger.db
    faults: list[Fault] = []
    with transaction(db):
        aliases.restore(db)
        # What was settled is settled anew; rows without a record were decided where they were read.
        db.execute("UPDATE row SET outcome = NULL WHERE outcome IS NOT NULL AND payload <> ''")
        for name in INDEXES:
            db.execute(f"DROP INDEX IF EXISTS {name}")
        db.execute(f"CREATE INDEX row_key ON {INDEXES['row_key']}")
        for table in ("record", "subject", "person", "dispute", "asked", "citing"):
            db.execute(f"DELETE FROM {table}")
        faults += aliases.join(db)
        faults += removals.apply(db, as_of)
        for kind in KINDS:
            if kind.name not in ("removals", "objections"):
                faults += _settle_kind(ledger, kind, site, as_of)
        db.execute(f"CREATE INDEX record_subject_key ON {INDEXES['record_subject_key']}")
        faults += persons.withhold(ledger, site)
        faults += withhold.contradicted(ledger, site)
        withhold.finished_rectifications(ledger, site)
        removals.hold_subjects(db)
        blank(db)
        withhold.ended(ledger, as_of)
        faults += removals.missed(db)
        _give_record_ids(ledger, token)
        subjects.forget_platforms(db)
        subjects.make(db, token)
        for name, what in INDEXES.items():
            db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {what}")
        summary.summarise(ledger, site, as_of)
        faults += duties.due(ledger, site, as_of)
    db.execute("ANALYZE")
    return tuple(faults)


def _settle_kind(ledger: Ledger, kind: Kind, site: Site, as_of: date) -> list[Fault]:
    faults: list[Fault] = []
    cursor = ledger.db.execute(_ROWS, (kind.name,))
    versions = map(_Version._make, iter(cursor))
    for _, group in groupby(versions, key=lambda v: _same(kind, v)):
        rows = list(group)
        chosen, mark = _chosen(kind, rows, as_of)
        others = [(Outcome.DUPLICATE, row.row) for row in rows if row.row != chosen.row]
        ledger.db.executemany("UPDATE row SET outcome = ? WHERE id = ?", others)
        place = Place(chosen.file, chosen.sheet, chosen.line)
        if kind.name == "subjects" and len({_name(row) for row in rows}) > 1:
            message = "同一代码有不同名称, 已并列为曾用名: 请核对"
            faults.append(Fault(place, message, level="warning"))
        if mark:
            faults.append(Fault(place, f"{mark}; 请来源单位核对后重报", level="warning"))
        if kind.joins and (why := _unattached(chosen, kind, site)):
            ledger.db.execute(
                "UPDATE row SET outcome = ? WHERE id = ?", (Outcome.SET_ASIDE, chosen.row)
            )
            faults.append(Fault(place, why))
            continue
        record = from_plain(kind.record_class, json.loads(chosen.payload))
        payload = chosen.payload
        if isinstance(record, Rectification):  # told by the stage that its dates give today
            record, counted = staged(record, as_of)
            payload, mark = dumps(as_plain(record)), mark or counted
        earlier = _earlier_end(kind, record, chosen, site)
        found = capped(verdict(kind.name, record, site, as_of), earlier, as_of)
        if found.problem:
            faults.append(Fault(place, found.problem, level="warning"))
        columns = _columns(
            kind, record, chosen._replace(payload=payload), found, mark, earlier, site, as_of
        )
        ledger.db.execute(_INSERT, columns)
        if Outcome.PUBLISHED in columns or columns[_EXIT_UNTIL]:
            cited = ((*one, kind.name, chosen.key) for one in cites(kind, record))
            ledger.db.executemany("INSERT OR IGNORE INTO citing VALUES (?, ?, ?, ?)", cited)
    return faults


def _name(row: _Version) -> str:
    return normal_form(json.loads(row.payload)["subject_name"])


def _same(kind: Kind, row: _Version) -> str | int:
    """What rows of one record share; rows that belong to nobody are each their own."""
    return row.key if row.subject_key or not kind.joins else row.row


def _earlier_end(kind: Kind, record: Any, row: _Version, site: Site) -> date | None:
    """The end of display that was published before, for records that the display clock rules."""
    if not row.ended or not is_adverse(kind.name, record, site):
        return None
    return date.fromisoformat(row.ended)


_EXIT_UNTIL = 12  # its place among the columns
_INSERT = (
    "INSERT INTO record (kind, key, subject_key, suppress, list_kind, dated, substance, publish_until,"
    " until_because, repair_from, disputed_on, mark, exit_until, outcome, place, payload)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _columns(
    kind: Kind,
    record: Any,
    row: _Version,
    found: Verdict,
    mark: str,
    earlier: date | None,
    site: Site,
    as_of: date,
) -> tuple[Any, ...]:
    exit_until = "" if row.removed else _exit_until(kind, record, earlier, site, as_of)
    return (
        kind.name, row.key, row.subject_key, row.suppress, getattr(record, "list_kind", ""),
        str(dated_on(kind, record) or ""), row.substance, str(found.until or ""), found.because,
        str(found.repair_from or ""), _disputed_on(kind, record, row), mark, exit_until,
        _outcome(record, row, found),
        str(Place(row.file, row.sheet, row.line)), row.payload,
    )  # fmt: skip


def _chosen(kind: Kind, rows: list[_Version], as_of: date) -> tuple[_Version, str]:
    """The version to show, never by file order: the newest; among equally new ones that differ, the mildest.

    A version from the future is wrong about its date, so it is no newer and no older than the newest one.
    """
    past = max((row.version for row in rows if row.version <= str(as_of)), default="")
    newest = [row for row in rows if row.version >= past]
    if len({row.substance for row in newest}) == 1:
        return newest[0], ""
    loads = [(from_plain(kind.record_class, json.loads(row.payload)), row) for row in newest]
    mildest = min(loads, key=lambda pair: (burden(pair[0]), pair[1].substance))
    return mildest[1], UNDECIDED


def _unattached(row: _Version, kind: Kind, site: Site) -> str:
    if kind.name == "listings" and persons.may_be_shown(json.loads(row.payload), site):
        return "" if row.subject_key.startswith("#") else persons.NUMBERLESS
    if not row.subject_key:
        return (
            "没有有效的统一社会信用代码, 不归集到任何主体: 请来源单位补报代码, 名称相同不能作为依据"
        )
    if row.undeclared:
        return "主体编号在主体表中没有登记: 请先在 subjects 表中登记这一主体"
    return ""


def _disputed_on(kind: Kind, record: Any, row: _Version) -> str:
    """Since when the record is under objection: by the objections table, else as its own source says."""
    stated = (getattr(record, "source_status", ""), getattr(record, "list_status", ""))
    if row.disputed_on or "disputed" not in stated:
        return row.disputed_on or ""
    return str(record.source_updated or dated_on(kind, record) or "")


def _outcome(record: Any, row: _Version, found: Verdict) -> Outcome:
    if row.removed:
        return Outcome.REMOVED
    if getattr(record, "openness", "public") != "public":
        return Outcome.NOT_SHOWN
    return Outcome.PUBLISHED if found.shown else Outcome.NOT_SHOWN


def _exit_until(kind: Kind, record: Any, earlier: date | None, site: Site, as_of: date) -> str:
    """Until when an exit from a list is announced; empty where none is.

    Who was not shown on the eve of leaving is not named for leaving.
    """
    if kind.name != "listings" or record.delisted_on is None or record.delisted_on > as_of:
        return ""
    definition = site.list_definition(record.list_kind)
    if definition is None or record.list_status == "revoked":
        return ""
    eve = record.delisted_on - timedelta(days=1)
    still_listed = replace(record, delisted_on=None, list_status="")
    if not capped(verdict(kind.name, still_listed, site, eve), earlier, eve).shown:
        return ""
    until = record.delisted_on + timedelta(days=definition.exit_notice_days)
    return str(until) if as_of < until else ""


_BATCH = 10_000
_NEW = """
SELECT r.kind, r.key, r.suppress FROM record r LEFT JOIN record_id i ON i.kind = r.kind AND i.key = r.key
 WHERE (r.kind, r.key) > (?, ?) AND i.id IS NULL ORDER BY r.kind, r.key LIMIT ?
"""


def _give_record_ids(ledger: Ledger, token: Callable[[], str]) -> None:
    """Every record gets an id once, for good, in an order that does not depend on files."""
    db = ledger.db
    last = ("", "")
    while new := db.execute(_NEW, (*last, _BATCH)).fetchall():
        db.executemany(
            "INSERT INTO record_id (kind, key, id, suppress) VALUES (?, ?, ?, ?)",
            [(kind, key, f"rec{token()}", suppress) for kind, key, suppress in new],
        )
        last = new[-1][:2]
    db.execute(
        "UPDATE record SET record_id ="
        " (SELECT id FROM record_id i WHERE i.kind = record.kind AND i.key = record.key)"
    )
