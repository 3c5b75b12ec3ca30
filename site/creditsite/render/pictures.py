"""Badges as PNG, for mini programs and wherever SVG is not taken: the same bytes on every machine.

No font of the machine has a part in it: each sign is drawn as the outline that the project's own font has for it, and
resvg, which calculates without the machine's graphics, fills outlines only. A sign that the font lacks (it holds
GB 2312 and ASCII) shows as 〓, which printers set where a type was missing; alternative text says it whole.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import as_file, files

import resvg_py
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from creditsite.render.drawings import Drawing, Line

SCALES = (1, 2, 3)
MISSING = "〓"
UNITS = 1000  # of the font's em


@lru_cache(maxsize=2048)  # most subjects share the drawing of their state
def shared_png(one: Drawing, scale: int) -> bytes:
    """The same as `png`, kept for drawings that many subjects share."""
    return png(one, scale)


def png(one: Drawing, scale: int) -> bytes:
    """A drawing as a picture of so many pixels to the point."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=outlined(one), skip_system_fonts=True, zoom=scale)
    )


def outlined(one: Drawing) -> str:
    """A drawing as SVG that holds no text."""
    shapes = "".join(f'<path fill="{fill}" d="{path}"/>' for fill, path in one.areas)
    text = "".join(
        f'<path fill="{line.fill or one.fill}" d="{"".join(_signs(line, one))}"/>'
        for line in one.lines
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{one.width}" height="{one.height}">{shapes}{text}</svg>'


def _signs(line: Line, one: Drawing) -> Iterator[str]:
    size = line.size or one.size
    x = line.x - measure(line.text) * size / 2 if one.anchor == "middle" else line.x
    for sign in _drawn(line.text):
        yield _placed(sign, round(x, 2), line.y, size)
        x += measure(sign) * size


def measure(text: str) -> float:
    """How wide a line of text is with the project's font, in em."""
    widths = _font()["hmtx"]
    return float(sum(widths[_glyph(sign)][0] for sign in _drawn(text)) / UNITS)


@lru_cache(maxsize=16_384)  # as many as a city has signs, whatever its number of subjects
def _placed(sign: str, x: float, y: float, size: int) -> str:
    glyphs = _font().getGlyphSet()
    pen = SVGPathPen(glyphs, lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    glyphs[_glyph(sign)].draw(TransformPen(pen, (size / UNITS, 0, 0, -size / UNITS, x, y)))
    return str(pen.getCommands())


def _drawn(text: str) -> Iterator[str]:
    """The signs of a text that take room; joiners and marks that the font lacks take none."""
    known = _known()
    return (s for s in text if ord(s) in known or unicodedata.category(s) not in ("Cf", "Mn", "Me"))


def _glyph(sign: str) -> str:
    known = _known()
    return known.get(ord(sign)) or known[ord(MISSING)]


@cache
def _known() -> dict[int, str]:
    return dict(_font().getBestCmap())


@cache
def _font() -> TTFont:
    """The font, opened once in a process and never changed."""
    with as_file(files("creditsite.render") / "fonts" / "badges.otf") as path:
        return TTFont(path, lazy=True)
