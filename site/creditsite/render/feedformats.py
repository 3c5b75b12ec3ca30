"""One feed in three forms: RSS 2.0 and Atom by feedgen, with the ways round its faults, and JSON Feed 1.1.

Entries come drawn, and stand last in each form.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from creditsite.render.badges import xml_text
from creditsite.render.feedentries import Entry

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
_ENDS = {"rss": b"  </channel>\n</rss>\n", "atom": b"</feed>\n"}


@dataclass(frozen=True, slots=True)
class Dead:
    """An entry that is gone: its id, when, and a reason that tells nothing of the subject."""

    id: str
    when: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a feed as all its forms show it; `entries` newest first.

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
    entries: tuple[Entry, ...]
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


def write(feed: Feed, form: str) -> bytes:
    """A feed in one of its forms: `rss`, `atom` or `json`."""
    entries = [entry.forms[form] for entry in feed.entries]
    if form == "json":
        head = f'{_json_head(feed)[:-1]}, "items": [\n'.encode()
        return b"%b%b\n]}\n" % (head, b",\n".join(entries))  # an entry a line
    made = _generator(feed, form)
    empty: bytes = made.rss_str(pretty=True) if form == "rss" else made.atom_str(pretty=True)
    end = _ENDS[form]
    return b"%b%b%b" % (empty.removesuffix(end), b"".join(entries), end)


def _generator(feed: Feed, form: str) -> FeedGenerator:
    """A feed without its entries."""
    made = FeedGenerator()
    made.register_extension("parts", _FeedParts, atom=True, rss=True)
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


def _json_head(feed: Feed) -> str:
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
    return json.dumps(document, ensure_ascii=False)


def midnight(day: date) -> datetime:
    """The first moment of a day in Beijing."""
    return datetime.combine(day, time(), BEIJING)
