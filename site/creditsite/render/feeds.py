"""Feeds: which there are, what stands in each, and their addresses: one entry for each thing that happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort
from lxml import etree

from creditsite.model.kinds import kind
from creditsite.model.prose import PROSE_SECTIONS
from creditsite.render.badges import xml_text
from creditsite.render.feedformats import SERVED, TYPES, Feed, midnight, write
from creditsite.render.feeditems import (
    Graves,
    Items,
    articles,
    events,
    exposures,
    graves,
    removals,
)
from creditsite.render.frame import page
from creditsite.render.source import Source

NEWEST = 100  # entries of a feed


@dataclass(frozen=True, slots=True)
class Kind:
    """A feed that the site offers: its name, title and what it follows; `items` and `graves` read the release."""

    name: str
    group: str
    title: str
    description: str
    home: str  # address of the page it follows
    items: Items
    graves: Graves | None = None  # what left it


def kinds(source: Source) -> Iterator[Kind]:
    """Every feed of the site, in the order of the directory."""
    site, say = source.site, source.language.say
    yield Kind(
        "all",
        "全部",
        "全部变化",
        say("名单、承诺、处罚、许可、评价和异议的每一次变化。"),
        "/",
        events(),
        graves(),
    )
    yield Kind(
        "exposures",
        "全部",
        "失信曝光",
        say("列入失信名单的新决定和典型案例。"),
        "/lists/",
        exposures,
    )
    for one in site.lists:
        yield Kind(
            f"list-{one.kind}", "名单", one.name, say("{name}的列入和移出。", name=say(one.name)),
            f"/lists/{one.kind}/", events(list_kind=one.kind), graves(list_kind=one.kind),
        )  # fmt: skip
    for name in ("commitments", "penalties", "permits", "ratings", "honours", "inspections"):
        title = kind(name).title
        yield Kind(
            name,
            "登记",
            title,
            say("{title}的每一次变化。", title=say(title)),
            f"/{name}/",
            events(kind_name=name),
            graves(kind_name=name),
        )
    for section, title in PROSE_SECTIONS:
        if section not in ("guides", "about"):
            yield Kind(
                section,
                "文章",
                title,
                say("{title}栏目的新文章。", title=say(title)),
                f"/{section}/",
                articles(section),
            )
    for district in site.districts:
        yield Kind(
            f"district-{district.code}", "区县", district.name, say("{name}主体的每一次变化。", name=district.name),
            "/", events(region=district.code),
        )  # fmt: skip
    yield Kind(
        "removals", "撤下", "撤下清单", say("依法撤下的记录编号, 供再利用者同步删除; 不含主体。"), "/data/",
        removals,
    )  # fmt: skip


def named(source: Source, name: str) -> Kind | None:
    """The feed of that name."""
    return next((one for one in kinds(source) if one.name == name), None)


def feed(of: Kind, source: Source) -> Feed:
    """A feed as it stands in this release."""
    site = source.site
    items = tuple(islice(of.items(source), NEWEST))
    dead = tuple(of.graves(source)) if of.graves else ()
    times = [*(item.published for item in items), *(one.when for one in dead)]
    return Feed(
        name=of.name,
        title=f"{site.name}：{of.title}",
        description=of.description + ("（演示数据）" if site.demo else ""),
        author=site.office,
        base_url=site.base_url,
        tag_authority=site.tag_authority,
        home=site.base_url + of.home,
        updated=max(times, default=midnight(source.as_of)),
        items=items,
        dead=dead,
    )


def blueprint(source: Source) -> Blueprint:
    """The routes of feeds and of their directory."""
    routes = Blueprint("feeds", __name__)

    @routes.get("/feeds/")
    def directory() -> str:
        return page("machine/feeds.html", "/feeds/", {"groups": _groups(source)})

    @routes.get("/feeds/feeds.opml")
    def opml() -> Response:
        return Response(_opml(source), mimetype="text/x-opml")

    @routes.get("/feeds/<name>.<any(rss,atom,json):form>")
    def one(name: str, form: str) -> Response:
        found = named(source, name) or abort(404)
        return Response(write(feed(found, source), form), mimetype=SERVED[form])

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form of every feed, and the directory."""
    yield "feeds.directory", {}
    yield "feeds.opml", {}
    for one in kinds(source):
        for form in TYPES:
            yield "feeds.one", {"name": one.name, "form": form}


def _groups(source: Source) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for one in kinds(source):
        found.setdefault(one.group, []).append(one)
    return found


def _opml(source: Source) -> bytes:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = f"{source.site.name}订阅"
    body = etree.SubElement(root, "body")
    for group, members in _groups(source).items():
        outline = etree.SubElement(body, "outline", text=group)
        for one in members:
            etree.SubElement(
                outline,
                "outline",
                type="rss",
                text=xml_text(one.title),
                title=xml_text(one.title),
                xmlUrl=f"{source.site.base_url}/feeds/{one.name}.rss",
                htmlUrl=source.site.base_url + one.home,
            )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
