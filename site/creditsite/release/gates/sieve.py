"""What of a text has not been looked at yet: pages are made of the same parts over and over, and one look is enough.

A text is cut only where nothing that the gates look for can reach across: at a tag on a line of its own, which no
reading takes away, or before the name of a member of JSON. So looking at the new parts finds what looking at the
whole would.
"""

import re

from creditsite.release.gates.unpack import Piece

# Behind an equals sign the end of a line may be no end; digits each in a cell of its own may be one number.
_TAG = re.compile(rb"\n(?<![=\r]\n)(?=<[a-z/])(?!<[^<>\n]{1,200}>\s*[0-9Xx]\s*<)")
_MEMBER = re.compile(rb',(?="[a-z_]{3,40}":)')
WALL = "\n<wall>\n"
REMEMBERED = 40_000  # parts; more than pages have in common, and no more memory than some pages


class Sieve:
    """Remembers the parts of texts in which nothing was found; what it remembers is bounded."""

    def __init__(self) -> None:
        self._clean: set[bytes] = set()

    def sift(
        self, piece: Piece, passed: frozenset[bytes] = frozenset()
    ) -> tuple[Piece, list[bytes]]:
        """The parts that were not seen before, here or among those that passed, as one piece and one by one.

        Bytes that may be read in more than one way, or that hold comments, are given as they are.
        """
        if piece.packed or not _is_cut(piece.data):
            return piece, []
        clean = self._clean
        fresh = [part for part in _parts(piece.data) if part not in clean and part not in passed]
        return Piece(piece.member, WALL.encode().join(fresh)), fresh

    def remember(self, fresh: list[bytes]) -> None:
        """Nothing was found in these."""
        if len(self._clean) > REMEMBERED:
            self._clean.clear()
        self._clean.update(fresh)


def parts_of(data: bytes) -> frozenset[bytes]:
    """The parts of a file; none where it may not be cut."""
    return frozenset(_parts(data)) if _is_cut(data) else frozenset()


def _is_cut(data: bytes) -> bool:
    return b"\0" not in data and b"<!--" not in data and _is_utf8(data)


def _parts(data: bytes) -> list[bytes]:
    border = _MEMBER if data.startswith((b"{", b"[")) else _TAG
    ends = [found.end() for found in border.finditer(data)]
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
