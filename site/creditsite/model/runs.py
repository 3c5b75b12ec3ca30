"""Runs of letters that may be base64 of something: addresses, codes, names of classes; most stand on many pages."""

import re
from functools import lru_cache

SHORTEST = 8  # letters; nothing that is looked for says itself in fewer
LETTER = r"[A-Za-z0-9+/_\-]"
_KNOWN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_OTHERS_BLANK = bytes(sign if sign in _KNOWN else ord(" ") for sign in range(256))
_FOLDED = re.compile(rf"\n(?:(?<={LETTER}\n)|(?<={LETTER}\r\n))[ \t]{{0,40}}{LETTER}")


@lru_cache(2)  # of one and the same text it is asked twice in a row
def runs(text: str) -> frozenset[str]:
    """The different runs in a text, each within its line; found many times faster than by a pattern.

    >>> sorted(runs('<a href="/s/91990102MA0KRE334J/">abc 12345678</a>'))
    ['/s/91990102MA0KRE334J/', '12345678']
    """
    words = set(text.encode("utf-8", "surrogatepass").translate(_OTHERS_BLANK).split())
    long = b" ".join(word for word in words if len(word) >= SHORTEST)
    return frozenset(long.decode("ascii").split())


def is_folded(text: str) -> bool:
    """Whether any run may go on in the next line."""
    return _FOLDED.search(text) is not None
