"""What stands in bytes, packed or not: numbers of persons, secrets, what was removed; nothing is read twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TypeVar

from creditsite.model.figures import visible
from creditsite.model.needles import Finder
from creditsite.model.readings import Piece, plain, readings
from creditsite.release.gates import documents, keys, leaks, traces
from creditsite.release.gates.finding import Check, Finding
from creditsite.release.gates.sieve import Sieve, alongside, said
from creditsite.release.gates.unpack import SIGNED, UnreadableError, pieces

T = TypeVar("T")

REMEMBERED = 10_000
SMALL = 1 << 16  # bytes
TOGETHER = 1 << 18  # bytes that are looked at at once
HELD = 1 << 23  # bytes of the files in which those stand


class Basket:
    """Small files whose new parts are looked at together: a look costs about as much for one file as for ten."""

    def __init__(self) -> None:
        self.sieve = Sieve()
        self._files = list[tuple[str, Piece]]()
        self._parts = dict[bytes, None]()
        self._held = self._fresh = 0  # bytes

    def takes(self, name: str, data: bytes) -> bool:
        """Puts a file in; false where it has to be looked at by itself."""
        piece = Piece("", data)
        if len(data) > SMALL or data.startswith(SIGNED):
            return False
        fresh = self.sieve.unseen(piece)
        if fresh:
            self._files.append((name, piece))
            self._parts.update(dict.fromkeys(fresh))
            self._held += len(data)
            self._fresh += sum(map(len, fresh))
        return fresh is not None

    @property
    def full(self) -> bool:
        """Whether it is time to look."""
        return self._fresh > TOGETHER or self._held > HELD

    def emptied(self, eye: "Eye", *, known: bool) -> Iterator[Finding]:
        """What stands in them; only where there is anything it is found out in which."""
        if any(_in_piece(Piece("", said(self._parts)), eye, known)):
            for name, piece in self._files:
                for gate, one in in_bytes([piece], eye, known=known):
                    yield Finding(gate, name, one)
        else:
            self.sieve.remember(self._parts)
        self._files, self._parts, self._held, self._fresh = [], {}, 0, 0


@dataclass(frozen=True, slots=True)
class Eye:
    """What one look carries from file to file; what it remembers is bounded."""

    check: Check
    holds: Finder | None
    links: dict[str, bool] = field(default_factory=dict)
    clean: set[bytes] = field(default_factory=set)  # digests of bytes in which nothing was found
    fresh: Basket = field(default_factory=Basket)
    known: Basket = field(default_factory=Basket)  # what passed before, read for less
    names: Mapping[str, str] = field(default_factory=dict)  # of natural persons on display
    twins: set[tuple[int, int, str]] = field(default_factory=set)  # files of several names, clean
    paths: set[str] = field(default_factory=set)  # folders and names of files, clean


def waiting(eye: Eye, *, last: bool = False) -> list[Finding]:
    """What stands in the small files that wait, once they are enough, or none comes any more."""
    found = list[Finding]()
    for basket in (eye.fresh, eye.known):
        if basket.full or last:
            found += basket.emptied(eye, known=basket is eye.known)
    return found


def keep(known: set[T], one: T) -> None:
    if len(known) > REMEMBERED:
        known.clear()
    known.add(one)


def byte_faults(
    path: Path,
    data: bytes | None,
    eye: Eye,
    *,
    known: bool = False,
    before: Iterable[Piece] = (),
) -> Iterator[tuple[str, str]]:
    """What stands in the bytes, packed or not; equal bytes are read once."""
    digest = sha256(data).digest() if data is not None else _digest(path)
    if digest in eye.clean:
        return
    try:
        found = list(in_bytes(pieces(path, data), eye, known=known, before=before))
    except UnreadableError as error:
        found = [(documents.GATE, str(error))]
    if not found:
        keep(eye.clean, digest)
    yield from found


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def in_bytes(
    held: Iterable[Piece],
    eye: Eye,
    *,
    known: bool = False,
    before: Iterable[Piece] = (),
) -> Iterator[tuple[str, str]]:
    """What stands in the bytes, however they are read; of those that passed before, what may be wrong only now."""
    for whole, passed in alongside(held, before):
        sieve = (eye.known if known else eye.fresh).sieve
        piece, fresh = sieve.sift(whole, passed)
        where = f" ({piece.member})" if piece.member else ""
        told = _in_piece(piece, eye, known) if piece.data else ()
        found = [(gate, one + where) for gate, one in told]
        if passed and piece is not whole and may_be_wrong(eye):
            found += _in_piece(whole, eye, known=True)
        if not found:
            sieve.remember(fresh)
        yield from found


def may_be_wrong(eye: Eye) -> bool:
    """Whether what passed before is looked at again: for new secrets, and for what was removed since."""
    return not eye.check.remembered


def _in_piece(piece: Piece, eye: Eye, known: bool) -> Iterator[tuple[str, str]]:
    for text in map(visible, plain(piece) if known else readings(piece)):
        for one in () if known else leaks.leaks(text, eye.check, certain=piece.packed):
            yield leaks.GATE, one
        for one in keys.secrets(text, eye.check):
            yield keys.GATE, one
        for one in traces.traces(text, eye.holds):
            yield traces.GATE, one
