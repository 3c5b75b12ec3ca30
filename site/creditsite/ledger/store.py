"""Opening the ledger: one SQLite file, the only state that is kept."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from creditsite.ledger.schema import BALANCE, KEPT, LOADED, VERSION
from creditsite.model.wordtree import any_of

# KiB: the 2 MiB of the library are full after a few thousand records; a sort takes twice as much again.
_CACHE = 16 << 10
# Bytes: nearly all that is done to a ledger goes through it from end to end.
_PAGE = 16 << 10
# Bytes of the journal that stay: that of a city's first load is as large as the ledger, and would lie there for good.
_JOURNAL = 64 << 20
_TOLD = "ALTER TABLE row ADD COLUMN told TEXT NOT NULL DEFAULT ''"  # then all of a row is read
_LACKING = {4: (BALANCE, _TOLD), 5: (_TOLD,), 6: ()}  # what earlier versions have not


class LedgerVersionError(Exception):
    """The ledger was written by another version of this program."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A handle on the ledger; closes with its `with` block."""

    path: Path
    db: sqlite3.Connection
    answers: dict[object, object] = field(
        default_factory=dict, compare=False, repr=False
    )  # `remembered`

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.db.close()


def open_ledger(path: Path, *, read_only: bool = False, passing: bool = False) -> Ledger:
    """The ledger at a path, made if it is not there; `LedgerVersionError` where it is of another version.

    A `passing` one is a copy that nobody keeps: what is written into it is not made safe against a crash.
    """
    if read_only:
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, check_same_thread=False)
        db.execute(f"PRAGMA page_size = {_PAGE}")  # of a new ledger; else it stays as it is
        db.execute(f"PRAGMA journal_mode = {'OFF' if passing else 'WAL'}")
        db.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
        db.execute(f"PRAGMA synchronous = {'OFF' if passing else 'FULL'}")
    for schema in ("main", "temp"):
        db.execute(f"PRAGMA {schema}.cache_size = {-_CACHE}")
    db.isolation_level = None  # transactions are opened where they belong, by `transaction`
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, *_LACKING, VERSION) or (read_only and found in _LACKING):
        db.close()
        raise LedgerVersionError(f"{path}: 台账版本为 {found}, 本程序需要 {VERSION}")
    if not read_only:
        with transaction(db):
            for statement in (KEPT + LOADED).split(";"):
                if statement.strip():
                    db.execute(statement)
            for statement in _LACKING.get(found, ()):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
    return Ledger(path, db)


def as_it_is(path: Path) -> Ledger:
    """The ledger as it is at this moment, whatever is written into it by others while this handle is open."""
    held = open_ledger(path, read_only=True)
    held.db.execute("BEGIN")
    held.db.execute("SELECT 1 FROM release").fetchone()  # the first read holds the moment
    return held


def look_for(db: sqlite3.Connection, words: Iterable[str]) -> None:
    """From now on `speaks(text)` in SQL says whether a text holds any of these words, however many, in one reading.

    No statement of the connection may be open.
    """
    found = any_of(words).search
    db.create_function("speaks", 1, lambda text: found(text) is not None, deterministic=True)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Everything in the block, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
