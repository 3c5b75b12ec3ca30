"""Deltas: how a copy of an earlier release becomes this one, as a chain of steps and as windows of days.

Every line holds a row as it is published now, or the id of one that is not: what was corrected or removed since stands
in no step, however old. So a step is exact for what comes after it, and the chain ends at this release to the byte.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from creditsite import ledger
from creditsite.ledger import Base, Ledger
from creditsite.render.source import Source
from creditsite.render.tableforms import Batch, batch_of
from creditsite.render.tables import BATCH, Table, count

STEPS = 31  # of the chain
WINDOWS = (1, 7, 31)  # days
ENOUGH = 10_000  # lines; beyond them a delta that is longer than the data itself is not offered
FOLDER = "data/delta/"


@dataclass(frozen=True, slots=True)
class Delta:
    """A delta that is offered: from a release (or from any since then) to a later one."""

    base: Base
    to: str  # release
    path: str
    days: int = 0  # of a window; 0: a step of the chain


@dataclass(slots=True)
class Changes:
    """The rows that changed within the reach of deltas, laid aside by the release in which each last changed."""

    source: Source
    stack: ExitStack
    seq: int = 0
    bases: tuple[Base, ...] = ()
    rows: int = 0
    spools: dict[int, BinaryIO] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Before the first row."""
        self.seq = ledger.begin_lines(self.source.ledger, self.source.release)
        self.bases = ledger.bases(self.source.ledger, self.seq, self.source.as_of)
        ledger.note_changed(self.source.ledger)

    def are_as_before(self, tables: Sequence[Table]) -> bool:
        """Whether tables of the same rows hold what they held in the last release, which the same hand drew.

        They do if they have as many rows, and all that may have changed stand there: those of other subjects do.
        """
        held = self.source.ledger
        return all(
            ledger.line_count(held, one.name) == count(one, self.source) for one in tables
        ) and all(
            ledger.lines_stand(held, one.name, _digests(batch_of(one, columns), one.key))
            for columns in tables[0].rows(self.source, True)
            for one in tables
        )

    def add(self, table: Table, batch: Batch) -> None:
        """Some rows of this release."""
        noted = _digests(batch, table.key)
        self.rows += len(noted)
        changed = ledger.note_lines(self.source.ledger, self.seq, table.name, noted, self._reach())
        self._lay_aside(table.name, [row_id for row_id, _ in noted], batch.lines, changed)

    def keep(self, tables: Iterable[tuple[str, Path]]) -> None:
        """Tables of the same rows that stand as the release before has them, each with the file of its canonical lines.

        Their rows are told as they are where they are drawn: some of each table in turn.
        """
        with ExitStack() as stack:
            changed = []
            for table, lines in tables:
                rows, has_changed = ledger.note_kept(self.source.ledger, table, self._reach())
                self.rows += rows
                if has_changed:
                    changed.append((table, stack.enter_context(lines.open("rb"))))
            while sum(self._keep_some(table, file) for table, file in changed):
                pass

    def _keep_some(self, table: str, file: BinaryIO) -> bool:
        """The next rows of a table; whether there are any."""
        batch = [line.rstrip(b"\n") for line in islice(file, BATCH)]
        ids = list(map(_id_of, batch))
        changed = ledger.kept_since(self.source.ledger, table, ids, self._reach())
        self._lay_aside(table, ids, batch, changed)
        return bool(batch)

    def _reach(self) -> int:
        return self.bases[0].seq if self.bases else self.seq

    def _lay_aside(
        self,
        table: str,
        ids: Sequence[str],
        lines: Sequence[bytes],
        changed: Iterable[tuple[int, int]],
    ) -> None:
        for place, since in changed:
            if since not in self.spools:
                file = TemporaryFile("w+b")  # noqa: SIM115 -- the stack closes it
                self.spools[since] = self.stack.enter_context(file)
                self.counts[since] = 0
            self.spools[since].write(f"{table}\t{ids[place]}\t".encode() + lines[place] + b"\n")
            self.counts[since] += 1


def _digests(batch: Batch, key: str) -> list[tuple[str, bytes]]:
    """The id of each row, and a digest of its canonical line."""
    digests = (hashlib.sha256(line).digest() for line in batch.lines)
    return list(zip(map(str, batch.columns[key]), digests, strict=True))


def _id_of(line: bytes) -> str:
    """The id of a row by its canonical line; within a text such quotes are escaped.

    >>> _id_of(b'{"document":"\\\\"record_id\\\\":\\\\"a\\\\"","record_id":"recb"}')
    'recb'
    """
    return line.partition(b'"record_id":"')[2].partition(b'"')[0].decode()


def deltas(changes: Changes) -> Iterator[tuple[Delta, Iterator[bytes]]]:
    """Every delta that is offered, with its lines; none where no release came before."""
    most = max(changes.rows, ENOUGH)
    for base, to, at in reversed(_chain(changes, most)):
        path = f"{FOLDER}{base.release}_{to}.jsonl"
        yield Delta(base, to, path), _step(changes, base, at)
    for days in WINDOWS:
        if changes.bases:
            base = _first(changes, days)
            count = sum(n for since, n in changes.counts.items() if since > base.seq)
            if count + _count(ledger.left_since(changes.source.ledger, base.seq)) <= most:
                path = f"{FOLDER}latest-{days}d.jsonl"
                yield Delta(base, changes.source.release, path, days), _window(changes, base)


def _chain(changes: Changes, most: int) -> list[tuple[Base, str, int]]:
    """The steps that are offered, the last one first: as many as are shorter together than the data itself."""
    found: list[tuple[Base, str, int]] = []
    to, at, length = changes.source.release, changes.seq, 0
    for base in list(reversed(changes.bases))[:STEPS]:
        length += changes.counts.get(at, 0)
        length += _count(ledger.left_in_step(changes.source.ledger, base.seq, at))
        if length > most:
            break
        found.append((base, to, at))
        to, at = base.release, base.seq
    return found


def _first(changes: Changes, days: int) -> Base:
    """The release from which on a window covers copies: the last that is at least so many days old, or the first."""
    day = changes.source.as_of - timedelta(days=days)
    return next((base for base in reversed(changes.bases) if base.as_of <= day), changes.bases[0])


def _step(changes: Changes, base: Base, at: int) -> Iterator[bytes]:
    held = changes.source.ledger
    yield from _removals(ledger.left_in_step(held, base.seq, at))
    yield from _upserts(held, changes.spools.get(at), base.seq)


def _window(changes: Changes, base: Base) -> Iterator[bytes]:
    held = changes.source.ledger
    yield from _removals(ledger.left_since(held, base.seq))
    for since in sorted(changes.spools):
        if since > base.seq:
            yield from _upserts(held, changes.spools[since], base.seq)


def _removals(rows: Iterator[tuple[str, str]]) -> Iterator[bytes]:
    for table, row_id in rows:
        yield f'{{"op":"remove","record_id":"{row_id}","table":"{table}"}}\n'.encode()


def _upserts(held: Ledger, spool: BinaryIO | None, at: int) -> Iterator[bytes]:
    if spool is None:
        return
    spool.seek(0)
    for text in spool:
        table, row_id, line = text.rstrip(b"\n").split(b"\t", 2)
        op = b"modify" if ledger.stood(held, table.decode(), row_id.decode(), at) else b"add"
        yield (
            b'{"op":"%s","record":%s,"record_id":"%s","table":"%s"}\n' % (op, line, row_id, table)
        )


def _count(rows: Iterator[tuple[str, str]]) -> int:
    return sum(1 for _ in rows)
