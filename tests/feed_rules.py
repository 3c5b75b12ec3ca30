"""The published rules of the W3C feed validator (warnings included), of RFC 4287, 5005 and 6721, and of JSON Feed 1.1.

The validator itself stands in no package registry; what it checks of documents such as ours is said here as assertions.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
TOMB = "{http://purl.org/atompub/tombstones/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
SELF = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC2822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d:\d\d [+-]\d\d[03]0"
)
TAG = re.compile(r"tag:[a-z0-9.\-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*")
URI = re.compile(r"https?://[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#\[\]]+")
SAFE = {"p", "ul", "li", "a", "div"}  # of the elements that readers keep, those that we use
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
MARKUP = re.compile(r"</?\w+[^>]*>|&[a-zA-Z]+;|&#\d+;")

RSS_CHANNEL = {
    "title",
    "link",
    "description",
    "docs",
    "generator",
    "language",
    "lastBuildDate",
    "item",
}
RSS_ITEM = {"title", "link", "description", "guid", "category", "pubDate", ATOM + "updated"}
ATOM_FEED = {"id", "title", "updated", "author", "link", "generator", "subtitle", "entry"}
ATOM_ENTRY = {"id", "title", "updated", "content", "link", "category", "published"}
EXTENSIONS = {TOMB + "deleted-entry", HISTORY + "archive"}
ONCE = {"id", "title", "updated", "published", "subtitle", "generator", "link", "description", "docs", "language",
        "lastBuildDate", "guid", "pubDate"}  # fmt: skip


def faults(path: str, data: bytes) -> Iterator[str]:
    """A sentence for every rule that the document at a path breaks."""
    base, form = "https://tiny.example/", path.rpartition(".")[2]
    if form == "json":
        yield from _json(json.loads(data), base + path)
        return
    head = data[:512].decode("utf-8", "ignore")
    if "<rss" not in head and "<feed" not in head:
        yield "the root does not stand in the first 512 bytes"
    tree = etree.fromstring(data)
    yield from _characters(data.decode("utf-8"))
    yield from (_rss if form == "rss" else _atom)(tree, base + path)
    yield from _history(tree, form)
    yield from _tombstones(tree)


def _characters(text: str) -> Iterator[str]:
    for sign in text:
        if "\x80" <= sign <= "\x9f" or sign == "\ufffd":
            yield f"bad character {sign!r}"


def _atom(tree: Any, address: str) -> Iterator[str]:
    names = [e.tag.removeprefix(ATOM) for e in tree]
    yield from _children(names, ATOM_FEED | EXTENSIONS, "feed")
    for name in ("id", "title", "updated", "author"):
        if name not in names:
            yield f"feed lacks {name}"
    if "entry" in names and set(names[names.index("entry") :]) - {"entry"}:
        yield "something of the feed stands after its entries"
    yield from _self(tree.findall(ATOM + "link"), address, "atom")
    yield from _uri(tree.findtext(ATOM + "id"))
    yield from _date(tree.findtext(ATOM + "updated"))
    yield from _author(tree.findtext(f"{ATOM}author/{ATOM}name"))
    entries = tree.findall(ATOM + "entry")
    yield from _unique([e.findtext(ATOM + "id") for e in entries], "id")
    yield from _unique(
        [e.findtext(ATOM + "updated") for e in entries], "updated (DuplicateUpdated)"
    )
    for entry in entries:
        inner = [e.tag.removeprefix(ATOM) for e in entry]
        yield from _children(inner, ATOM_ENTRY, "entry")
        for name in ("id", "title", "updated", "published", "content", "link"):
            if name not in inner:
                yield f"entry lacks {name}"
        yield from _uri(entry.findtext(ATOM + "id"))
        yield from _uri(entry.find(ATOM + "link").get("href"))
        yield from _date(entry.findtext(ATOM + "updated"))
        yield from _date(entry.findtext(ATOM + "published"))
        if str(entry.findtext(ATOM + "updated")) < str(entry.findtext(ATOM + "published")):
            yield "updated before it was published"
        if entry.find(ATOM + "content").get("type") != "html":
            yield "content is not html"
        yield from _title(entry.findtext(ATOM + "title"))
        yield from _html(entry.findtext(ATOM + "content"))


def _rss(tree: Any, address: str) -> Iterator[str]:
    if tree.get("version") != "2.0":
        yield "not RSS 2.0"
    (channel,) = tree
    names = [e.tag for e in channel]
    yield from _children(names, RSS_CHANNEL | EXTENSIONS | {ATOM + "link"}, "channel")
    for name in ("title", "link", "description", "language"):
        if name not in names:
            yield f"channel lacks {name}"
    if "item" in names and set(names[names.index("item") :]) - {"item"}:
        yield "something of the channel stands after its items (MisplacedItem)"
    yield from _self(channel.findall(ATOM + "link"), address, "rss")
    yield from _uri(channel.findtext("link"))
    yield from _date(channel.findtext("lastBuildDate"), rss=True)
    items = channel.findall("item")
    yield from _unique([e.findtext("guid") for e in items], "guid")
    for item in items:
        inner = [e.tag for e in item]
        yield from _children(inner, RSS_ITEM, "item")
        for name in ("title", "link", "description", "guid", "pubDate"):
            if name not in inner:
                yield f"item lacks {name}"
        if item.find("guid").get("isPermaLink") != "false":
            yield "the guid is no address"
        yield from _uri(item.findtext("guid"))
        yield from _uri(item.findtext("link"))
        yield from _date(item.findtext("pubDate"), rss=True)
        if ATOM + "updated" in inner:
            yield from _date(item.findtext(ATOM + "updated"))
        yield from _title(item.findtext("title"))
        yield from _html(item.findtext("description"))


def _json(found: dict[str, Any], address: str) -> Iterator[str]:
    types = {
        "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "authors": list,
        "language": str, "next_url": str, "hubs": list, "items": list, "_credit": dict,
    }  # fmt: skip
    yield from _types(found, types, ("version", "title", "home_page_url", "feed_url", "items"))
    if found["version"] != "https://jsonfeed.org/version/1.1":
        yield "not JSON Feed 1.1"
    if found["feed_url"] != address:
        yield f"feed_url is {found['feed_url']}, fetched from {address}"
    if found.get("next_url") == address:
        yield "next_url leads back"
    for author in found["authors"]:
        yield from _types(author, {"name": str, "url": str, "avatar": str}, ())
    for hub in found.get("hubs", ()):
        yield from _types(hub, {"type": str, "url": str}, ("type", "url"))
    yield from _unique([i["id"] for i in found["items"]], "id")
    of_item = {
        "id": str, "url": str, "title": str, "content_html": str, "date_published": str, "date_modified": str,
        "tags": list, "_credit": dict,
    }  # fmt: skip
    for item in found["items"]:
        yield from _types(item, of_item, ("id", "content_html", "date_published", "url"))
        yield from _uri(item["id"])
        yield from _uri(item["url"])
        yield from _date(item["date_published"])
        if "date_modified" in item:
            yield from _date(item["date_modified"])
        if not all(isinstance(tag, str) for tag in item["tags"]):
            yield "a tag is no text"
        yield from _html(item["content_html"])


def _types(found: dict[str, Any], types: dict[str, type], needed: tuple[str, ...]) -> Iterator[str]:
    for name, value in found.items():
        if name not in types:
            yield f"unknown key {name}"
        elif not isinstance(value, types[name]) or value == "":
            yield f"{name} is {value!r}"
    yield from (f"lacks {name}" for name in needed if name not in found)


def _history(tree: Any, form: str) -> Iterator[str]:
    """RFC 5005: an archive document says so and where the current one is; both lead back in one chain only."""
    links = tree.findall(f".//{ATOM}link") if form == "rss" else tree.findall(ATOM + "link")
    rels = [one.get("rel") for one in links]
    yield from _unique([rel for rel in rels if rel != "hub"], "rel")
    archive = tree.find(f".//{HISTORY}archive") is not None
    if archive != ("current" in rels):
        yield "an archive document names the current one, and only it"
    if archive and not {"prev-archive", "next-archive"} & set(rels):
        yield "an archive document leads to no other (ArchiveIncomplete)"
    if archive and "hub" in rels:
        yield "only the current document is told of by a hub"
    for one in links:
        if (
            one.get("rel") in ("prev-archive", "next-archive", "current")
            and one.get("type") != SELF[form]
        ):
            yield "the archive is of another form"
        yield from _uri(one.get("href"))


def _tombstones(tree: Any) -> Iterator[str]:
    dead = list(tree.iter(TOMB + "deleted-entry"))
    yield from _unique([one.get("ref") for one in dead], "ref")
    alive = {e.text for e in (*tree.iter(ATOM + "id"), *tree.iter("guid"))}
    for one in dead:
        yield from _uri(one.get("ref"))
        yield from _date(one.get("when"))
        if one.get("ref") in alive:
            yield f"{one.get('ref')} is alive and dead"


def _self(links: list[Any], address: str, form: str) -> Iterator[str]:
    found = [(one.get("href"), one.get("type")) for one in links if one.get("rel") == "self"]
    if found != [(address, SELF[form])]:
        yield f"self is {found}, fetched from {address}"


def _children(names: list[str], known: set[str], where: str) -> Iterator[str]:
    yield from (f"unknown {name} in {where}" for name in names if name not in known)
    for name in ONCE - ({"link"} if where in ("feed", "entry") else set()):
        if names.count(name) > 1:
            yield f"{name} twice in {where}"


def _unique(values: list[Any], what: str) -> Iterator[str]:
    if len(values) != len(set(values)):
        yield f"{what} stands twice"


def _uri(text: str | None) -> Iterator[str]:
    if not text or not (TAG.fullmatch(text) or URI.fullmatch(text)):
        yield f"{text!r} is no address"


def _date(text: str | None, *, rss: bool = False) -> Iterator[str]:
    if not text or not (RFC2822 if rss else RFC3339).fullmatch(text):
        yield f"{text!r} is no date"
        return
    moment = parsedate_to_datetime(text) if rss else datetime.fromisoformat(text)
    if moment.year < 1990:
        yield f"{text} is implausible"
    if rss and moment.strftime("%a") != text[:3]:
        yield f"{text} is another day of the week"


def _author(name: str | None) -> Iterator[str]:
    if not name or EMAIL.search(name):
        yield f"{name!r} is no name"


def _title(text: str | None) -> Iterator[str]:
    if not text or not text.strip() or MARKUP.search(text):
        yield f"{text!r} is no plain title"


def _html(text: str | None) -> Iterator[str]:
    if not text or not text.strip():
        yield "an entry says nothing"
        return
    for element in html.fragment_fromstring(text, create_parent="div").iter():
        if element.tag not in SAFE:
            yield f"{element.tag} in an entry"
        for name, value in element.items():
            if name != "href" or urljoin("http://relative.invalid/", value).startswith(
                "http://relative"
            ):
                yield f"{name}={value} in an entry"
