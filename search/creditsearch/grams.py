"""Names as words that a search server leaves whole: each two neighbouring signs spelt in Latin letters."""

import itertools
from collections.abc import Iterator

_LETTERS = "abcdefghijklmnop"


def spelt_sign(sign: str) -> str:
    """A sign as at least four letters, so that no segmentation and no digit rule of a server cuts it.

    >>> spelt_sign("青"), spelt_sign("a")
    ('jhfc', 'aagb')
    """
    return "".join(_LETTERS[int(digit, 16)] for digit in f"{ord(sign):04x}")


def grams(form: str) -> Iterator[str]:
    """The pairs of neighbours of a compared name, and the last sign alone."""
    spelt = [spelt_sign(sign) for sign in form]
    yield from (a + b for a, b in itertools.pairwise(spelt))
    yield from spelt[-1:]
