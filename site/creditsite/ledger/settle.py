"""Settling a load: what becomes of every row, decided by the rules of the model and nothing else."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple

from creditsite.ledger import (
    aliases,
    alphabet,
    covering,
    differing,
    duties,
    misnamed,
    persons,
    removals,
    rulings,
    subjects,
    summary,
    totals,
    withhold,
)
from creditsite.ledger.judge import Judge
from creditsite.ledger.schema import (
    ID_INDEXES,
    INDEXES,
    PASSING_INDEXES,
    PASSING_RECORD,
    SUBJECT,
)
from creditsite.ledger.store import Ledger, transaction
from creditsite.ledger.traces import blank
from creditsite.ledger.unname import unname, unname_pageless
from creditsite.model.citing import cites
from creditsite.model.config import Site
from creditsite.model.conflict import UNDECIDED, burden, has_ended
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import from_plain, loose
from creditsite.model.kept import digest
from creditsite.model.kinds import KINDS, Kind
from creditsite.model.rows import Outcome
from creditsite.model.text import normal_form

_DECIDED = tuple(kind for kind in KINDS if kind.name not in ("removals", "objections"))
_BATCH = 2_000
_KEY = attrgetter("key")
_Values = tuple[Any, ...]
_ROWS = """
SELECT r.id, r.file, r.sheet, r.line, r.key, r.subject_key, r.suppress, r.version, r.substance, r.payload,
       removed.suppress IS NOT NULL OR whole.subject_key IS NOT NULL,
       CASE WHEN r.subject_key LIKE '#%' THEN NOT EXISTS (
        SELECT 1 FROM row d WHERE d.kind = 'subjects' AND d.key = r.subject_key AND d.outcome IS NULL) END
  FROM temp.careful c CROSS JOIN row r ON r.id = c.row
  LEFT JOIN removed ON removed.suppress = r.suppress
  LEFT JOIN whole_subject whole ON whole.subject_key = r.subject_key
 WHERE c.kind = ? AND r.outcome IS NULL
 ORDER BY r.key
