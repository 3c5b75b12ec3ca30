"""Entries of feeds in all their forms: each is drawn once, in however many feeds and documents it stands.

Written as text, since a city has a hundred thousand of them, each in half a dozen feeds; a test holds them to what
feedgen writes.
"""

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from struct import Struct
from tempfile import TemporaryFile
from typing import Any, NamedTuple, TypeVar
from xml.sax.saxutils import escape

from creditsite.render.badges import xml_text

_JSON = json.JSONEncoder(ensure_ascii=False)
_PLACE = Struct("<QQ")  # where a thing that is laid aside begins, and how long it is
_NOWHERE = (b"", bytes(_PLACE.size))  # of what is not: behind the end of the index, and in its gaps


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
    forms: dict[str, bytes]


def entry(item: Item) -> Entry:
    """An item in all forms."""
    title, html, tags = _text(item.title), _text(item.html), tuple(map(_text, item.tags))
    forms = {
        "rss": _rss(item, title, html, tags),
        "atom": _atom(item, title, html, tags),
        "json": _json(item),
    }
    return Entry(item.updated, {form: text.encode() for form, text in forms.items()})


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
    return _JSON.encode(found)


def _text(text: str) -> str:
    if not text.isprintable():  # else there is nothing in it that XML cannot hold
        text = xml_text(text)
    return escape(text).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """Text of XML as it stands in quotation marks."""
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


T = TypeVar("T")
Draw = Callable[[Sequence[int]], Iterator[tuple[int, T]]]  # of events, by their numbers
Take = Callable[[Sequence[int]], Iterator[T]]


@contextmanager
def shelf(draw: Draw[T]) -> Iterator[Take[T]]:
    """What is drawn of events, by their numbers: drawn when it is first asked for and laid aside for the next time.

    What is laid aside lies in files of our own, which nobody else can write: memory would not hold those of a large
    city. Events of which nothing is drawn are left out.
    """
    with TemporaryFile(buffering=0) as places, TemporaryFile(buffering=0) as things:
        index, heap = places.fileno(), things.fileno()

        def take(numbers: Sequence[int]) -> Iterator[T]:
            found = {one: os.pread(index, _PLACE.size, one * _PLACE.size) for one in numbers}
            unknown = [one for one, place in found.items() if place in _NOWHERE]
            drawn: dict[int, T | None] = dict.fromkeys(unknown)
            drawn.update(draw(unknown) if unknown else ())
            for number, one in drawn.items():
                data = pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
                place = _PLACE.pack(os.lseek(heap, 0, os.SEEK_END), len(data))
                os.write(heap, data)
                os.pwrite(index, place, number * _PLACE.size)
            for number, place in found.items():
                thing = drawn[number] if number in drawn else _laid_aside(heap, place)
                if thing is not None:
                    yield thing

        yield take


def _laid_aside(heap: int, place: bytes) -> Any:
    begin, size = _PLACE.unpack(place)
    return pickle.loads(os.pread(heap, size, begin))
