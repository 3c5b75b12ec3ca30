"""Looking at every file of a release through every gate, in as many processes as there are."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from creditsite.release.folder import files
from creditsite.release.gates import documents, keys, leaks, links, traces
from creditsite.release.gates.finding import Check, Finding
from creditsite.release.gates.readings import readings
from creditsite.release.gates.unpack import UnreadableError, pieces
from creditsite.release.workers import pool

MOST = 200  # findings that are told; the rest is counted
LARGEST = 1 << 26  # a document above it is judged by its bytes alone


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a release, or at a part of it, gave."""

    findings: tuple[Finding, ...]
    total: int  # findings, told or not
    files: int
    bytes: int
    digest: int  # sum of the SHA-256 of every path with its bytes: the same in whatever order the files are read

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(
            tuple(sorted((*self.findings, *other.findings))[:MOST]),
            self.total + other.total,
            self.files + other.files,
            self.bytes + other.bytes,
            (self.digest + other.digest) % (1 << 256),
        )


NOTHING = Seen((), 0, 0, 0, 0)


def audit(check: Check, workers: int) -> Seen:
    """Every file through every gate over single files."""
    if workers <= 1:
        return look(check, 0, 1)
    with pool(workers) as processes:
        parts = [processes.submit(look, check, part, workers) for part in range(workers)]
        return sum((part.result() for part in parts), NOTHING)


def look(check: Check, part: int, parts: int) -> Seen:
    """The files of one part through every gate over single files."""
    holds = traces.finder(check.needles) if check.needles else None
    seen = NOTHING
    for path in files(Path(check.root), part, parts):
        seen += _file(path, check, holds)
    return seen


def _file(path: Path, check: Check, holds: traces.Finder | None) -> Seen:
    name = path.relative_to(check.root).as_posix()
    size = path.stat().st_size
    sha = hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0")
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            sha.update(chunk)
    found = sorted(
        {
            Finding(gate, name, sentence)
            for gate, sentence in _faults(path, name, size, check, holds)
        }
    )
    return Seen(tuple(found[:MOST]), len(found), 1, size, int.from_bytes(sha.digest(), "big"))


def _faults(
    path: Path, name: str, size: int, check: Check, holds: traces.Finder | None
) -> Iterator[tuple[str, str]]:
    if size <= LARGEST:
        held, wrong = documents.content(name, path.read_bytes())
        yield from ((documents.GATE, sentence) for sentence in wrong)
        broken = links.broken(Path(check.root), name, held, check.base_url)
        yield from ((links.GATE, sentence) for sentence in broken)
    try:
        yield from _in_bytes([("", name.encode("utf-8", "surrogateescape"))], check, holds)
        yield from _in_bytes(pieces(path), check, holds)
    except UnreadableError as error:
        yield documents.GATE, str(error)


def _in_bytes(
    held: Iterable[tuple[str, bytes]], check: Check, holds: traces.Finder | None
) -> Iterator[tuple[str, str]]:
    """What stands in the bytes, however they are read."""
    for member, data in held:
        where = f" ({member})" if member else ""
        for text in readings(data):
            yield from ((leaks.GATE, one + where) for one in leaks.leaks(text, check))
            yield from ((keys.GATE, one + where) for one in keys.secrets(text, check))
            if holds and holds(text):
                yield traces.GATE, f"含有已撤下的主体或文书{where}"
