"""Prints: of what each file of a release was drawn, so that a file that would say the same is kept, not drawn again."""

from creditsite.ledger.drawn import current, hand_of
from creditsite.ledger.store import Ledger, transaction

# Of the release that is drawn: a preview notes them too, in a ledger that it only reads.
_FRESH = "CREATE TEMP TABLE IF NOT EXISTS fresh_print (path TEXT PRIMARY KEY, print TEXT NOT NULL)"


def note_print(ledger: Ledger, path: str, of: str) -> None:
    """Notes a file of the release that is drawn, by a digest of all that it was drawn of."""
    ledger.db.execute(_FRESH)
    ledger.db.execute("INSERT OR REPLACE INTO temp.fresh_print VALUES (?, ?)", (path, of))


def has_print(ledger: Ledger, path: str, of: str) -> bool:
    """Whether the file of the current release was drawn of the same."""
    found = ledger.db.execute(
        "SELECT print FROM printed WHERE release = ? AND path = ?", (current(ledger), path)
    ).fetchone()
    return found is not None and found[0] == of


def forget_prints(ledger: Ledger) -> None:
    """Another release is drawn from now on."""
    ledger.db.execute("DROP TABLE IF EXISTS temp.fresh_print")


def drawn_by(ledger: Ledger, release: str, hand: str) -> bool:
    """Whether a release is the current one, and the same hand drew it."""
    return bool(hand) and release == current(ledger) and hand_of(ledger, release) == hand


def stage_prints(ledger: Ledger, release: str) -> None:
    """Keeps what was noted: it counts when the release is the current one."""
    ledger.db.execute(_FRESH)
    with transaction(ledger.db):
        ledger.db.execute("DELETE FROM printed WHERE release = ?", (release,))
        ledger.db.execute(
            "INSERT INTO printed SELECT ?, path, print FROM temp.fresh_print", (release,)
        )
