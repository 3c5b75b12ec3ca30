"""Badges drawn: four styles, for a light and a dark surrounding, each first as plain data and then as SVG."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from creditsite.model.profile import Level, Profile
from creditsite.render.badges import (
    DARK,
    FILLS,
    GREY,
    LONGEST,
    SHAPES,
    alt_text,
    cut,
    ink,
    level_fill,
    level_words,
    lifted,
    standing_words,
    version_of,
    width_em,
    xml_text,
    year_of,
)
from creditsite.render.source import Source

FONT = "Verdana,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Noto Sans SC,sans-serif"
NIGHT = "#111827"  # a dark surrounding


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `y` is its base line, `x` its middle or its beginning as the drawing says."""

    x: float
    y: float
    text: str
    fill: str = ""  # where it differs from the drawing's
    size: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A badge as data: areas of one colour, then lines of text upon them."""

    title: str
    width: int
    height: int
    areas: tuple[tuple[str, str], ...]  # fill, path
    lines: tuple[Line, ...]
    size: int
    fill: str = "#fff"
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a surrounding."""

    paper: str
    pen: str
    soft: str
    plate: str  # the publisher's part
    dark: bool = False

    def of(self, fill: str) -> str:
        """A fill as it can be seen here."""
        return lifted(fill, NIGHT) if self.dark else fill


DAY = Look("#ffffff", "#111827", "#4b5563", DARK)
EVENING = Look(NIGHT, "#f9fafb", "#d1d5db", "#d1d5db", dark=True)
Style = Callable[[Profile, Source, Look], Drawing]


def badge(profile: Profile, source: Source, style: str = "flat", *, dark: bool = False) -> bytes:
    """A subject's badge as SVG; every style but the card is equal for all subjects of equal state."""
    return svg(drawing(profile, source, style, dark=dark))


def drawing(profile: Profile, source: Source, style: str, *, dark: bool = False) -> Drawing:
    """A subject's badge as data."""
    return STYLES[style](profile, source, EVENING if dark else DAY)


def svg(one: Drawing) -> bytes:
    """A drawing with its text as text. Few elements and attributes, none from data but text: see the test."""
    shapes = "".join(f'<path fill="{fill}" d="{path}"/>' for fill, path in one.areas)
    texts = "".join(_text(line) for line in one.lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {one.width} {one.height}" width="{one.width}"'
        f' height="{one.height}" role="img" aria-label={quoteattr(xml_text(one.title))}>'
        f"<title>{escape(xml_text(one.title))}</title>{shapes}"
        f'<g font-family="{FONT}" font-size="{one.size}" text-anchor="{one.anchor}" fill="{one.fill}">'
        f"{texts}</g></svg>\n"
    ).encode()


def _text(line: Line) -> str:
    fill = f' fill="{line.fill}"' if line.fill else ""
    size = f' font-size="{line.size}"' if line.size else ""
    return (
        f'<text x="{_n(line.x)}" y="{_n(line.y)}"{fill}{size}>{escape(xml_text(line.text))}</text>'
    )


