"""The languages of the interface: where their pages stand, their words, and how they write days, numbers and money."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import polib

CATALOGUES = Path(__file__).with_name("locale")
DOMAIN = "site"  # LC_MESSAGES/site.po
SCRIPTS = "scripts"  # LC_MESSAGES/scripts.po: what the browser's scripts say
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACE = re.compile(r"\{(\w+)\}")
_LENGTH = re.compile(r"(\d+) (年|个月)")
_JOINT = re.compile(r"(: |; | → )")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language: its tag (BCP 47), what it calls itself, the start of its addresses, its words by the Chinese ones.

    A word with two forms has the first for a `count` of one.
    """

    tag: str
    name: str
    prefix: str
    words: Mapping[str, tuple[str, ...]]

    def knowing(self, words: Mapping[str, str]) -> "Language":
        """The language with a city's own words."""
        return replace(
            self, words={**self.words, **{text: (said,) for text, said in words.items()}}
        )

    def word(self, text: str) -> str:
        """A word of the interface; what is none, such as a name, stays as it is."""
        forms = self.words.get(text)
        return forms[-1] if forms else text

    def say(self, text: str, **values: object) -> str:
        """A sentence of the interface with its values; a number named `count` chooses the form."""
        forms = self.words.get(text) or (text,)
        form = forms[0] if values.get("count") == 1 else forms[-1]
        return _PLACE.sub(lambda found: str(values[found[1]]), form)

    def sentences(self, texts: Iterable[str]) -> str:
        """Several sentences of the interface, one after the other."""
        return (" " if self.tag == "en" else "").join(map(self.word, texts))

    def join(self, texts: Iterable[str], mark: str = "；") -> str:
        """Several texts with the language's mark between them."""
        return self.word(mark).join(texts)

    def day(self, day: date) -> str:
        """A day as readers of the language write it.

        >>> Language("en", "English", "/en", {}).day(date(2026, 3, 1))
        '1 Mar 2026'
        """
        return (
            f"{day.day} {MONTHS[day.month - 1]} {day.year}" if self.tag == "en" else day.isoformat()
        )

    def number(self, number: int) -> str:
        """A count as readers of the language write it."""
        return f"{number:,}" if self.tag == "en" else str(number)

    def money(self, wan: Decimal) -> str:
        """An amount kept in 万元.

        >>> Language("en", "English", "/en", {}).money(Decimal("0.2025"))
        'CNY 2,025'
        """
        return (
            f"CNY {(wan * 10_000).normalize():,f}"
            if self.tag == "en"
            else f"{wan.normalize():f} 万元"
        )

    def told(self, text: str) -> str:
        """A sentence that the ledger keeps in Chinese, such as why display ends: its known parts, lengths and days."""
        if not self.words or not text:
            return text
        return "".join(
            part if place % 2 else self._part(part) for place, part in enumerate(_JOINT.split(text))
        )

    def _part(self, text: str) -> str:
        if found := _LENGTH.search(text):
            span = self.say("{count} " + found[2], count=int(found[1]))
            return self.say(text.replace(found[0], "{span}"), span=span)
        if found := _DAY.search(text):
            day = self.day(date.fromisoformat(found[0]))
            return self.say(text.replace(found[0], "{day}"), day=day)
        return self.word(text)


SIMPLIFIED = Language("zh-Hans", "简体", "", {})
_OTHERS = {"zh-Hant": ("繁體", "/zh-hant"), "en": ("English", "/en")}


@cache  # a catalogue is read once in each process
def language(tag: str) -> Language:
    """A language by its tag; KeyError for one that has no catalogue."""
    if tag == SIMPLIFIED.tag:
        return SIMPLIFIED
    name, prefix = _OTHERS[tag]
    return Language(tag, name, prefix, catalogue(tag, DOMAIN))


def catalogue(tag: str, domain: str) -> dict[str, tuple[str, ...]]:
    """The words of a language, as its translators wrote them; what is not translated is left out."""
    path = CATALOGUES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
    found = {}
    for entry in polib.pofile(str(path)):
        forms = (
            tuple(form for _, form in sorted(entry.msgstr_plural.items()))
            if entry.msgid_plural
            else (entry.msgstr,)
        )
        if all(forms) and not entry.obsolete:
            found[entry.msgid] = forms
    return found
