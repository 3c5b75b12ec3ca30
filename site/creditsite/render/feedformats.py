"""One feed in three forms: RSS 2.0 and Atom by feedgen, with the ways round its faults, and JSON Feed 1.1."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from creditsite.render.badges import xml_text

BEIJING = timezone(timedelta(hours=8))
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
TYPES = {  # as links name them
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
SERVED = TYPES | {
    "json": "application/json"
}  # as a server names the files, which knows an ending only


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


@dataclass(frozen=True, slots=True)
class Dead:
    """An entry that is gone: its id, when, and a reason that tells nothing of the subject."""

    id: str
    when: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a feed as all its forms show it; `items` newest first.

    The one that is subscribed to has page 0. Older entries stand in archive documents, whose entries stay the same.
    """

    name: str
    title: str
    description: str
    author: str
    base_url: str
    tag_authority: str
    home: str  # the page it follows
    updated: datetime
    items: tuple[Item, ...]
    dead: tuple[Dead, ...] = ()
    page: int = 0
    before: int = 0  # page of the next older archive document; 0 where there is none
    after: int = 0  # of the oldest archive document: page of the next newer one
    hub: str = ""  # WebSub

    def address(self, form: str, page: int | None = None) -> str:
        """Where a form of a document of the feed is published, of this one if no other is named."""
        number = self.page if page is None else page
        name = f"{self.name}/{number}" if number else self.name
        return f"{self.base_url}/feeds/{name}.{form}"


class _FeedParts(BaseExtension):  # type: ignore[misc]  # feedgen has no types, and asks for its class
    """Links, tombstones and the mark of an archive in the head, which feedgen cannot write."""

    links: tuple[dict[str, str], ...] = ()
    dead: tuple[Dead, ...] = ()
    is_archive: bool = False

    def extend_ns(self) -> dict[str, str]:
        return ({"at": TOMBSTONES} if self.dead else {}) | (
            {"fh": HISTORY} if self.is_archive else {}
        )

    def extend_atom(self, feed: Any) -> Any:
        for attributes in self.links:
            etree.SubElement(feed, "link", attributes)
        return self._extend(feed, feed)

    def extend_rss(self, rss: Any) -> Any:
        for attributes in self.links:
            etree.SubElement(rss[0], f"{{{ATOM}}}link", attributes)
        return self._extend(rss, rss[0])

    def _extend(self, root: Any, parent: Any) -> Any:
        if self.is_archive:
            etree.SubElement(parent, f"{{{HISTORY}}}archive")
        for one in self.dead:
            grave = etree.SubElement(
                parent, f"{{{TOMBSTONES}}}deleted-entry", ref=one.id, when=one.when.isoformat()
            )
            etree.SubElement(grave, f"{{{TOMBSTONES}}}comment").text = one.reason
        return root


class _EntryParts(BaseEntryExtension):  # type: ignore[misc]
    """When an entry of RSS was last changed: RSS itself has no word for it."""

    updated: datetime | None = None

    def extend_rss(self, entry: Any) -> Any:
        if self.updated:
            etree.SubElement(entry, f"{{{ATOM}}}updated").text = self.updated.isoformat()
        return entry


def write(feed: Feed, form: str) -> bytes:
    """A feed in one of its forms: `rss`, `atom` or `json`."""
    if form == "json":
        return _json(feed)
    made = _generator(feed, form)
    text: bytes = made.rss_str(pretty=True) if form == "rss" else made.atom_str(pretty=True)
    return text


def _generator(feed: Feed, form: str) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("parts", _FeedParts, _EntryParts)
    made.parts.dead = feed.dead
    made.parts.is_archive = feed.page > 0
    made.parts.links = tuple(_links(feed, form))
    made.id(f"tag:{feed.tag_authority}:feed/{feed.name}")
    made.title(xml_text(feed.title))
    made.description(xml_text(feed.description))
    made.subtitle(xml_text(feed.description))
    made.author({"name": xml_text(feed.author)})
    made.language("zh-CN")
    made.generator("Credit City")
    made.docs("https://www.rssboard.org/rss-specification")
    # feedgen takes the last link for the site's own in RSS, so `self` comes before `alternate`.
    made.link(href=feed.address(form), rel="self", type=TYPES[form])
    made.link(href=feed.home, rel="alternate")
    made.updated(feed.updated)
    made.lastBuildDate(feed.updated)
    for item in feed.items:
        _add(made, item)
    return made


def _links(feed: Feed, form: str) -> Iterator[dict[str, str]]:
    if feed.before:
        yield {"rel": "prev-archive", "type": TYPES[form], "href": feed.address(form, feed.before)}
    if feed.after:
        yield {"rel": "next-archive", "type": TYPES[form], "href": feed.address(form, feed.after)}
    if feed.page:
        yield {"rel": "current", "type": TYPES[form], "href": feed.address(form, 0)}
    elif feed.hub:
        yield {"rel": "hub", "href": feed.hub}
    yield {
        "rel": "search",
        "type": "application/opensearchdescription+xml",
        "href": f"{feed.base_url}/opensearch.xml",
    }


def _add(made: FeedGenerator, item: Item) -> None:
    entry = made.add_entry(order="append")
    entry.id(item.id)
    entry.guid(item.id, permalink=False)
    entry.title(xml_text(item.title))
    entry.link(href=item.url)
    entry.content(xml_text(item.html), type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    if item.updated > item.published:
        entry.parts.updated = item.updated
    for tag in item.tags:
        entry.category(term=xml_text(tag))


def _json(feed: Feed) -> bytes:
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.description,
        "authors": [{"name": feed.author, "url": f"{feed.base_url}/"}],
        "language": "zh-CN",
        **({"next_url": feed.address("json", feed.before)} if feed.before else {}),
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub and not feed.page else {}),
    }
    if feed.dead:
        document["_credit"] = {
            "erased": [
                {"op": "erased", "ref": one.id, "when": one.when.isoformat(), "reason": one.reason}
                for one in feed.dead
            ]
        }
    items = ",\n".join(json.dumps(_json_item(item), ensure_ascii=False) for item in feed.items)
    head = json.dumps(document, ensure_ascii=False)[:-1]  # an entry a line, as the encoder is quick
    return f'{head}, "items": [\n{items}\n]}}\n'.encode()


def _json_item(item: Item) -> dict[str, Any]:
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
    return found


def midnight(day: date) -> datetime:
    """The first moment of a day in Beijing."""
    return datetime.combine(day, time(), BEIJING)
