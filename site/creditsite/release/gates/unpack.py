"""What a file holds, packed or not: its bytes piece by piece, then those of everything inside it."""

import bz2
import gzip
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_CUR, BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from creditsite.model.readings import WALL, Piece

PIECE = 1 << 20
OVERLAP = 1 << 12  # longer than anything that is looked for, so that no border can hide it
CONTINUED = bytes(range(0x80, 0xC0))  # as no sign of UTF-8 begins
RUN = 1 << 8  # bytes within which nearly every number, word or code comes to its end
_BORDER = re.compile(rb"""[<>,;:"'|{}()\[\]]""")  # what stands in none
DEEPEST = 5  # packed in packed in packed
PACKED = (  # how packed files, pictures and fonts begin
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04", b"PAR1", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"wOF2",
)  # fmt: skip


OPAQUE = {  # what nobody here can look into
    b"SQLite f": "SQLite", b"%PDF-": "PDF", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\xd0\xcf\x11\xe0": "OLE",
    b"(\xb5/\xfd": "zstd", b"LZIP": "lzip",
}  # fmt: skip
SIGNED = (*PACKED, *OPAQUE)  # what else than a plain text begins with
TEXTS_OF_PNG = (b"tEXt", b"zTXt", b"iTXt")


class UnreadableError(Exception):
    """A packed file that cannot be opened, so that nobody can say what is in it."""


class Readable(Protocol):
    """Whatever gives its bytes one piece after the other."""

    def read(self, size: int, /) -> bytes: ...


def pieces(path: Path, data: bytes | None = None) -> Iterator[Piece]:
    """All that a file holds, its own bytes first. Who has read the file already hands its bytes in."""
    with path.open("rb") if data is None else BytesIO(data) as file:
        yield from _all("", file, 0)


def _all(member: str, file: IO[bytes], depth: int) -> Iterator[Piece]:
    head = file.read(8)
    file.seek(0)
    for data in _windows(file):
        yield Piece(member, data, head.startswith(PACKED))
    file.seek(0)
    if depth < DEEPEST:
        try:
            yield from _inside(member, head, file, depth + 1)
        except (
            OSError,
            EOFError,
            zlib.error,
            lzma.LZMAError,
            zipfile.BadZipFile,
            ValueError,
        ) as error:
            raise UnreadableError(f"{member or '文件'}无法解包: {error}") from error


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that begin and end between two words: the rest of a long number is another one's likeness."""
    tail = b""
    while fresh := file.read(PIECE):
        fresh += _rest_of_run(file)
        yield tail + fresh
        tail = _from_a_border(fresh[-OVERLAP:])


def _rest_of_run(file: IO[bytes]) -> bytes:
    """The bytes with which a number goes on, or at least a sign of UTF-8: half a sign is read in every coding."""
    more = file.read(RUN)
    border = _BORDER.search(more)
    rest = len(more) - len(more.lstrip(CONTINUED))
    end = border.start() if border else rest if len(more) == RUN else len(more)
    file.seek(end - len(more), SEEK_CUR)
    return more[:end]


def _from_a_border(data: bytes) -> bytes:
    """The bytes without the end of a number that begins before them, or at least of a sign."""
    border = _BORDER.search(data, 0, RUN)
    return data[border.start() :] if border else data[:3].lstrip(CONTINUED) + data[3:]


def _inside(member: str, head: bytes, file: IO[bytes], depth: int) -> Iterator[Piece]:
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
                yield Piece(f"{member}!{name}", name.encode())
                with archive.open(name) as inner:
                    yield from _spooled(f"{member}!{name}", inner, depth)
    elif head.startswith(b"PAR1"):
        yield from _parquet(f"{member}!parquet", file)
    elif head.startswith(b"\x89PNG"):
        yield from _png(member, file)
    for beginning, what in OPAQUE.items():
        if head.startswith(beginning):
            raise UnreadableError(f"{member or '文件'}是 {what}, 无法核验内容")


def _spooled(member: str, packed: Readable, depth: int) -> Iterator[Piece]:
    """What is unpacked, on disk where it is large, since what lies inside it must be read from its end."""
    with SpooledTemporaryFile(max_size=PIECE) as plain:
        while chunk := packed.read(PIECE):
            plain.write(chunk)
        plain.seek(0)
        yield from _all(member, plain, depth)


def _png(member: str, file: IO[bytes]) -> Iterator[Piece]:
    """The texts beside a picture, packed or not; what is drawn is looked at by nobody."""
    file.seek(8)
    kind = b""
    while kind != b"IEND" and len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        body = file.read(length)
        file.read(4)
        if kind in TEXTS_OF_PNG:
            yield Piece(f"{member}!{kind.decode()}", b"\n".join(_texts_of_png(kind, body)))
    yield Piece(f"{member}!end", file.read())


def _texts_of_png(kind: bytes, body: bytes) -> tuple[bytes, ...]:
    name, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        return name, zlib.decompress(rest[1:])
    if kind == b"iTXt":
        language, translated, text = rest[2:].split(b"\0", 2)
        return name, language, translated, zlib.decompress(text) if rest[:1] == b"\1" else text
    return name, rest


def _parquet(member: str, file: IO[bytes]) -> Iterator[Piece]:
    """The cells of a row apart, so that no number is made up of two; many rows at once."""
    import pyarrow  # here only: it takes 30 MB, which a check of deliveries need not
    from pyarrow import parquet

    table = parquet.ParquetFile(file)
    for batch in table.iter_batches(batch_size=500, use_threads=False):  # which hold columns each
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        yield Piece(member, WALL.join("\n|\n".join(map(str, row)) for row in rows).encode())
    pyarrow.default_memory_pool().release_unused()
