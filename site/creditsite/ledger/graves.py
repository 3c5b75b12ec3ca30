"""Events that may no longer be told: their ids alone, so that feeds can say which entries are gone."""

from collections.abc import Iterator
from datetime import date, datetime

from creditsite.ledger.store import Ledger

_BURIED = """
SELECT e.seq, gone.published, gone.op
  FROM event gone
  JOIN event e ON e.record_id = gone.record_id AND e.seq < gone.seq AND e.op NOT IN ('removed', 'expired')
 WHERE gone.op IN ('removed', 'expired', 'exited')
   AND gone.published >= ? AND (? = '' OR e.kind = ?) AND (? = '' OR e.list_kind = ?)
 ORDER BY gone.published DESC, gone.seq DESC, e.seq DESC LIMIT ?
"""


def buried(
    ledger: Ledger, since: date, *, kind: str = "", list_kind: str = "", limit: int = -1
) -> Iterator[tuple[str, datetime, str]]:
    """Ids of events whose record has left since a day, newest first: (event id, when it left, how)."""
    rows = ledger.db.execute(_BURIED, (str(since), kind, kind, list_kind, list_kind, limit))
    told: set[int] = set()  # a record may leave more than once; at most `limit` numbers
    for seq, published, op in rows:
        if seq not in told:
            told.add(seq)
            yield str(seq), datetime.fromisoformat(published), op
