"""Files as they travel: beside each text that is worth it lies the same text packed, ready to be sent."""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

import brotli

from creditsite.release.folder import files, link, name_before, same_bytes
from creditsite.release.workers import Team

# Strong enough for a page that is read more often than made; the same on every machine.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, 6, mtime=0),
    ".br": lambda data: bytes(brotli.compress(data, brotli.MODE_TEXT, 5)),
}
WORTH_IT = (
    ".atom", ".css", ".csv", ".html", ".js", ".json", ".jsonl", ".jsonld", ".opml", ".rss", ".svg", ".ttl", ".txt",
    ".xml",
)  # fmt: skip
SMALLEST = 1024  # bytes: a smaller file fits one packet as it is
LARGEST = 1 << 26  # bytes: a larger one is for copying in bulk and has its own packed form
REMEMBERED = 16_384
PIECE = 1 << 20


def is_packed(path: str | Path) -> bool:
    """Whether a file is the packed form of the one beside it.

    >>> is_packed("no/such/page.html.gz")
    False
    """
    plain, dot, ending = str(path).rpartition(".")
    return dot + ending in PACKERS and os.path.isfile(plain)  # noqa: PTH113 -- a million times


def pack(staging: Path, live: Path | None, team: Team, release: str) -> int:
    """Lays the packed forms beside every file of a release that is worth it; how many there are.

    A file taken over from the live release takes its packed forms over, too. Same bytes, same packed bytes.
    """
    return sum(team.share(partial(_part, staging, live, release)))


def pack_one(path: Path) -> int:
    """The same beside one file that has none yet; how many there are."""
    if path.suffix not in WORTH_IT or not SMALLEST <= path.stat().st_size <= LARGEST:
        return 0
    data = path.read_bytes()
    for ending, packed in PACKERS.items():
        _beside(path, ending).write_bytes(packed(data))
    return len(PACKERS)


def _part(staging: Path, live: Path | None, release: str, parts: int, part: int) -> int:
    places: dict[int, Path] = {}  # of files of several names
    count = 0
    for path in _worth_it(staging, part, parts):
        status = path.stat()
        name = path.relative_to(staging).as_posix()
        old = live / name_before(name, release, live.name) if live else None
        twin = places.get(status.st_ino)
        if status.st_nlink > 1 and twin is None and len(places) < REMEMBERED:
            places[status.st_ino] = path
        # The open data brings its own.
        missing = [ending for ending in PACKERS if not _beside(path, ending).exists()]
        known = twin or (old if missing and old and same_bytes(old, path) else None)
        for ending in missing:
            target = _beside(path, ending)
            count += 1
            if known and _beside(known, ending).is_file() and link(_beside(known, ending), target):
                continue
            target.write_bytes(PACKERS[ending](path.read_bytes()))
    return count


def _worth_it(root: Path, part: int, parts: int) -> Iterator[Path]:
    for path in files(root, part, parts):
        if path.suffix in WORTH_IT and SMALLEST <= path.stat().st_size <= LARGEST:
            yield path


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def says_the_same(path: Path) -> bool:
    """Whether a packed form holds what the file beside it holds."""
    try:
        with path.open("rb") as packed, path.with_suffix("").open("rb") as plain:
            for chunk in _UNPACKERS[path.suffix](packed):
                if plain.read(len(chunk)) != chunk:
                    return False
            return not plain.read(1)
    except (OSError, EOFError, zlib.error, brotli.error):
        return False


def _gunzipped(packed: IO[bytes]) -> Iterator[bytes]:
    opener = zlib.decompressobj(wbits=31)
    while chunk := opener.unconsumed_tail or packed.read(PIECE):
        yield opener.decompress(chunk, PIECE)
    yield opener.flush()
    if not opener.eof or opener.unused_data:
        raise EOFError


def _unbrotlied(packed: IO[bytes]) -> Iterator[bytes]:
    opener = brotli.Decompressor()
    while chunk := packed.read(PIECE):
        yield opener.process(chunk)
    if not opener.is_finished():
        raise EOFError


_UNPACKERS = {".gz": _gunzipped, ".br": _unbrotlied}
