"""Numbers of decisions: which fields tell a record from all others by one, and which texts may cite that of another."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from creditsite.model.fields import Type, columns
from creditsite.model.kinds import Kind
from creditsite.model.kinds import kind as kind_of
from creditsite.model.text import number_form

# The numbers and addresses that tell one record from all others.
TELLING = {
    "listings": ("document_no",),
    "commitments": ("commitment_no",),
    "permits": ("document_no", "certificate_no"),
    "penalties": ("document_no",),
    "honours": ("document_no",),
    "inspections": ("task_no",),
    "shops": ("shop_url",),
}
_OPENING = "〔[(（［【"
_YEAR = re.compile(rf"[{re.escape(_OPENING)}]\s?\d{{4}}\s?[〕\])）］】]")
NUMBER = re.compile(rf"[^\s，。；、：]*\s?{_YEAR.pattern}[^，。；、：〔\[(（]{{0,14}}?[号號]")


def cites(kind: Kind, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The numbers of other decisions that a record cites in its texts: (figures at the end, whole form)."""
    for name in citing(kind.name):
        text = values.get(name)
        if text and ("号" in text or "號" in text) and may_cite(text):
            for number in NUMBER.findall(text):
                year = _YEAR.search(number)
                begun = number[year.start() :] if year else number  # the year may be its beginning
                for form in dict.fromkeys((number_form(number), number_form(begun))):
                    yield tail(form), form


def may_cite(text: str) -> bool:
    """Whether a text, or one of several joined, may cite a number: there is a year in brackets.

    >>> may_cite("见云市监处罚〔2026〕12号"), may_cite("路12号（东门）")
    (True, False)
    """
    return any(sign in text for sign in _OPENING) and _YEAR.search(text) is not None


@cache
def citing(kind: str) -> tuple[str, ...]:
    """The public texts of a kind, but for those that hold its own numbers."""
    own = TELLING.get(kind, ())
    found = columns(kind_of(kind).record_class).items()
    return tuple(n for n, c in found if c.type is Type.TEXT and c.public and n not in own)


def tail(form: str) -> str:
    """The year and figure at the end of a number, by which it is looked for."""
    return "|".join(form.split("|")[-2:])
