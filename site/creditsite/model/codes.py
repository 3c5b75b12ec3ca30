"""Unified social credit codes (GB 32100-2015): cleaning, checking, and the key that joins a record to its subject."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from operator import mul

from creditsite.model.text import normal_form

PLACEHOLDER = "0" * 17 + "X"  # "no code", sent for sole traders and even for departments
_WORTH = {sign: worth for worth, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_WEIGHTS = (
    *(3**place % 31 for place in range(17)),
    1,
)  # as the library does it, which is too slow for millions
_NONE = 255  # the worth of what is no sign of a code
_WORTHS = bytes(_WORTH.get(chr(point), _NONE) for point in range(256))
# Each sign as the figure of its worth in numbers of base 34, which is 3 modulo 31; `~` is none.
_FIGURES = bytes(
    b"0123456789abcdefghijklmnopqrstu"[_WORTH[chr(point)]] if chr(point) in _WORTH else ord("~")
    for point in range(256)
)
_NO_SIGN = re.compile(r"[^0-9A-HJ-NPQRTUWXY]")


def compact(text: str) -> str:
    """A code as it is compared: NFKC, upper case, without spaces and hyphens.

    >>> compact(" ９１９９０１０２-ma0000001p ")
    '91990102MA0000001P'
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\-‐‑–—_·.]", "", plain)


@lru_cache(maxsize=65_536)  # bounded; each code is asked about several times on its way
def fault_of(code: str) -> str:
    """Why a compact code is not a valid one, as a sentence; empty if it is valid.

    The check of the inner organisation code and the list of regions are hints only: real codes fail both.
    """
    if len(code) == 18 and not code.strip("0X"):  # eighteen zeros have a right check digit
        return "是表示无代码的占位代码 00000000000000000X, 不能用来归集"
    if len(code) != 18:
        return f"应为 18 位, 实为 {len(code)} 位"
    worths = code.encode("ascii", "replace").translate(_WORTHS)
    if max(worths) == _NONE and (other := _NO_SIGN.search(code)):
        sign = (
            f"“{other[0]}” U+{ord(other[0]):04X}"
            if other[0].isprintable()
            else f"U+{ord(other[0]):04X}"
        )
        return f"第 {other.start() + 1} 位 {sign} 不是代码使用的字符 (数字和除 I, O, S, V, Z 外的大写拉丁字母)"
    if sum(map(mul, worths, _WEIGHTS)) % 31:
        # Which sign is wrong cannot be told; to name the last one that fits would make a wrong code look right.
        return "校验码不符, 有一位写错或前后颠倒"
    return ""


def is_valid(code: str) -> bool:
    """Whether a compact code is a valid unified social credit code."""
    return not fault_of(code)


def are_valid(codes: Sequence[str]) -> Sequence[bool]:
    """Of several codes of 18 signs each whether it is a valid one, many times quicker.

    Read backwards as a number of base 34, each sign of a code weighs as much modulo 31 as it must; the last, which
    must weigh 1, weighs 3 ** 17, that is 21 too much.

    >>> are_valid(["91990102MA025CCM56", "91990102MA025CCM65", PLACEHOLDER])
    [True, False, False]
    """
    figures = "".join(codes).encode("ascii", "replace").translate(_FIGURES)[::-1]
    if b"~" in figures:
        return list(map(is_valid, codes))
    each = [figures[at : at + 18] for at in range(len(figures) - 18, -1, -18)]
    return [
        (int(number, 34) - 21 * int(number[:1], 34)) % 31 == 0 and code.strip("0X") != ""
        for code, number in zip(codes, each, strict=True)
    ]


def subject_key(code: str, subject_no: str) -> str | None:
    """What a record is joined on: its valid code, else the office's number for a subject without one, else nothing."""
    if is_valid(code):
        return code
    if subject_no.strip():
        return "#" + normal_form(subject_no).upper()
    return None
