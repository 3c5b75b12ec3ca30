"""What a file holds, packed or not: its bytes piece by piece, then those of everything inside it."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

import pyarrow.parquet

PIECE = 1 << 22
OVERLAP = 1 << 12  # longer than anything that is looked for, so that no border can hide it
DEEPEST = 5  # packed in packed in packed


class UnreadableError(Exception):
    """A packed file that cannot be opened, so that nobody can say what is in it."""


class Readable(Protocol):
    """Whatever gives its bytes one piece after the other."""

    def read(self, size: int, /) -> bytes: ...


def pieces(path: Path, data: bytes | None = None) -> Iterator[tuple[str, bytes]]:
    """(name of the member, bytes), the file's own bytes first; a piece begins with the end of the one before.

    Who has read the file already hands its bytes in.
    """
    with path.open("rb") if data is None else BytesIO(data) as file:
        yield from _all("", file, 0)


def _all(member: str, file: IO[bytes], depth: int) -> Iterator[tuple[str, bytes]]:
    for piece in _windows(file):
        yield member, piece
    file.seek(0)
    head = file.read(6)
    file.seek(0)
    if depth < DEEPEST:
        try:
            yield from _inside(member, head, file, depth + 1)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
            raise UnreadableError(f"{member or '文件'}无法解包: {error}") from error


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while fresh := file.read(PIECE):
        yield tail + fresh
        tail = fresh[-OVERLAP:]


def _inside(member: str, head: bytes, file: IO[bytes], depth: int) -> Iterator[tuple[str, bytes]]:
    if head.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=file, mode="rb") as plain:
            yield from _spooled(f"{member}!gzip", plain, depth)
    elif head.startswith(b"BZh"):
        with bz2.BZ2File(file) as plain:
            yield from _spooled(f"{member}!bzip2", plain, depth)
    elif head.startswith(b"\xfd7zXZ"):
        with lzma.LZMAFile(file) as plain:
            yield from _spooled(f"{member}!xz", plain, depth)
    elif head.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield f"{member}!{name}", name.encode()
                with archive.open(name) as inner:
                    yield from _spooled(f"{member}!{name}", inner, depth)
    elif head.startswith(b"PAR1"):
        yield from _parquet(f"{member}!parquet", file)


def _spooled(member: str, packed: Readable, depth: int) -> Iterator[tuple[str, bytes]]:
    """What is unpacked, on disk where it is large, since what lies inside it must be read from its end."""
    with SpooledTemporaryFile(max_size=PIECE) as plain:
        while chunk := packed.read(PIECE):
            plain.write(chunk)
        plain.seek(0)
        yield from _all(member, plain, depth)


def _parquet(member: str, file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    table = pyarrow.parquet.ParquetFile(file)
    for batch in table.iter_batches(batch_size=2000):
        for row in batch.to_pylist():
            yield member, "\n".join(str(value) for value in row.values()).encode()
