"""What a question about all of the ledger was answered, for as long as nothing in the ledger changes."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from creditsite.ledger.store import Ledger

T = TypeVar("T")
_AT = "at"  # under it stands the state of the ledger that all answers are of
_NONE = object()
STEP = 50  # rows between those that are remembered of a list


def remembered(ledger: Ledger, question: tuple[Hashable, ...], ask: Callable[[], T]) -> T:
    """The answer to a question; asked again only after somebody, through this handle or another, has written."""
    now = _state(ledger)
    if ledger.answers.get(_AT) != now:
        ledger.answers.clear()
        ledger.answers[_AT] = now
    answer = ledger.answers.get(question, _NONE)  # another thread may forget it meanwhile
    if answer is _NONE:
        answer = ledger.answers[question] = ask()
    return cast("T", answer)


@contextmanager
def beside(ledger: Ledger) -> Iterator[None]:
    """What is written in the block answers no question, and makes none be asked again: notes in temporary tables."""
    before = _state(ledger)
    holds = ledger.answers.get(_AT) == before
    yield
    if holds:
        others, _, in_transaction = before
        ledger.answers[_AT] = (others, ledger.db.total_changes, in_transaction)


def _state(ledger: Ledger) -> tuple[int, int, bool]:
    """What is another after every write; in a transaction a write may be taken back."""
    (others,) = ledger.db.execute("PRAGMA data_version").fetchone()
    return others, ledger.db.total_changes, ledger.db.in_transaction


def beginning(
    ledger: Ledger,
    rows: tuple[str, str, tuple[str | int, ...]],
    keys: tuple[str, ...],
    order: str,
    offset: int,
) -> tuple[tuple[str, ...], int] | None:
    """The keys of a row that stands shortly before a place in a list, and how many rows lie between; else nothing.

    `rows` are the table, the condition and its values; the list is gone through once for all places in it, so that a
    page costs what it shows and not what stands before it.
    """
    table, where, values = rows
    names = ", ".join(keys)
    numbered = f"SELECT {names}, ROW_NUMBER() OVER (ORDER BY {order}) - 1 AS n FROM {table} {where}"
    found = remembered(
        ledger,
        (table, where, values, order),
        lambda: ledger.db.execute(
            f"SELECT {names} FROM ({numbered}) WHERE n % ? = 0 ORDER BY n", (*values, STEP)
        ).fetchall(),
    )
    number, between = divmod(offset, STEP)
    return (found[number], between) if number < len(found) else None
