"""What of a text has not been looked at yet: pages are made of the same parts over and over, and one look is enough.

A text is cut only where nothing that the gates look for can reach across: at a tag that begins a line, which no reading
takes away, before the name of a member of JSON, before a line that begins with a code or an opaque id, at the cells of
a workbook. So looking at the new parts finds what looking at the whole would.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from creditsite.model.readings import WALL, Piece

# Behind an equals sign the end of a line may be no end; digits each in a cell of its own may be one number.
_TAG = re.compile(
    rb"\n(?<![=\r]\n)(?:(?=<[a-z/])(?!<[^<>\n]{1,200}+>\s*[0-9Xx]\s*<)"
    rb"| +(?=<[a-z/])(?!(?:<[^<>]{1,200}+>\s*){1,6}[0-9Xx]\s*<))"
)
# A member with a name; a line of a look-up file, which begins with a code; an entry of a feed.
_MEMBER = re.compile(rb',(?: ?(?="[a-z_]{3,40}":)|\n(?="[0-9A-Z]{18}\||\{"[a-z_]{2,40}": "))')
_LINE = re.compile(rb"\n(?<!=\n)(?<!=\r\n)(?=r(?:ec|ow)[a-z2-7]{24},)")
# What stands between two cells of a workbook: nothing can hide in it, and no two are the same.
_CELL = re.compile(
    rb'<(?:/(?:t></is|v)></c>(?:</row><row r="[0-9]{1,7}">)?<)?c r="[A-Z]{1,3}[0-9]{1,7}"'
    rb'(?: s="[0-9]{1,3}")?(?: t="inlineStr"><is><t>|><v>)(?!\s*(?:<[^<>]{1,200}+>\s*){0,6}[0-9Xx]\s*<)'
)
# A drawing of strokes, as a QR code is one: a letter stands between any two of its steps, so no number reaches farther
# than from one step to the next.
_STROKES = re.compile(
    rb' d="(?:M[0-9]{1,2} [0-9]{1,2}\.5h[0-9]{1,2}(?:m[0-9]{1,2} 0h[0-9]{1,2})*)+"'
)
_SHEETS = "!xl/worksheets/"
REMEMBERED = 24_000_000  # bytes of parts, and twice as many for a while
LONGEST = 2_000  # a longer part hardly ever comes again
_NO_PARTS = frozenset[bytes]()
_MEMBER_OF = attrgetter("member")
_SLOT = 90  # bytes that it takes to remember a part, beside its own


class Sieve:
    """Remembers the parts of texts in which nothing was found; what it remembers is bounded."""

    def __init__(self) -> None:
        self._clean: set[bytes] = set()
        self._older: set[bytes] = set()
        self._size = 0

    def sift(
        self, piece: Piece, passed: frozenset[bytes] = frozenset()
    ) -> tuple[Piece, list[bytes]]:
        """The parts that were not seen before, here or among those that passed, as one piece and one by one.

        Bytes that may be read in more than one way, or that hold comments, are given as they are.
        """
        fresh = self.unseen(piece, passed)
        return (piece, []) if fresh is None else (Piece(piece.member, said(fresh)), fresh)

    def unseen(self, piece: Piece, passed: frozenset[bytes] = frozenset()) -> list[bytes] | None:
        """The same parts alone; nothing where the bytes may not be cut."""
        if piece.packed or not _is_cut(piece.data):
            return None
        clean, older = self._clean, self._older
        parts = _parts(piece.data, _SHEETS in piece.member)
        fresh = [part for part in parts if part not in clean and part not in older]
        return [part for part in fresh if part not in passed] if passed else fresh

    def remember(self, fresh: Iterable[bytes]) -> None:
        """Nothing was found in these. Those that come often are soon known again when the older are forgotten."""
        kept = [part for part in fresh if len(part) <= LONGEST]
        self._size += sum(map(len, kept)) + _SLOT * len(kept)
        self._clean.update(kept)
        if self._size > REMEMBERED:
            self._clean, self._older, self._size = set(), self._clean, 0


def said(parts: Iterable[bytes]) -> bytes:
    """Parts as they are looked at together: a row ends at a wall."""
    return _STROKES.sub(b"", WALL.encode().join((*parts, b"")))


def alongside(
    held: Iterable[Piece], before: Iterable[Piece]
) -> Iterator[tuple[Piece, frozenset[bytes]]]:
    """Each piece of a file, with the parts that stand near the same place in the one before it, which passed.

    Files whose pieces have not moved far say mostly the same there; nothing of the size of a file is held.
    """
    members = groupby(before, _MEMBER_OF)
    for member, pieces in groupby(held, _MEMBER_OF):
        there = next((map(_parts_of, old) for name, old in members if name == member), iter(()))
        near = deque([next(there, _NO_PARTS)], maxlen=3)  # before, at and behind the place
        for piece in pieces:
            near.append(next(there, _NO_PARTS))
            yield piece, _NO_PARTS.union(*near)


def _parts_of(piece: Piece) -> frozenset[bytes]:
    """The parts of a piece; none where it may not be cut."""
    if piece.packed or not _is_cut(piece.data):
        return _NO_PARTS
    return frozenset(_parts(piece.data, _SHEETS in piece.member))


def _is_cut(data: bytes) -> bool:
    return b"\0" not in data and b"<!--" not in data and _is_utf8(data)


def _parts(data: bytes, is_sheet: bool = False) -> list[bytes]:
    border = _border(data, is_sheet)
    parts = border.split(data)
    return list(_closed(parts)) if border is _MEMBER and b"<" in data else parts


def _closed(parts: list[bytes]) -> Iterator[bytes]:
    """Parts in which every tag ends: what reaches from one member of JSON into another stays together."""
    held = b""
    for part in parts:
        held += part
        if held.rfind(b"<") <= held.rfind(b">"):
            yield held
            held = b""
    yield held


def _border(data: bytes, is_sheet: bool) -> re.Pattern[bytes]:
    if is_sheet:
        return _CELL
    if data.startswith((b"{", b"[")):
        return _MEMBER
    return _TAG if b"<" in data else _LINE


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
