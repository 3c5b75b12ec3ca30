"""Totals: the balance of a load to the row, and the counts that pages and data show."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from creditsite.ledger.persons import NOT_PERSONS
from creditsite.ledger.remembered import remembered
from creditsite.ledger.schema import BALANCE
from creditsite.ledger.store import Ledger
from creditsite.model.fields import columns
from creditsite.model.kinds import kind as kind_of
from creditsite.model.rows import Outcome


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """What became of the rows of one kind in one file: `read` equals the sum of the others."""

    file: str
    kind: str
    read: int
    published: int
    not_shown: int
    expired: int
    withheld: int
    removed: int
    duplicate: int
    set_aside: int


def balance(ledger: Ledger) -> tuple[BalanceLine, ...]:
    """The balance by file and kind."""
    rows = ledger.db.execute("SELECT * FROM balance ORDER BY file, kind")
    return tuple(BalanceLine(*row) for row in rows)


# Where nothing will be drawn, the record of a row has its number (`PASSING_RECORD`), and each file its range of them.
_COUNTED = """
SELECT s.file, k.kind, k.outcome,
       (SELECT COUNT(*) FROM record r INDEXED BY record_of_kind
         WHERE r.kind = k.kind AND r.outcome = k.outcome AND r.rowid >= s.first AND r.rowid < s.last)
  FROM source s, (SELECT DISTINCT kind, outcome FROM record INDEXED BY record_of_kind) k
"""
_OWN = """
SELECT row.file, row.kind, row.outcome, record.outcome, COUNT(*)
  FROM row NOT INDEXED LEFT JOIN record ON record.rowid = row.id WHERE row.outcome IS NOT NULL GROUP BY 1, 2, 3, 4
"""
_LINE = "INSERT INTO balance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def balance_up(db: sqlite3.Connection, *, drawn: bool) -> None:
    """Counts the rows by what became of them, once for all who ask; they must be settled."""
    db.execute("DELETE FROM balance")
    if drawn:
        db.execute(BALANCE)
    else:
        db.executemany(_LINE, _lines(_counts(db)))


def _counts(db: sqlite3.Connection) -> Counter[tuple[str, str, str]]:
    """How many rows there are of each (file, kind, outcome): a row's own outcome stands before that of its record."""
    counts = Counter({(file, kind, o): count for file, kind, o, count in db.execute(_COUNTED)})
    for file, kind, own, instead, count in db.execute(_OWN):
        counts[file, kind, own] += count
        if instead:
            counts[file, kind, instead] -= count
    return +counts


def _lines(counts: Mapping[tuple[str, str, str], int]) -> Iterator[tuple[str | int, ...]]:
    """The lines of a balance by the counts of (file, kind, outcome)."""
    for file, kind in sorted({(file, kind) for file, kind, _ in counts}):
        found = [counts.get((file, kind, outcome), 0) for outcome in Outcome]
        yield file, kind, sum(found), *found


def rebalance(db: sqlite3.Connection, kind: str, key: str, old: str, new: str) -> None:
    """Counts the rows that share the outcome of a record under another one, when that has changed."""
    rows = db.execute(
        "SELECT file, COUNT(*) FROM row WHERE kind = ? AND key = ? AND outcome IS NULL GROUP BY file",
        (kind, key),
    ).fetchall()
    db.executemany(
        f"UPDATE balance SET {Outcome(old)} = {Outcome(old)} - ?, {Outcome(new)} = {Outcome(new)} + ?"
        " WHERE file = ? AND kind = ?",
        ((count, count, file, kind) for file, count in rows),
    )


def tallies(ledger: Ledger, kind: str, field: str) -> tuple[tuple[str, int], ...]:
    """The records of a kind on display, counted by the value of a field; most frequent first."""
    _known(kind, field)
    return remembered(ledger, ("tallies", kind, field), lambda: _tallied(ledger, kind, field))


def _tallied(ledger: Ledger, kind: str, field: str) -> tuple[tuple[str, int], ...]:
    return tuple(
        (str(value), int(count))
        for value, count in ledger.db.execute(
            f"SELECT json_extract(payload, '$.{field}') AS v, COUNT(*) AS n FROM record"
            " WHERE kind = ? AND outcome = 'published' AND v IS NOT NULL GROUP BY v ORDER BY n DESC, v",
            (kind,),
        )
    )


def grades(ledger: Ledger) -> tuple[tuple[str, str, int], ...]:
    """The grades on display: (name of the scheme, grade, count)."""
    return tuple(
        ledger.db.execute(
            "SELECT json_extract(payload, '$.rating_name') AS n, json_extract(payload, '$.grade') AS g, COUNT(*)"
            " FROM record WHERE kind = 'ratings' AND outcome = 'published' GROUP BY n, g ORDER BY n, g"
        )
    )


def listings_by_district(ledger: Ledger) -> dict[str, int]:
    """List entries on display that name no natural person, by the region code of the subject."""
    return dict(_listings(ledger, "COALESCE(s.region_code, '')"))


def listings_by_month(ledger: Ledger) -> dict[str, int]:
    """The same by the month of listing, as YYYY-MM; entries without a day are left out."""
    found = dict(_listings(ledger, "substr(json_extract(record.payload, '$.listed_on'), 1, 7)"))
    return {month: count for month, count in found.items() if month}


def _listings(ledger: Ledger, value: str) -> Iterator[tuple[str, int]]:
    yield from ledger.db.execute(
        f"SELECT {value} AS v, COUNT(*) FROM record LEFT JOIN subject s ON s.id = record.subject_id"
        f" WHERE record.kind = 'listings' AND record.outcome = 'published'"
        f" AND {NOT_PERSONS.format('record.subject_id')} GROUP BY v ORDER BY v"
    )


def rectification_tallies(ledger: Ledger) -> tuple[tuple[str, str, int], ...]:
    """All cases of the rectification ledger, named or not: (county, state, count)."""
    return tuple(
        (str(county), str(state), int(count))
        for county, state, count in ledger.db.execute(
            "SELECT json_extract(payload, '$.county') AS c, json_extract(payload, '$.state') AS s, COUNT(*)"
            " FROM record WHERE kind = 'rectifications' AND outcome IN ('published', 'not_shown')"
            " GROUP BY c, s ORDER BY c, s"
        )
    )


def rectifications_due(ledger: Ledger, first: date, last: date) -> dict[str, int]:
    """Open cases whose deadline lies between two days, both included, by county, named or not."""
    rows = ledger.db.execute(
        "SELECT json_extract(payload, '$.county') AS c, COUNT(*) FROM record"
        " WHERE kind = 'rectifications' AND outcome IN ('published', 'not_shown')"
        " AND json_extract(payload, '$.state') IN ('listed', 'checked', 'rectifying')"
        " AND json_extract(payload, '$.due_on') BETWEEN ? AND ? GROUP BY c ORDER BY c",
        (str(first), str(last)),
    )
    return {str(county): int(count) for county, count in rows}


def _known(kind: str, field: str) -> None:
    """The field's name goes into the SQL text, so it must be one of ours."""
    if field not in columns(kind_of(kind).record_class):
        raise KeyError(field)
