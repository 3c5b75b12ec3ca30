"""The state digest: one checksum by which a copy that was kept in step proves that it equals ours."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from tempfile import TemporaryFile

BATCH = 200_000  # lines sorted in memory at a time, about 30 MB


def line_of(record_id: str, line: bytes) -> str:
    """A record's line of the digest: its id and the checksum of its line of JSON Lines, which is canonical.

    >>> line_of("rec", b'{"a":1}')[:20]
    'rec\\t015abd7f5cc57a2d'
    """
    return f"{record_id}\t{hashlib.sha256(line).hexdigest()}"


def state_digest(lines: Iterable[str]) -> str:
    """SHA-256 over the sorted lines, each ended by a line feed, however many there are."""
    digest = hashlib.sha256()
    with ExitStack() as stack:
        runs = [_spool(run, stack) for run in _sorted_runs(lines)]
        for line in merge(*runs):
            digest.update(line.encode())
    return digest.hexdigest()


def _sorted_runs(lines: Iterable[str]) -> Iterator[list[str]]:
    left = iter(lines)
    while run := sorted(f"{line}\n" for line in islice(left, BATCH)):
        yield run


def _spool(run: list[str], stack: ExitStack) -> Iterable[str]:
    """A sorted run laid aside on disk, to be read line by line."""
    file = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 -- the stack closes it
    stack.enter_context(file)
    file.writelines(run)
    file.seek(0)
    return file
