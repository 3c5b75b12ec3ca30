"""Many words as one pattern, in which what they begin with in common stands once: a text is read once for all."""

import re
from collections.abc import Callable, Iterable
from itertools import groupby, takewhile


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of at least one word.

    >>> any_of(["青橙", "青橙优品", "a+b"]).findall("青橙优品和a+b")
    ['青橙', 'a+b']
    """
    known = sorted(set(words))
    groups = groupby(known, key=lambda word: word[:1])
    return re.compile("|".join(tree(list(group), re.escape) for _, group in groups))


def tree(words: list[str], spelled: Callable[[str], str], gap: str = "") -> str:
    """Sorted words as the text of a pattern; `spelled` says how a letter of a word is written in it.

    The `gap` between two letters stands before a choice and not in each of its branches: so a branch that begins with
    another letter costs next to nothing.
    """
    stem = _common(words[0], words[-1])
    said = gap.join(map(spelled, stem))
    rests = [word[len(stem) :] for word in words]
    if "" in rests:  # whatever follows, the stem is found
        return said
    groups = groupby(rests, key=lambda rest: rest[0])
    branches = [tree(list(group), spelled, gap) for _, group in groups]
    return f"{said}{gap if stem else ''}(?:{'|'.join(branches)})"


def _common(first: str, last: str) -> str:
    """What two words begin with, and with them every word that is sorted between them."""
    equal = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in equal)