def _n(number: float) -> str:
    """A number as the drawing holds it: two digits behind the point at most, the same on every machine.

    >>> _n(12.0), _n(3.456)
    ('12', '3.46')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")


def nobody(source: Source) -> Drawing:
    """What servers show in place of the badge of a subject of whom nothing is published: neutral, never a gap."""
    title = f"{source.site.name}：本站没有这个主体的公示信息；数据日期 {source.as_of}"
    parts = ((source.site.name, DARK), ("没有公示信息", GREY), (source.as_of.isoformat(), DARK))
    return _row(title, parts)


def _flat(profile: Profile, source: Source, look: Look) -> Drawing:
    """Publisher, standing, level, date."""
    standing = profile.standing.id
    parts = (
        (source.site.name, look.plate),
        (standing_words(profile), look.of(FILLS[standing])),
        (level_words(profile.level), look.of(level_fill(profile.level))),
        (source.as_of.isoformat(), look.plate),
    )
    return _row(alt_text(profile, source), parts, SHAPES[standing])


def _row(title: str, parts: tuple[tuple[str, str], ...], shape: str = "") -> Drawing:
    """Texts on their fills side by side, 20 high; the shape stands before the second."""
    areas: list[tuple[str, str]] = []
    lines: list[Line] = []
    x = 0
    for number, (text, fill) in enumerate(parts):
        said, sign, colour = cut(text, LONGEST), 13 if shape and number == 1 else 0, ink(fill)
        wide = width_em(said) * 11
        width = ceil(6 + sign + wide + 6)
        areas.append((fill, f"M{x} 0h{width}v20h-{width}z"))
        if sign:
            areas.append((colour, f"M{x + 5} 5{shape}"))
        middle = x + sign + (width - sign) / 2
        lines.append(Line(middle, 14, said, "" if colour == "#fff" else colour))
        x += width
    return Drawing(title, x, 20, tuple(areas), tuple(lines), 11)


def _compact(profile: Profile, source: Source, look: Look) -> Drawing:
    """Two lines, 36 high: standing above, level and date below."""
    standing, below = FILLS[profile.standing.id], look.of(level_fill(profile.level))
    above = look.of(standing)
    words = standing_words(profile)
    day = f" · {source.as_of}"
    said = level_words(profile.level, LONGEST - width_em(day)) + day
    top = width_em(words) * 11 + 13
    width = ceil(max(top, width_em(said) * 10) + 12)
    left = (width - top) / 2
    return Drawing(
        alt_text(profile, source),
        width,
        36,
        (
            (above, f"M0 0h{width}v20h-{width}z"),
            (ink(above), f"M{_n(left)} 5{SHAPES[profile.standing.id]}"),
            (below, f"M0 20h{width}v16h-{width}z"),
        ),
        (
            Line(width / 2 + 6.5, 14, words, ink(above), 11),
            Line(width / 2, 31.5, said, ink(below)),
        ),
        10,
    )


def _card(profile: Profile, source: Source, look: Look) -> Drawing:
    """A card of 320 by 112 with the subject's name: the only style that is a subject's own."""
    fill = look.of(FILLS[profile.standing.id])
    version = version_of(profile.level)
    foot = f"{source.site.name} {source.as_of}"
    return Drawing(
        f"{profile.name}：{alt_text(profile, source)}",
        320,
        112,
        (
            (look.soft, "M0 0h320v112H0z"),
            (look.paper, "M1 1h318v110H1z"),
            (fill, "M1 32h318v26H1z"),
            (ink(fill), f"M12 40{SHAPES[profile.standing.id]}"),
        ),
        (
            Line(12, 22, cut(profile.name, 22)),
            Line(28, 50, cut(standing_words(profile), 21), ink(fill)),
            Line(12, 76, level_words(profile.level, 22)),
            Line(12, 100, cut(f"{foot}　{version}" if version else foot, 24.5), look.soft, 12),
        ),
        13,
        look.pen,
        "start",
    )


def _seal(profile: Profile, source: Source, look: Look) -> Drawing:
    """A square stamp of 160: publisher, sign and standing in a band, grade, scheme, its version and the date."""
    fill = look.of(FILLS[profile.standing.id])
    level, words = profile.level, standing_words(profile)
    grade = cut(_grade(level), 13.5)
    version = cut(version_of(level), 5)
    day = source.as_of.isoformat()
    return Drawing(
        alt_text(profile, source),
        160,
        160,
        (
            (fill, "M0 0h160v160H0z"),
            (look.paper, "M3 3h154v43H3zM3 88h154v69H3z"),
            (ink(fill), f"M75 52{SHAPES[profile.standing.id]}"),
        ),
        (
            Line(80, 29, cut(source.site.name, 13)),
            Line(80, 80, words, ink(fill), _fitting(words)),
            Line(80, 109, grade, "", _fitting(grade)),
            Line(80, 129, cut(_scheme(level), 13.5)),
            Line(80, 148, f"{version} · {day}" if version else day),
        ),
        11,
        look.pen,
    )


def _fitting(text: str) -> int:
    """The size of a line that fits into the stamp."""
    return 15 if width_em(text) <= 9.8 else 11


def _grade(level: Level | None) -> str:
    """The grade alone, first that it has expired, if so."""
    if level is None:
        return "无等级"
    label = level.grade.label if level.grade else level.rating.grade
    text = " ".join(filter(None, (label, year_of(level))))
    return f"已过期：{text}" if level.expired else text


def _scheme(level: Level | None) -> str:
    if level is None:
        return "没有评价单位报送"
    return level.scheme.name if level.scheme else level.rating.rating_name


STYLES: dict[str, Style] = {"flat": _flat, "compact": _compact, "card": _card, "seal": _seal}
