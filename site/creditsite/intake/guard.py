"""Privacy at the door: who is a natural person, what of a cell may be repeated, what a free text may not hold."""

import re
import unicodedata
from datetime import date

from creditsite.intake.characters import FIRST_SIGNS, visible
from creditsite.model.codes import compact
from creditsite.model.disguise import hexadecimal, undisguised
from creditsite.model.privacy import is_id_number, personal_numbers

_BORN = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_LIKE_ID = re.compile(
    rf"\d{{6}}{_BORN}\d{{3}}[\dX*]?|\d{{6}}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}"
)
_PROVINCE = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]"
_MISTYPED = re.compile(rf"(?:{_PROVINCE})\d{{4}}{_BORN}\d{{3}}[\dX]")
_LOOK = re.compile(f"[{FIRST_SIGNS}]")
_LONGEST = 120
_QUOTED = re.compile("“.*”", re.DOTALL)
UNSAID = "内容含个人信息, 不再重复"
_ESCAPES = ("&#", "%3", "\\u00", "\\x3")  # asked first: next to no text holds any
# Between texts that are looked through together: no digit run crosses it, and as a letter it ends what is suspect.
APART = "\n隔\n"


def is_person_number(code: str) -> bool:
    """Whether a compact code is the ID number of a person.

    One in 31 of them is a valid credit code by its check digit, but no real credit code is an ID number.

    >>> is_person_number("11010519491231002X"), is_person_number("91990102MA0000001P")
    (True, False)
    """
    return len(code) == 18 and code[:17].isdecimal() and is_id_number(code)


def is_minor(code: str, on: date) -> bool:
    """Whether an ID number is that of somebody below 18 on a day.

    >>> is_minor("11010520081231002X", date(2026, 12, 30)), is_minor("11010520081231002X", date(2026, 12, 31))
    (True, False)
    """
    born = code[6:14]
    return f"{on.year - 18:04}{on:%m%d}" < born


def like_person_number(code: str) -> bool:
    """Whether a compact code has the shape of an ID number, right or mistyped: it is not repeated anywhere."""
    return bool(_LIKE_ID.search(code))


def may_be_person_number(code: str) -> bool:
    """Whether a valid credit code may be an ID number with one wrong figure: a province, then a birthday.

    Enterprises begin with 91, which is no province; of other bodies hardly one has such a code.
    """
    return code[6:8] in ("19", "20") and code[:2] != "91" and bool(_MISTYPED.fullmatch(code))


def sound(text: str) -> bool:
    """Whether no sign of a text begins anything forbidden; False is not yet a verdict."""
    return _LOOK.search(text) is None


def personal_kinds(text: str) -> tuple[str, ...]:
    """What kinds of personal number a text holds, never the digits.

    Also as entities, percent signs, escapes or pairs of hexadecimal figures: published, they would stop the release.

    >>> personal_kinds("&#49;&#51;8&#48;&#48;&#49;&#51;&#56;&#48;&#48;&#48;"), personal_kinds("见 a%3Fb=1&#160;")
    (('手机号码',), ())
    """
    kinds = [kind for kind, _ in personal_numbers(text)]
    layers = (undisguised(text),) if any(sign in text for sign in _ESCAPES) else ()
    for said in (*layers, *hexadecimal(text)):
        kinds += [kind for kind, _ in personal_numbers(said)]
    return tuple(dict.fromkeys(kinds))


def repeatable(value: str) -> str:
    """A delivered cell as a report may repeat it: shortened, made visible, and nothing where it may name a person."""
    if personal_kinds(value) or like_person_number(compact(value)):
        return ""
    if re.search(r"\d{15}", compact(unicodedata.normalize("NFKC", value))) and not value.isascii():
        return ""
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def without_cell(message: str) -> str:
    """A sentence about a cell that may not be repeated, without what it quotes.

    >>> without_cell("“11010519491231002X”不是日期: 请写成 2026-05-20")
    '所填内容不是日期: 请写成 2026-05-20'
    """
    return _QUOTED.sub("所填内容", message)
