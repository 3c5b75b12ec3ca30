"""Characters that no cell may hold: control, bidirectional, invisible, private use, traces of a wrong decoding."""

import re
import unicodedata
from dataclasses import dataclass

# Ideographic variation selectors (U+E0100…) are not in it: names need them.
_SINGLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\U000e0000-\U000e007f\U000f0000-\U0010ffff"
)
# Signs that stand on the one before them: no script sets more than a few, and a hundred of them are wider than a page.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
MOST_MARKS = 16
FORBIDDEN = re.compile(
    f"[{_SINGLE}]|[{_MARKS}]{{{MOST_MARKS + 1},}}"
    "|锟斤拷|烫烫|屯屯屯|ï»¿|锘\xbf|[ÃÂ][\u0080-\u00bf\u2013-\u203a\u20ac\u2122\u0152-\u017e]"
    "|â€|ã€|[åæçèé][\u0080-\u00bf]"
)
FIRST_SIGNS = f"{_SINGLE}{_MARKS}锟烫屯ï锘ÃÂâãåæçèé"  # as one class they are found far quicker than the alternatives
_KINDS = (
    ("\u202a", "\u202e", "文字方向控制符"), ("\u2066", "\u2069", "文字方向控制符"),
    ("\u200e", "\u200f", "文字方向控制符"),
    ("\u061c", "\u061c", "文字方向控制符"), ("\ufffd", "\ufffd", "乱码替换符"), ("\ue000", "\uf8ff", "私有区字符"),
    ("\U000f0000", "\U0010ffff", "私有区字符"), ("\x00", "\x1f", "控制字符"), ("\x7f", "\x9f", "控制字符"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A character that may not stand where it was found."""

    name: str  # U+202E 文字方向控制符
    position: int  # counted from 1


def first_forbidden(text: str) -> Forbidden | None:
    """The first character of a text that no cell may hold.

    >>> first_forbidden("云浦\\u202e公司")
    Forbidden(name='U+202E 文字方向控制符', position=3)
    >>> first_forbidden("葛\\U000e0100城") is None
    True
    >>> first_forbidden("店" + "\\u0e47" * 100).name
    'U+0E47 连续的附加符号'
    """
    found = FORBIDDEN.search(text)
    if not found:
        return None
    if len(found[0]) > MOST_MARKS:
        return Forbidden(f"U+{ord(found[0][0]):04X} 连续的附加符号", found.start() + 1)
    if len(found[0]) > 1:
        points = " ".join(f"U+{ord(c):04X}" for c in found[0])
        return Forbidden(f"{points} 乱码", found.start() + 1)
    return Forbidden(f"U+{ord(found[0]):04X} {_kind(found[0])}", found.start() + 1)


def _kind(sign: str) -> str:
    named = next((word for first, last, word in _KINDS if first <= sign <= last), "")
    return named or ("未定义字符" if unicodedata.category(sign) == "Cn" else "不可见字符")


def visible(text: str) -> str:
    """A text in which every forbidden character is written as its code point.

    >>> visible("a\\x07b")
    'a<U+0007>b'
    """
    return FORBIDDEN.sub(lambda m: "".join(f"<U+{ord(c):04X}>" for c in m[0]), text) if text else ""
