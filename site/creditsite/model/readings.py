"""Every way in which bytes may be read as text: as they are, and with each disguise taken off."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from creditsite.model.disguise import hexadecimal, undisguised
from creditsite.model.privacy import is_id_number
from creditsite.model.runs import LETTER, is_folded, runs

WALL = "\n<wall>\n"  # between rows and parts of texts: nothing that is looked for reaches across
# Nine digits in base64 at any alignment hold three such groups; so does every longer run.
_BASE64_DIGITS = re.compile(r"(?:[MNO][TDjz][AEIMQUYcgk][w-z0-5]){3}")
REACH = 400
_BASE64 = re.compile(rf"{LETTER}{{0,{REACH}}}")
_BASE64_END = re.compile(rf"{LETTER}{{0,{REACH}}}$")
# What may be base64 of anything: a text of nine digits and more in any coding takes that many letters.
SHORTEST_RUN = 12
_BASE64_RUN = re.compile(rf"{LETTER}{{{SHORTEST_RUN},}}(?:\r?\n[ \t]{{0,40}}{LETTER}+)*")
_LINE_END = re.compile(r"\r?\n[ \t]*")
# Base64 on short lines: the end of one, and what follows it.
_LETTER = r"[A-Za-z0-9+/]"
_NEXT_LINES = re.compile(
    rf"\n(?:(?<={_LETTER}\n)|(?<={_LETTER}\r\n))[ \t]{{0,40}}({_LETTER}+(?:\r?\n[ \t]{{0,40}}{_LETTER}+)*)"
)
_SHORT_LINE = re.compile(rf"(?<!{_LETTER}){_LETTER}{{1,11}}\r?$")
LARGEST_RUN = 1 << 20
REMEMBERED = 32_768  # runs
# A row that holds nothing but single digits (the sieve may have taken its end away); digits each in an element of
# its own, as many as an ID number has.
_CELL = r"<(?:td|th|li|dd|div|p|text)(?:\s[^<>]{0,200})?>\s*[0-9Xx]\s*(?:</(?:td|th|li|dd|div|p|text)>\s*)?"
_ROW = re.compile(
    rf"<(?:tr|ul|ol|dl|div|g)(?:\s[^<>]{{0,200}})?>\s*((?:{_CELL}){{11,19}})(?:</(?:tr|ul|ol|dl|div|g)>|<wall>|\Z)"
)
_APART = re.compile(r">\s*((?:[0-9]\s*(?:<[^<>]{1,200}>\s*){1,6}){17,}[0-9Xx])\s*<")
_LINE = re.compile(r"\n\"?[0-9]\"?(?:[,;\t]\"?[0-9Xx]\"?){10,18}(?=\r?(?:\n|\Z))")
_TAGS = re.compile(r"<[^<>]*>")
_NO_DIGIT = re.compile(r"[^0-9Xx]")
DEEPEST_BASE64 = 3
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ROUNDS = 4  # a disguise in a disguise in a disguise


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file, or of what is packed in it; the next piece begins with the end of this one."""

    member: str  # what of the file it is; empty for the file itself
    data: bytes
    packed: bool = (
        False  # what it says is said by the pieces inside; by chance it looks like anything
    )


def readings(piece: Piece) -> Iterator[str]:
    """Every text that the bytes may be read as, the plain one first; a disguise inside a disguise is taken off too."""
    data = piece.data
    seen = data.decode("utf-8", "replace")
    if piece.packed:
        yield seen
        return
    for text in (seen, *_codings(data, seen)):
        yield text
        yield from _single(text)
        yield from _packed(text)
        for _ in range(ROUNDS):
            text = _revealed(text)
            if not text:
                break
            yield text
            yield from _single(text)
            yield from _packed(text)


def plain(piece: Piece) -> Iterator[str]:
    """The readings that undo what our own hand does to a text: for a file that was read in every way before."""
    text = piece.data.decode("utf-8", "replace")
    yield text
    for _ in range(0 if piece.packed else ROUNDS):
        text = _revealed(text)
        if not text:
            break
        yield text


def _revealed(text: str) -> str:
    """What reads differently with one layer taken off: of a text with walls only the parts that do."""
    bare = undisguised(text)
    if bare == text:
        return ""
    parts, bares = text.split(WALL), bare.split(WALL)
    if len(parts) != len(bares):  # a disguise that reaches over a wall
        bares = [undisguised(part) for part in parts]
    return WALL.join(bare for part, bare in zip(parts, bares, strict=True) if bare != part)


