"""No trace of what was removed: its names, codes and document numbers, in any spelling, script or wrapping."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, takewhile

import opencc

from creditsite.model.privacy import visible
from creditsite.model.text import normal_form

GATE = "撤下"
SHORTEST = 4  # a shorter text stands in any page by chance
WHOLE = 15  # from here on a number is found inside a longer one too
_WORD = re.compile("[0-9a-z]")

Finder = Callable[[str], bool]


def finder(needles: Iterable[str]) -> Finder:
    """A function that says whether a text holds any of the needles."""
    scripts = [opencc.OpenCC(script) for script in ("s2t", "t2s")]
    stated = set(needles)
    forms = stated | {script.convert(needle) for script in scripts for needle in stated}
    told = {normal_form(form) for form in forms}
    plain = _any_of(sorted(one for one in told if len(one) >= SHORTEST))
    packed = _any_of(sorted({code for form in forms for code in _base64(form)}), bounded=False)

    def holds(text: str) -> bool:
        return bool(
            (plain and plain.search(normal_form(visible(text))))
            or (packed and packed.search(text.replace("-", "+").replace("_", "/")))
        )

    return holds


def _base64(text: str) -> Iterator[str]:
    """The letters of base64 that a text gives for sure, at each of the three places it may stand at."""
    data = text.encode()
    for shift in range(3):
        letters = base64.b64encode(bytes(shift) + data).decode()
        certain = letters[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]
        if len(certain) >= 2 * SHORTEST:
            yield certain


def _any_of(words: list[str], bounded: bool = True) -> re.Pattern[str] | None:
    """One pattern that finds any of the sorted words, each letter of a text being read once.

    >>> bool(_any_of(["罚2026-1", "罚2026-12"]).search("处罚2026-12号"))
    True
    >>> bool(_any_of(["罚2026-1"]).search("处罚2026-12号"))
    False
    """
    if not words:
        return None
    open_ = [w for w in words if not (bounded and _begins_inside(w))]
    shut = [w for w in words if bounded and _begins_inside(w)]
    parts = [_tree(open_, bounded)] if open_ else []
    parts += [f"(?<![0-9a-z]){_tree(shut, bounded)}"] if shut else []
    return re.compile("|".join(parts))


def _begins_inside(word: str) -> bool:
    return len(word) < WHOLE and _WORD.match(word) is not None


def _tree(words: list[str], bounded: bool, read: int = 0) -> str:
    """The words as one pattern in which what they begin with in common is written once; `read` letters came before."""
    stem = _common(words[0], words[-1])
    rests = [word[len(stem) :] for word in words if word != stem]
    end = _end(stem, read, bounded)
    if len(rests) < len(words) and not end:  # whatever follows, the stem is found
        return re.escape(stem)
    branches = [
        _tree(list(group), bounded, read + len(stem))
        for _, group in groupby(rests, key=lambda word: word[0])
    ]
    if len(rests) < len(words):
        branches.append(end)
    return re.escape(stem) + (f"(?:{'|'.join(branches)})" if branches else "")


def _common(first: str, last: str) -> str:
    """What two words begin with, and with them every word that is sorted between them."""
    equal = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in equal)


def _end(stem: str, read: int, bounded: bool) -> str:
    """A short number must not go on: 2026-1 is no trace in 2026-12."""
    short = bounded and read + len(stem) < WHOLE
    return "(?![0-9a-z])" if short and _WORD.match(stem[-1:]) else ""
