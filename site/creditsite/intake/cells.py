"""What a cell holds as a reader gives it, before anybody says what it means."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value the file does not hold: an error value, or a formula never computed."""

    shown: str  # what a spreadsheet shows, e.g. #N/A


Cell = (
    str | int | float | bool | date | datetime | time | timedelta | Broken | tuple[str, ...] | None
)


class BadCellError(Exception):
    """A cell that cannot be read: the sentence for the operator. It never leaves this room."""


BLANKS = frozenset(
    (
        "",
        "/",
        "//",
        "\\",
        "无",
        "空",
        "-",
        "--",
        "---",
        "一一",
        "null",
        "none",
        "nil",
        "n/a",
        "nan",
        "(空)",
        "(null)",
    )
)
_DASHES = re.compile("[‐-―−－ー—–]")


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell, in any of the ways in which clerks say so.

    >>> [is_blank(c) for c in ("— —", " 无 ", "NULL", None, "０", 0)]
    [True, True, True, True, False, False]
    """
    if cell is None:
        return True
    if not isinstance(cell, str):
        return cell == ()
    if len(cell) > 12:
        return not cell.strip()
    plain = "".join(unicodedata.normalize("NFKC", cell).split())
    return _DASHES.sub("-", plain).lower() in BLANKS


def as_text(cell: Cell) -> str:
    """A cell as the text that a spreadsheet shows; a number only as far as no digit can be lost."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip().replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return number_text(cell)
        case Broken():
            return cell.shown
        case tuple():
            return "；".join(cell)
        case _:
            return str(cell)


def number_text(number: float) -> str:
    """A number with the 15 digits that a spreadsheet keeps.

    >>> number_text(0.1 + 0.2), number_text(2026.0), number_text(9.1990102e17)
    ('0.3', '2026', '919901020000000000')
    """
    if isinstance(number, int) or (number.is_integer() and abs(number) < 1e21):
        return str(int(number))
    return format(number, ".15g")
