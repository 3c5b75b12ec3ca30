"""One feed in three forms: RSS 2.0 and Atom by feedgen, with the ways round its faults, and JSON Feed 1.1."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from creditsite.render.badges import xml_text

BEIJING = timezone(timedelta(hours=8))
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
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
    """A feed as all its forms show it; `items` newest first."""

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

    def address(self, form: str) -> str:
        """Where a form of the feed is published."""
        return f"{self.base_url}/feeds/{self.name}.{form}"


class _FeedParts(BaseExtension):  # type: ignore[misc]  # feedgen has no types, and asks for its class
    """Links and tombstones in the head, which feedgen cannot write."""

    links: tuple[dict[str, str], ...] = ()
    dead: tuple[Dead, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"at": TOMBSTONES} if self.dead else {}

    def extend_atom(self, feed: Any) -> Any:
        for attributes in self.links:
            etree.SubElement(feed, "link", attributes)
        self._bury(feed)
        return feed

    def extend_rss(self, rss: Any) -> Any:
        for attributes in self.links:
            etree.SubElement(rss[0], f"{{{ATOM}}}link", attributes)
        self._bury(rss[0])
        return rss

    def _bury(self, parent: Any) -> None:
        for one in self.dead:
            grave = etree.SubElement(
                parent, f"{{{TOMBSTONES}}}deleted-entry", ref=one.id, when=one.when.isoformat()
            )
            etree.SubElement(grave, f"{{{TOMBSTONES}}}comment").text = one.reason


def write(feed: Feed, form: str) -> bytes:
    """A feed in one of its forms: `rss`, `atom` or `json`."""
    if form == "json":
        return _json(feed)
    made = _generator(feed, form)
    text: bytes = made.rss_str(pretty=True) if form == "rss" else made.atom_str(pretty=True)
    return text


def _generator(feed: Feed, form: str) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("parts", _FeedParts, BaseEntryExtension)
    made.parts.dead = feed.dead
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


def _add(made: FeedGenerator, item: Item) -> None:
    entry = made.add_entry(order="append")
    entry.id(item.id)
    entry.guid(item.id, permalink=False)
    entry.title(xml_text(item.title))
    entry.link(href=item.url)
    entry.content(xml_text(item.html), type="html")
    entry.published(item.published)
    entry.updated(item.published)
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
        "items": [_json_item(item) for item in feed.items],
    }
    if feed.dead:
        document["_credit"] = {
            "erased": [
                {"op": "erased", "ref": one.id, "when": one.when.isoformat(), "reason": one.reason}
                for one in feed.dead
            ]
        }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": item.published.isoformat(),
        "tags": list(item.tags),
    }
    if item.facts:
        found["_credit"] = item.facts
    return found


def midnight(day: date) -> datetime:
    """The first moment of a day in Beijing."""
    return datetime.combine(day, time(), BEIJING)
