"""What a badge says: standing and level in words, measures and colours; and shields' endpoint JSON."""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from creditsite.model.profile import Level, Profile
from creditsite.render.source import Source

WHOLE = 1000.0  # em: nothing is cut
GREY = "#4b5563"  # no grade, or one that has expired
DARK = "#1f2937"  # the publisher's part
LONGEST = (
    28.0  # em of a part of a badge; a longer text is cut in the drawing and whole in its title
)

_FORBIDDEN = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_COLOUR = re.compile("#[0-9a-fA-F]{6}")

# Fill of each standing, all dark enough for white letters. Words and shape say the same.
FILLS = {
    "black": "#111111", "watch": "#92400e", "penalty": "#6d28d9", "red": "#b5121b", "none": "#334e68",
}  # fmt: skip

# A sign for each standing in a square of 10: cross, triangle, square, tick, ring. Relative, so it can stand anywhere.
SHAPES = {
    "black": "m1 2.4l1.4-1.4 2.6 2.6 2.6-2.6 1.4 1.4-2.6 2.6 2.6 2.6-1.4 1.4-2.6-2.6-2.6 2.6-1.4-1.4 2.6-2.6z",
    "watch": "m5 0l5 9.5h-10zm-.6 3.2v3h1.2v-3zm0 4v1.3h1.2v-1.3z",
    "penalty": "m1 1h8v8h-8zm1.8 1.8v4.4h4.4v-4.4z",
    "red": "m.2 5.2l1.6-1.6 2.2 2.2 4.4-4.4 1.6 1.6-6 6z",
    "none": "m5 0a5 5 0 0 1 0 10a5 5 0 0 1 0-10zm0 1.7a3.3 3.3 0 0 0 0 6.6a3.3 3.3 0 0 0 0-6.6z",
}

# Advance widths of Verdana in 1/2048 em, from U+0020 on: no other common sans is wider.
_ASCII = (
    720, 806, 940, 1676, 1302, 2204, 1488, 550, 930, 930, 1302, 1676, 745, 930, 745, 930,
    *(1302,) * 10, 930, 930, 1676, 1676, 1676, 1117, 2048,
    1400, 1404, 1430, 1578, 1295, 1177, 1588, 1539, 862, 931, 1419, 1140, 1726,
    1532, 1612, 1235, 1612, 1424, 1400, 1262, 1499, 1400, 2025, 1403, 1260, 1403,
    930, 930, 930, 1676, 1302, 1302,
    1230, 1276, 1067, 1276, 1220, 720, 1276, 1296, 562, 705, 1212, 562, 1992,
    1296, 1243, 1276, 1276, 874, 1067, 807, 1296, 1212, 1676, 1212, 1212, 1076,
    1300, 930, 1300, 1676,
)  # fmt: skip


def alt_text(profile: Profile, source: Source) -> str:
    """What a badge says, in words: its title, and the alternative text to copy."""
    grade = level_words(profile.level, WHOLE)
    if version := version_of(profile.level):
        grade += f"（评价办法：{version}）"
    return f"{source.site.name}：{standing_words(profile)}；{grade}；数据日期 {source.as_of}"


def shields(profile: Profile, source: Source) -> dict[str, Any]:
    """The endpoint JSON from which shields.io draws the same badge."""
    grade = f" · {level_words(profile.level)}" if profile.level else ""
    return {
        "schemaVersion": 1,
        "label": xml_text(source.site.name),
        "message": xml_text(f"{standing_words(profile)}{grade} · {source.as_of}"),
        "color": FILLS[profile.standing.id],
        "labelColor": DARK,
        "cacheSeconds": 300,
    }


def width_em(text: str) -> float:
    """The width of a line of text in em, never too small for a common font.

    >>> width_em("信用"), round(width_em("A级"), 2)
    (2.0, 1.68)
    """
    return sum(map(_glyph, text))


def _glyph(sign: str) -> float:
    if " " <= sign <= "~":
        return _ASCII[ord(sign) - 32] / 2048
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.8


def cut(text: str, most: float = LONGEST) -> str:
    """A text of at most so many em, with an ellipsis where something was cut."""
    if width_em(text) <= most:
        return text
    reached = list(accumulate(map(_glyph, text)))
    return text[: bisect_right(reached, most - 1)] + "…"


def xml_text(text: str) -> str:
    """Text that XML can hold: what it forbids shows as the sign for a lost character."""
    return _FORBIDDEN.sub("\ufffd", text)


def ink(fill: str) -> str:
    """White or black letters, whichever WCAG AA allows on a fill."""
    return "#fff" if contrast("#ffffff", fill) >= 4.5 else "#000"


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours `#rrggbb`.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lifted(colour: str, ground: str) -> str:
    """A colour made lighter until it stands out from a dark ground as letters do (WCAG 4.5).

    >>> lifted("#ffffff", "#000000"), lifted("#0b6b3a", "#111827")
    ('#ffffff', '#48906b')
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(21):
        lighter = "#" + "".join(f"{p + (255 - p) * step // 20:02x}" for p in parts)
        if contrast(lighter, ground) >= 4.5:
            return lighter
    return "#ffffff"


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def standing_words(profile: Profile) -> str:
    """A standing in words, with the mark of an open dispute."""
    return profile.standing.label + ("（异议中）" if profile.disputed else "")


def level_words(level: Level | None, most: float = LONGEST) -> str:
    """A level in one line: first that it has expired; a scheme too long for `most` em is cut, its grade never."""
    if level is None:
        return "无等级"
    rating = level.rating
    label = level.grade.label if level.grade else ""
    grade = label if label.startswith(rating.grade) else f"{rating.grade} {label}".strip()
    tail = " ".join(filter(None, (grade, year_of(level))))
    head = "已过期：" if level.expired else ""
    name = level.scheme.name if level.scheme else rating.rating_name
    scheme = cut(name, max(2.0, most - width_em(f"{head} {tail}")))
    return cut(f"{head}{scheme} {tail}", most)


def year_of(level: Level) -> str:
    """The year that a grade is about."""
    rating = level.rating
    year = rating.year or (rating.rated_on.year if rating.rated_on else None)
    return f"{year}年度" if year else ""


def version_of(level: Level | None) -> str:
    """The version of the scheme, where the city has registered one."""
    return level.scheme.version if level and level.scheme else ""


def level_fill(level: Level | None) -> str:
    """The colour of a grade; grey where there is none, or one that has expired."""
    if level is None or level.expired or level.grade is None:
        return GREY
    return level.grade.colour if _COLOUR.fullmatch(level.grade.colour) else GREY