"""


class _Version(NamedTuple):
    """One delivered version of a record that must be looked at, as `_ROWS` gives it."""

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
    undeclared: int | None


def settle(
    ledger: Ledger,
    site: Site,
    as_of: date,
    token: Callable[[], str],
    tell: Callable[[Fault], object],
    *,
    drawn: bool = True,
    hand: str = "",
    each: alphabet.Each = map,
) -> None:
    """Gives every row its outcome, every record and subject its id; tells what an operator must know.

    `token` gives 24 random characters of `a-z2-7` a call: ids are never derived from the data. Where nothing will be
    drawn of it, standing, order of names and whatever else pages alone need may be left out. `hand` is the digest of
    the program: while it and the site's settings stay, a subject of whom nothing differs keeps its summary. `each` may
    have other processes do what it maps.
    """
    db = ledger.db

    def tell_all(faults: Iterable[Fault]) -> None:
        for fault in faults:
            tell(fault)

    def make_again(key: str) -> None:
        withhold.finished_rectifications(ledger, site)
        subjects.make_again(db, key, token)

    with transaction(db):
        aliases.restore(db)
        beside = _begin(db, site, hand, drawn=drawn)
        tell_all(aliases.join(db))
        tell_all(removals.apply(db, as_of))
        judge = Judge(db, site, as_of)
        rulings.begin(db, judge)
        tell_all(chain.from_iterable(_look(judge, kind) for kind in _DECIDED))
        if drawn:
            _enter(db, token)
        else:
            rulings.enter_passing(db)
        db.execute(f"CREATE INDEX record_subject_key ON {INDEXES['record_subject_key']}")
        tell_all(persons.withhold(ledger, site))
        tell_all(withhold.contradicted(ledger, site))
        withhold.finished_rectifications(ledger, site)
        removals.hold_subjects(db)
        blank(db, keyed=drawn)
        withhold.ended(ledger, as_of, drawn=drawn)
        tell_all(removals.missed(db))
        subjects.forget_platforms(db)
        unname(db)
        subjects.describe(db)
        tell_all(misnamed.set_aside(db))
        if drawn:
            unname_pageless(db)
        subjects.make(db, token, drawn=drawn)
        if beside:
            differing.compare(db)
        if drawn:
            tell_all(covering.cover(ledger, make_again, beside=beside))
        of = differing.bring_in(db, as_of) if beside else None
        for name in INDEXES if drawn else ():
            db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {INDEXES[name]}")
        if drawn:
            alphabet.make(db, site, of, each)
            summary.summarise(ledger, site, as_of, of)
            differing.note_day(db, as_of)
        tell_all(duties.due(ledger, site, as_of))
        totals.balance_up(db, drawn=drawn)
    if drawn:
        # As good as all, and does not grow with the city.
        db.execute("PRAGMA analysis_limit = 2000")
        db.execute("ANALYZE")


def _begin(db: sqlite3.Connection, site: Site, hand: str, *, drawn: bool) -> bool:
    """What was settled is settled anew; rows without a record were decided where they were read.

    Whether that is done in tables that stand before those of the ledger.
    """
    if db.execute("SELECT 1 FROM balance LIMIT 1").fetchone():  # else nothing ever was
        db.execute("UPDATE row SET outcome = NULL WHERE outcome IS NOT NULL AND payload <> ''")
    db.execute("DROP INDEX IF EXISTS row_key")
    db.execute(f"CREATE INDEX row_key ON {(INDEXES if drawn else PASSING_INDEXES)['row_key']}")
    for table in ("person", "dispute", "asked", "citing"):
        db.execute(f"DELETE FROM {table}")
    if drawn:
        return differing.begin(db, digest(f"{hand} {site!r}") if hand else "")
    for table, made in (("record", PASSING_RECORD), ("subject", SUBJECT)):
        db.execute(f"DROP TABLE {table}")
        db.execute(f"CREATE TABLE {made}")
    return False


def _enter(db: sqlite3.Connection, token: Callable[[], str]) -> None:
    """Every row that is still open becomes a record."""
    known = db.execute("SELECT 1 FROM record_id LIMIT 1").fetchone()
    for name in () if known else ID_INDEXES:  # made more quickly than kept
        db.execute(f"DROP INDEX {name}")
    db.create_function("token", 0, token)
    rulings.enter(db, sorted(kind.name for kind in _DECIDED))
    for name in () if known else ID_INDEXES:
        db.execute(ID_INDEXES[name])


def _look(judge: Judge, kind: Kind) -> Iterator[Fault]:
    """Decides each row of a kind that must be looked at: what it comes to, or why to nothing."""
    db = judge.db
    versions = map(_Version._make, db.execute(_ROWS, (kind.name,)))
    groups = (list(group) for _, group in groupby(versions, key=_KEY))
    while batch := list(islice(groups, _BATCH)):
        decided, ruled, cited = (list[_Values]() for _ in range(3))
        for rows in chain.from_iterable(_apart(kind, group) for group in batch):
            chosen, mark = rows[0], ""
            if len(rows) > 1:
                among = _ended(kind, rows, judge.as_of)
                chosen, mark = _chosen(kind, among or rows, judge.as_of)
                decided += [(Outcome.DUPLICATE, row.row) for row in rows if row.row != chosen.row]
                yield from _doubts(kind, rows, chosen, mark)
            place = Place(chosen.file, chosen.sheet, chosen.line)
            values = json.loads(chosen.payload)
            if kind.joins and (why := _unattached(chosen, kind, values, judge.site)):
                decided.append((Outcome.SET_ASIDE, chosen.row))
                yield Fault(place, why)
                continue
            columns, problem = _ruled(judge, kind, chosen, values, mark)
            ruled.append(columns)
            if problem:
                yield Fault(place, problem, level="warning")
            if columns[_OUTCOME] == Outcome.PUBLISHED or columns[_EXIT_UNTIL]:
                cited += [(*one, kind.name, chosen.key) for one in cites(kind, values)]
        db.executemany("UPDATE row SET outcome = ? WHERE id = ?", decided)
        db.executemany(rulings.RULED, ruled)
        db.executemany("INSERT OR IGNORE INTO citing VALUES (?, ?, ?, ?)", cited)


def _apart(kind: Kind, rows: list[_Version]) -> Iterable[list[_Version]]:
    """Rows of one key as the versions of a record, the newest first; rows that belong to nobody are each their own."""
    if len(rows) > 1:
        rows.sort(key=lambda r: (r.substance, r.payload, r.file, r.sheet, r.line))
        rows.sort(key=attrgetter("version"), reverse=True)
    return [rows] if rows[0].subject_key or not kind.joins else [[row] for row in rows]


def _doubts(kind: Kind, rows: list[_Version], chosen: _Version, undecided: str) -> Iterator[Fault]:
    """What the sender of several versions must look at."""
    place = Place(chosen.file, chosen.sheet, chosen.line)
    if kind.name == "subjects" and len({_name(row) for row in rows}) > 1:
        message = "同一代码有不同名称, 已并列为曾用名: 请核对"
        yield Fault(place, message, level="warning")
    if undecided:
        yield Fault(place, f"{undecided}; 请来源单位核对后重报", level="warning")


def _name(row: _Version) -> str:
    return normal_form(json.loads(row.payload)["subject_name"])


_EXIT_UNTIL, _OUTCOME = 8, 9  # their places among the columns


def _ruled(
    judge: Judge, kind: Kind, row: _Version, values: dict[str, Any], mark: str
) -> tuple[_Values, str]:
    """What a row comes to, as `temp.ruled` holds it, and what its source must be told."""
    ruling, payload, counted = judge.rule(kind, row.payload, values, row.suppress)
    outcome = Outcome.PUBLISHED if ruling.shown else Outcome.NOT_SHOWN
    columns = (
        row.row, ruling.list_kind, ruling.dated, ruling.until, ruling.because, ruling.repair_from,
        ruling.disputed_on or None, mark or counted, "" if row.removed else ruling.exit_until,
        Outcome.REMOVED if row.removed else outcome, None if payload == row.payload else payload,
    )  # fmt: skip
    return columns, ruling.problem


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


def _ended(kind: Kind, rows: list[_Version], as_of: date) -> list[_Version]:
    """Of versions of an adverse record those by which its source has ended it: no other brings it back."""
    if not kind.adverse or len({row.substance for row in rows}) == 1:
        return []
    told = ((loose(kind.record_class, json.loads(row.payload)), row) for row in rows)
    return [row for record, row in told if has_ended(record, as_of)]


def _unattached(row: _Version, kind: Kind, values: dict[str, Any], site: Site) -> str:
    if kind.name == "listings" and persons.may_be_shown(values, site):
        return "" if row.subject_key.startswith("#") else persons.NUMBERLESS
    if not row.subject_key:
        return (
            "没有有效的统一社会信用代码, 不归集到任何主体: 请来源单位补报代码, 名称相同不能作为依据"
        )
    if row.undeclared:
        return "主体编号在主体表中没有登记: 请先在 subjects 表中登记这一主体"
    return ""
