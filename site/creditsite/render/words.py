"""A record's fields as a reader sees them: the standard header, and the value in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from creditsite.model.fields import Column, columns
from creditsite.render.languages import SIMPLIFIED, Language


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a record: header, value in words, and the address it points to, if any."""

    label: str
    text: str
    href: str = ""


def words(record: object, name: str, language: Language = SIMPLIFIED) -> str:
    """A field's value in words, empty where nothing stands."""
    record_class: type = type(record)
    return text_of(columns(record_class)[name], getattr(record, name), language)


def text_of(column: Column, value: Any, language: Language = SIMPLIFIED) -> str:
    """A value of a column in words, as the language writes labels, days and money."""
    match value:
        case str():
            labels = labels_of(column)
            return language.word(labels[value]) if value in labels else value
        case None:
            return ""
        case tuple() | list():
            labels = labels_of(column)
            return language.join(
                language.word(labels[one]) if one in labels else str(one) for one in value
            )
        case date():
            return language.day(value)
        case Decimal():
            return language.money(value)
        case _:
            return str(value)


def labels_of(column: Column) -> dict[str, str]:
    """Identifier → label of the column's vocabulary; empty where it has none."""
    return _labels(column.vocabulary.terms) if column.vocabulary else {}


@cache  # one small dictionary for each vocabulary there is
def _labels(terms: tuple[Any, ...]) -> dict[str, str]:
    return {term.id: term.label for term in terms}


def rows(
    record: object,
    hidden: frozenset[str],
    said: Mapping[str, str],
    language: Language = SIMPLIFIED,
) -> list[Row]:
    """Every public field that says something, in the order of the record class; `said` puts other words for some."""
    found = []
    record_class: type = type(record)
    for name, column in columns(record_class).items():
        if not column.public or name in hidden:
            continue
        text = said.get(name) or text_of(column, getattr(record, name), language)
        if text:
            found.append(Row(column.header, text, web_url(text) if name.endswith("_url") else ""))
    return found


def web_url(text: str) -> str:
    """The text where it is an address that may stand behind a link, else nothing.

    >>> web_url("https://shop.example/a"), web_url("javascript:alert(1)"), web_url("shop.example")
    ('https://shop.example/a', '', '')
    """
    if not text.isprintable() or any(sign in text for sign in " \\\"'<>`"):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""
