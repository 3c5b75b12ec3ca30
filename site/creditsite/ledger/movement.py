"""How far a load moved what is shown: by which a mistaken delivery is known before anybody sees it."""

from collections import Counter
from collections.abc import Iterator

from creditsite.ledger.store import Ledger
from creditsite.model.display import ENDED_BY_SOURCE, REVOKED


def movements(ledger: Ledger) -> Counter[tuple[str, str, str]]:
    """How many records the release that is being made changes, by kind, by what happens to them and by its cause."""
    rows = ledger.db.execute(
        "SELECT e.kind, e.op, e.cause, COUNT(*) FROM event e JOIN release r ON r.id = e.release"
        " WHERE r.state = 'staged' GROUP BY e.kind, e.op, e.cause"
    )
    return Counter({(kind, op, cause): count for kind, op, cause, count in rows})


def over(day: str) -> str:
    """The SQL of whether a record is off display since a row says that it is over, or since it ended by a day."""
    return (
        f"outcome = 'not_shown' AND (publish_until <> '' AND publish_until <= {day}"
        f" OR until_because IN ('{ENDED_BY_SOURCE}', '{REVOKED}'))"
    )


def ended_by_source(ledger: Ledger, kind: str) -> int:
    """How many records of a kind leave with the release being made since a row says that they are over: they were
    delivered, and are not missing."""
    found = ledger.db.execute(
        "SELECT COUNT(*) FROM event e JOIN release l ON l.id = e.release AND l.state = 'staged'"
        " JOIN record r ON r.record_id = e.record_id WHERE e.kind = ? AND e.op = 'removed' AND e.cause = 'source'"
        f" AND {over('l.as_of')}",
        (kind,),
    ).fetchone()
    return int(found[0])


def newest(ledger: Ledger, kind: str) -> str:
    """The latest day that a published record of a kind bears; empty where there is none."""
    found = ledger.db.execute(
        "SELECT MAX(dated) FROM record WHERE kind = ? AND outcome = 'published'", (kind,)
    ).fetchone()
    return found[0] or ""


def repeated(ledger: Ledger) -> Iterator[tuple[str, int, int]]:
    """Every file in which rows stand twice: (file, its rows, how many of them only repeat another one)."""
    yield from ledger.db.execute(
        "SELECT file, SUM(times), SUM(times - 1) FROM ("
        " SELECT file, COUNT(*) AS times FROM row WHERE key <> '' GROUP BY file, kind, key, substance"
        ") GROUP BY file HAVING SUM(times - 1) > 0 ORDER BY file"
    )
