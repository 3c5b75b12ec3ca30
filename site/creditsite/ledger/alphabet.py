"""Subjects in the order of an index of names: by pinyin, under the letter with which a name begins.

The names of the city and of its districts, with which most names begin, are passed over.
"""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

from creditsite.ledger.persons import NOT_PERSONS
from creditsite.ledger.read import SUMMARY, SubjectRow, subject_row
from creditsite.ledger.remembered import beginning, remembered
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.text import one_script

OTHERS = "~"  # of names that begin with no letter, and with a sign that nobody spells; sorts last
_SPELT = 4  # signs of a name that are spelt; after them names sort as they are written
_REGION = re.compile("[省市区县]$")
_LOT, _HAND = 20_000, 2_000  # names that are held at once, and of those what is spelt at one go

Each = Callable[..., Iterable[Any]]  # as `map` does; that of a team has other processes do it


def make(
    db: sqlite3.Connection, site: Site, of: Sequence[str] | None = None, each: Each = map
) -> None:
    """The place of every subject that is no natural person, or of those with these ids and of no one who is gone."""
    these = "" if of is None else " IN (SELECT value FROM json_each(?))"
    asked = () if of is None else (json.dumps(of),)
    if of is None:
        db.execute("DELETE FROM lettered")
    else:
        db.execute(
            f"DELETE FROM lettered WHERE id{these} OR id NOT IN (SELECT id FROM subject)", asked
        )
    which = f"{NOT_PERSONS.format('id')}" + (f" AND id{these}" if these else "")
    names = db.execute(f"SELECT name, id FROM subject WHERE {which}", asked)
    places = partial(_places, (site.city, *(district.name for district in site.districts)))
    while lot := list(islice(names, _LOT)):
        hands = [lot[at : at + _HAND] for at in range(0, len(lot), _HAND)]
        found = chain.from_iterable((each if len(hands) > 1 else map)(places, hands))
        db.executemany("INSERT INTO lettered VALUES (?, ?, ?)", found)


def _places(regions: tuple[str, ...], names: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    passed_over, spell = _regions(regions), _speller()
    return [(*place(name, passed_over, spell), key) for name, key in names]


def _speller() -> Callable[[str], list[str]]:
    """What `lazy_pinyin` gives, quicker where a text holds no word: then each sign is spelt as if it stood alone."""
    from pypinyin import lazy_pinyin  # here only: it takes 60 MB, which other processes need not
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    alone: dict[str, str] = {}  # as many as there are signs

    def spell(text: str) -> list[str]:
        ends = range(2, len(text) + 1)
        words = (text[start:end] for end in ends for start in range(end - 1))
        if not all(ord(sign) in PINYIN_DICT for sign in text) or any(
            word in PHRASES_DICT for word in words
        ):
            return lazy_pinyin(text)
        for sign in text:
            if sign not in alone:
                alone[sign] = lazy_pinyin(sign)[0]
        return [alone[sign] for sign in text]

    return spell


def place(
    name: str, regions: re.Pattern[str], spell: Callable[[str], list[str]]
) -> tuple[str, str]:
    """The letter of a name, and what it is sorted by."""
    folded = one_script(unicodedata.normalize("NFKC", name).lower())
    bare = "".join(sign for sign in folded if sign.isalnum())
    rest = bare[regions.match(bare).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    spelt = " ".join(spell(rest[:_SPELT]))
    letter = spelt[:1].upper()
    return letter if "A" <= letter <= "Z" else OTHERS, f"{spelt} {rest}"


def _regions(names: Iterable[str]) -> re.Pattern[str]:
    """The names of regions before a name, also without 市 or 区, as long as something is left."""
    known = {one for name in names for one in (name, _REGION.sub("", name)) if len(one) > 1}
    words = "|".join(map(re.escape, sorted(known, key=lambda one: (-len(one), one))))
    return re.compile(f"(?:(?:{words})(?=..))*" if words else "")


_LETTERS = "SELECT letter, COUNT(*) FROM lettered GROUP BY letter ORDER BY letter"


def letters(ledger: Ledger) -> tuple[tuple[str, int], ...]:
    """Every letter with which a name begins, in order, and how many subjects stand before the first under it."""
    rows = remembered(ledger, ("letters",), lambda: ledger.db.execute(_LETTERS).fetchall())
    found, before = [], 0
    for letter, count in rows:
        found.append((str(letter), before))
        before += count
    return tuple(found)


def alphabetical(ledger: Ledger, limit: int, offset: int) -> Iterator[tuple[str, SubjectRow]]:
    """Subjects in the order of the index, each with its letter."""
    of, order = ("letter", "spelt", "id"), "letter, spelt, id"
    found = beginning(ledger, ("lettered", "", ()), of, order, offset)
    if found is None:
        return iter(())
    first, skipped = found
    keys = f"SELECT {order} FROM lettered WHERE (letter, spelt, id) >= (?, ?, ?) ORDER BY {order} LIMIT ? OFFSET ?"
    rows = ledger.db.execute(
        f"SELECT l.letter, {SUMMARY} FROM ({keys}) l JOIN subject USING (id) ORDER BY l.letter, l.spelt, id",
        (*first, limit, skipped),
    )
    return ((letter, subject_row(*row)) for letter, *row in rows)
