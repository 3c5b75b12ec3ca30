"""Totals: the balance of a load to the row, and the counts that pages and data show."""

from dataclasses import dataclass
from datetime import date

from creditsite.ledger.store import Ledger
from creditsite.model.fields import columns
from creditsite.model.kinds import kind as kind_of


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


# A row has the outcome that was decided for it, else that of its record.
_BALANCE = """
SELECT row.file, row.kind, COUNT(*),
       SUM(o = 'published'), SUM(o = 'not_shown'), SUM(o = 'expired'), SUM(o = 'withheld'),
       SUM(o = 'removed'), SUM(o = 'duplicate'), SUM(o = 'set_aside')
  FROM (SELECT row.file, row.kind, COALESCE(row.outcome, record.outcome) AS o
          FROM row LEFT JOIN record ON record.kind = row.kind AND record.key = row.key) row
 GROUP BY row.file, row.kind ORDER BY row.file, row.kind
"""


def balance(ledger: Ledger) -> tuple[BalanceLine, ...]:
    """The balance by file and kind."""
    return tuple(BalanceLine(*row) for row in ledger.db.execute(_BALANCE))


def tallies(ledger: Ledger, kind: str, field: str) -> tuple[tuple[str, int], ...]:
    """The records of a kind on display, counted by the value of a field; most frequent first."""
    _known(kind, field)
    return tuple(
        (str(value), int(count))
        for value, count in ledger.db.execute(
            f"SELECT json_extract(payload, '$.{field}') AS v, COUNT(*) AS n FROM record"
            " WHERE kind = ? AND outcome = 'published' AND v IS NOT NULL GROUP BY v ORDER BY n DESC, v",
            (kind,),
        )
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