def _single(text: str) -> Iterator[str]:
    """Numbers of which every digit stands in a cell of its own; those in a longer row only if they can be an ID."""
    if "<" in text:
        for row in _ROW.finditer(text):
            yield _NO_DIGIT.sub("", _TAGS.sub("", row[1]))
        for run in _APART.finditer(text):
            digits = _NO_DIGIT.sub("", _TAGS.sub("", run[1])).upper()
            starts = range(len(digits) - 17)
            yield from (digits[at : at + 18] for at in starts if is_id_number(digits[at : at + 18]))
    for line in _LINE.finditer(f"\n{text}"):
        yield _NO_DIGIT.sub("", line[0])


def _codings(data: bytes, seen: str) -> Iterator[str]:
    """The bytes as texts of other codings, where they may be one."""
    if b"\0" in data:  # digits and Latin letters of two or four bytes
        yield data.replace(b"\0", b"").decode("utf-8", "replace")
    if "\ufffd" in seen:
        yield data.decode("gb18030", "replace")
        yield data.decode("utf-16-le", "replace")
        yield data[1:].decode("utf-16-le", "replace")


def _packed(text: str) -> Iterator[str]:
    """What runs of base64 and of hexadecimal pairs say, where digits may be in them."""
    yield from _unbased(text)
    yield from hexadecimal(text)


def _unbased(text: str, depth: int = 0) -> Iterator[str]:
    """What base64 says, also in base64 twice; by chance next to nothing decodes to a text."""
    folded = is_folded(text)
    for run in (found[0] for found in _BASE64_RUN.finditer(text)) if folded else runs(text):
        if len(run) >= SHORTEST_RUN and not run.islower():  # words and codes
            yield from (_in_short if len(run) <= REACH else _in_run)(run, depth)
    for rest in _NEXT_LINES.finditer(text) if folded else ():
        if first := _SHORT_LINE.search(text[max(0, rest.start() - 13) : rest.start()]):
            yield from _in_run(_LINE_END.sub("", f"{first[0]}\n{rest[1]}"), depth)


@lru_cache(REMEMBERED)  # nearly all are addresses, and most of those stand on many pages
def _in_short(run: str, depth: int) -> tuple[str, ...]:
    return tuple(_in_run(run, depth))


def _in_run(run: str, depth: int) -> Iterator[str]:
    """Digits in the middle of something else, then texts that stand whole in base64."""
    for core in _BASE64_DIGITS.finditer(run):
        before = _BASE64_END.search(run[max(0, core.start() - REACH) : core.start()])
        aligned = len(before[0]) // 4 * 4 if before else 0
        letters = _BASE64.match(run, core.start() - aligned)
        yield _decoded(letters[0] if letters else "").decode("utf-8", "replace")
    yield from _texts_of(_parts_of(run[:LARGEST_RUN]), depth)


def _texts_of(parts: Iterable[str], depth: int) -> Iterator[str]:
    for letters in parts:
        if inner := _text_of(letters):
            yield inner
            if depth < DEEPEST_BASE64:
                yield from _unbased(inner, depth + 1)


def _parts_of(run: str) -> Iterator[str]:
    """What of a run may be base64: all of it, begun at any of four places, or one line, or one part of a path."""
    lines = _LINE_END.split(run)
    whole = "".join(lines)
    if len(whole) >= 16 * (1 + whole.count("/") + whole.count("-")):  # else it is a path
        yield from (whole[start:] for start in range(4))
        if len(lines) > 1:
            yield from lines
    if "/" in whole:
        yield from (part for line in lines for part in line.split("/") if len(part) >= 12)


def _text_of(letters: str) -> str:
    """What the letters say, if it is a text in UTF-8 or plain UTF-16."""
    if letters.islower() or letters.isupper():
        return ""
    try:
        text = _decoded(letters).replace(b"\0", b"").decode()
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROL.search(text) else text


def _decoded(letters: str) -> bytes:
    """The bytes of base64: it goes by fours, the last are filled up, and one letter alone says nothing."""
    whole = len(letters) // 4 * 4
    rest = len(letters) - whole
    usual = letters.replace("-", "+").replace("_", "/")
    return base64.b64decode(usual + "=" * (4 - rest) if rest > 1 else usual[:whole])
