"""Entries of feeds in all their forms: each is drawn once, in however many feeds and documents it stands.

Written as text, since a city has a hundred thousand of them, each in half a dozen feeds; a test holds them to what
feedgen writes.
"""

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from io import SEEK_END
from struct import Struct
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape

from creditsite.render.badges import xml_text

_PLACE = Struct(
    "<QQ"
)  # where a drawn entry begins, and how long it is; nothing drawn is shorter than one byte


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: a thing that happened once, with an id that is never given again."""

    id: str
    url: str
    title: str
    html: str  # without relative links
    published: datetime
    updated: datetime  # later than `published` where what it says may have changed since
    tags: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)  # `_credit` of the JSON form


class Entry(NamedTuple):
    """An entry as it stands in the documents of each form."""

    updated: datetime
    forms: dict[str, str]


def entry(item: Item) -> Entry:
    """An item in all forms."""
    title, html, tags = _text(item.title), _text(item.html), tuple(map(_text, item.tags))
    forms = {
        "rss": _rss(item, title, html, tags),
        "atom": _atom(item, title, html, tags),
        "json": _json(item),
    }
    return Entry(item.updated, forms)


def _rss(item: Item, title: str, html: str, tags: Iterable[str]) -> str:
    named = "".join(f"      <category>{tag}</category>\n" for tag in tags)
    changed = ""
    if item.updated > item.published:  # RSS itself has no word for it
        changed = f"      <atom:updated>{item.updated.isoformat()}</atom:updated>\n"
    return (
        "    <item>\n"
        f"      <title>{title}</title>\n"
        f"      <link>{_text(item.url)}</link>\n"
        f"      <description>{html}</description>\n"
        f'      <guid isPermaLink="false">{_text(item.id)}</guid>\n'
        f"{named}"
        f"      <pubDate>{format_datetime(item.published)}</pubDate>\n"
        f"{changed}"
        "    </item>\n"
    )


def _atom(item: Item, title: str, html: str, tags: Iterable[str]) -> str:
    named = "".join(f'    <category term="{_quoted(tag)}"/>\n' for tag in tags)
    return (
        "  <entry>\n"
        f"    <id>{_text(item.id)}</id>\n"
        f"    <title>{title}</title>\n"
        f"    <updated>{item.updated.isoformat()}</updated>\n"
        f'    <content type="html">{html}</content>\n'
        f'    <link href="{_quoted(_text(item.url))}"/>\n'
        f"{named}"
        f"    <published>{item.published.isoformat()}</published>\n"
        "  </entry>\n"
    )


def _json(item: Item) -> str:
    found: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": item.published.isoformat(),
        **({"date_modified": item.updated.isoformat()} if item.updated > item.published else {}),
        "tags": list(item.tags),
    }
    if item.facts:
        found["_credit"] = item.facts
    return json.dumps(found, ensure_ascii=False)


def _text(text: str) -> str:
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text):
        return text
    return escape(xml_text(text)).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """Text of XML as it stands in quotation marks."""
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


Draw = Callable[[Sequence[int]], Iterator[tuple[int, Entry]]]  # of events, by their numbers
Take = Callable[[Sequence[int]], Iterator[Entry]]


@contextmanager
def shelf(draw: Draw) -> Iterator[Take]:
    """Entries by the numbers of their events, drawn when they are first asked for and laid aside for the next time.

    What is laid aside lies in files of our own, which nobody else can write: memory would not hold those of a large
    city. Events of which there is no entry are left out.
    """
    with TemporaryFile("w+b") as places, TemporaryFile("w+b") as texts:

        def take(numbers: Sequence[int]) -> Iterator[Entry]:
            found = {number: _place(places, number) for number in numbers}
            unknown = [number for number, place in found.items() if not place]
            drawn = dict.fromkeys(unknown) | dict(draw(unknown)) if unknown else {}
            for number, one in drawn.items():
                data = pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
                begin = texts.seek(0, SEEK_END)
                texts.write(data)
                places.seek(number * _PLACE.size)
                places.write(_PLACE.pack(begin, len(data)))
            for number, place in found.items():
                one = _laid_aside(texts, *place) if place else drawn[number]
                if one is not None:
                    yield one

        yield take


def _place(places: BinaryIO, number: int) -> tuple[int, ...]:
    """Where an entry begins and how long it is; nothing where it has not been drawn."""
    places.seek(number * _PLACE.size)
    data = places.read(_PLACE.size)
    if len(data) < _PLACE.size:
        return ()
    begin, size = _PLACE.unpack(data)
    return (begin, size) if size else ()


def _laid_aside(texts: BinaryIO, begin: int, size: int) -> Entry | None:
    texts.seek(begin)
    found: Entry | None = pickle.loads(texts.read(size))
    return found
