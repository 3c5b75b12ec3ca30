"""Badges: a subject's standing and level as a small drawing that any page can show, and as shields' endpoint JSON."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from creditsite.model.profile import Level, Profile
from creditsite.render.source import Source

FONT = "Verdana,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Noto Sans SC,sans-serif"
GREY = "#4b5563"  # no grade, or one that has expired
DARK = "#1f2937"  # the publisher's part
LONGEST = 24.0  # em; a longer text is cut in the drawing and whole in its title

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


@dataclass(frozen=True, slots=True)
class _Part:
    """One coloured part of a flat badge."""

    text: str
    fill: str
    shape: str = ""


def badge(profile: Profile, source: Source, style: str = "flat") -> bytes:
    """A subject's badge as SVG; the flat and compact styles are equal for all subjects of equal state."""
    return STYLES[style](profile, source).encode()


def alt_text(profile: Profile, source: Source) -> str:
    """What a badge says, in words: its title, and the alternative text to copy."""
    level = profile.level
    grade = _level_words(level) if level else "无等级"
    if level and level.scheme:
        grade += f"（评价办法：{level.scheme.version}）"
    return f"{source.site.name}：{_standing_words(profile)}；{grade}；数据日期 {source.as_of}"


def shields(profile: Profile, source: Source) -> dict[str, Any]:
    """The endpoint JSON from which shields.io draws the same badge."""
    grade = f" · {_level_words(profile.level)}" if profile.level else ""
    return {
        "schemaVersion": 1,
        "label": source.site.name,
        "message": f"{_standing_words(profile)}{grade} · {source.as_of}",
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


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _standing_words(profile: Profile) -> str:
    return profile.standing.label + ("（异议中）" if profile.disputed else "")


def _level_words(level: Level, *, long: bool = True) -> str:
    rating = level.rating
    scheme = level.scheme.name if level.scheme else rating.rating_name
    label = level.grade.label if level.grade else ""
    grade = label if label.startswith(rating.grade) else f"{rating.grade} {label}".strip()
    year = rating.year or (rating.rated_on.year if rating.rated_on else None)
    words = [scheme if long else "", grade, f"{year}年度" if year else ""]
    return " ".join(filter(None, (*words, "已过期" if level.expired else "")))


def _level_fill(level: Level | None) -> str:
    if level is None or level.expired or level.grade is None:
        return GREY
    return level.grade.colour if _COLOUR.fullmatch(level.grade.colour) else GREY


def _flat(profile: Profile, source: Source) -> str:
    return _row(
        alt_text(profile, source),
        _Part(source.site.name, DARK),
        _Part(_standing_words(profile), FILLS[profile.standing.id], profile.standing.id),
        _level_part(profile.level, long=True),
        _Part(source.as_of.isoformat(), DARK),
    )


def _compact(profile: Profile, source: Source) -> str:
    return _row(
        alt_text(profile, source),
        _Part(_standing_words(profile), FILLS[profile.standing.id], profile.standing.id),
        _level_part(profile.level, long=False),
    )


def _level_part(level: Level | None, *, long: bool) -> _Part:
    return _Part(_level_words(level, long=long) if level else "无等级", _level_fill(level))


def _row(title: str, *parts: _Part) -> str:
    """Parts side by side, 20 high. Few elements and attributes, none from data but text: see the test."""
    shapes, texts, x = [], [], 0.0
    for part in parts:
        text, sign = cut(part.text), 13.0 if part.shape else 0.0
        wide, colour = width_em(text) * 11, ink(part.fill)
        width = 6 + sign + wide + 6
        shapes.append(f'<path fill="{part.fill}" d="M{_n(x)} 0h{_n(width)}v20h-{_n(width)}z"/>')
        if part.shape:
            sign_path = f"M{_n(x + 5)} 5{SHAPES[part.shape]}"
            shapes.append(f'<path fill="{colour}" d="{sign_path}"/>')
        own = "" if colour == "#fff" else f' fill="{colour}"'
        texts.append(f'<text x="{_n(x + 6 + sign + wide / 2)}" y="14"{own}>{_escape(text)}</text>')
        x += width
    return _svg(title, x, 20, "".join(shapes), "".join(texts), size=11, anchor="middle")


def _card(profile: Profile, source: Source, *, dark: bool = False) -> str:
    """A card of 320 by 96 with the subject's name: the only style that is a subject's own."""
    paper, pen, soft = (
        ("#111827", "#f9fafb", "#d1d5db") if dark else ("#ffffff", "#111827", "#4b5563")
    )
    fill = FILLS[profile.standing.id]
    standing, level = _standing_words(profile), profile.level
    shapes = (
        f'<path fill="{soft}" d="M0 0h320v96H0z"/><path fill="{paper}" d="M1 1h318v94H1z"/>'
        f'<path fill="{fill}" d="M1 32h318v26H1z"/>'
        f'<path fill="#fff" d="M12 40{SHAPES[profile.standing.id]}"/>'
    )
    lines = (
        (12, 22, pen, cut(profile.name, 22)),
        (28, 50, "#fff", cut(standing, 21)),
        (12, 74, pen, cut(_level_words(level) if level else "无等级", 22)),
        (12, 90, soft, cut(f"{source.site.name} {source.as_of}", 22)),
    )
    texts = "".join(
        f'<text x="{x}" y="{y}" fill="{colour}">{_escape(text)}</text>'
        for x, y, colour, text in lines
    )
    title = f"{profile.name}：{alt_text(profile, source)}"
    return _svg(title, 320, 96, shapes, texts, size=13, anchor="start")


def _svg(
    title: str, width: float, height: int, shapes: str, texts: str, *, size: int, anchor: str
) -> str:
    across = _n(width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {height}" width="{across}"'
        f' height="{height}" role="img" aria-label={quoteattr(xml_text(title))}>'
        f"<title>{_escape(title)}</title>{shapes}"
        f'<g font-family="{FONT}" font-size="{size}" text-anchor="{anchor}" fill="#fff">{texts}</g></svg>\n'
    )


def _escape(text: str) -> str:
    return escape(xml_text(text))


def _n(number: float) -> str:
    """A number as the drawing holds it: two digits behind the point at most, the same on every machine.

    >>> _n(12.0), _n(3.456)
    ('12', '3.46')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _dark_card(profile: Profile, source: Source) -> str:
    return _card(profile, source, dark=True)


STYLES: dict[str, Callable[[Profile, Source], str]] = {
    "flat": _flat,
    "compact": _compact,
    "card": _card,
    "card-dark": _dark_card,
}


def styles() -> Iterator[str]:
    """The names of all styles."""
    yield from STYLES
