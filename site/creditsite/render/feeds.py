"""Feeds: which there are, the documents of each and their addresses: one entry for each thing that happened."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort
from lxml import etree

from creditsite import ledger
from creditsite.ledger import Sheet
from creditsite.model.kinds import kind
from creditsite.model.prose import PROSE_SECTIONS
from creditsite.render.badges import xml_text
from creditsite.render.feedentries import Entry, shelf
from creditsite.render.feedformats import SERVED, TYPES, Dead, Feed, midnight, write
from creditsite.render.feeditems import REMEMBERED, dead, entries, tellings
from creditsite.render.frame import page
from creditsite.render.lasting import same_hand, stays
from creditsite.render.source import Source

REGISTERS = ("commitments", "penalties", "permits", "ratings", "honours", "inspections")
NEWEST = (
    2  # pages of the document that is subscribed to: the one that fills, and the full one before it
)
GROUPS = {  # where the directory has them
    "全部": "all", "名单": "lists", "登记": "registers", "文章": "articles", "区县": "districts",
    "平台": "platforms", "平台企业": "companies", "机关": "authorities", "撤下": "removals",
}  # fmt: skip
Files = Iterator[tuple[str, Iterator[bytes] | Path]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A feed that the site offers: its name is the topic that it follows."""

    name: str
    group: str
    title: str
    description: str
    home: str  # address of the page it follows


def kinds(source: Source) -> Iterator[Kind]:
    """Every feed of the site, in the order of the directory."""
    site, held, say = source.site, source.ledger, source.language.say
    about = say("名单、承诺、处罚、许可、评价、异议和文章的每一次变化。")
    yield Kind("all", "全部", "全部变化", about, "/")
    about = say("列入失信名单的新决定和典型案例。")
    yield Kind("exposures", "全部", "失信曝光", about, "/lists/")
    for one in site.lists:
        about = say("{name}的列入和移出。", name=say(one.name))
        yield Kind(f"list-{one.kind}", "名单", one.name, about, f"/lists/{one.kind}/")
    for name in REGISTERS:
        title = kind(name).title
        about = say("{title}的每一次变化。", title=say(title))
        yield Kind(name, "登记", title, about, f"/{name}/")
    about = say("政策、标准、案例、风险提示、报告和动态。")
    yield Kind("articles", "文章", "全部文章", about, "/sitemap/")
    for section, title in PROSE_SECTIONS:
        if section not in ("guides", "about"):
            about = say("{title}栏目的新文章。", title=say(title))
            yield Kind(section, "文章", title, about, f"/{section}/")
    for district in site.districts:
        about = say("{name}主体的每一次变化。", name=district.name)
        yield Kind(f"district-{district.code}", "区县", district.name, about, "/statistics/")
    for topic in ledger.followed(held, "platform"):
        about = say("{name}和平台上本市店铺经营者的每一次变化。", name=topic.title)
        yield Kind(topic.name, "平台", topic.title, about, "/platforms/")
    for topic in ledger.followed(held, "subject"):
        home = f"/s/{topic.name.removeprefix('subject-')}/"
        about = say("{name}自身的每一次变化。", name=topic.title)
        yield Kind(topic.name, "平台企业", topic.title, about, home)
    for topic in ledger.followed(held, "authority"):
        about = say("{name}作出或受理的每一次变化。", name=topic.title)
        yield Kind(topic.name, "机关", topic.title, about, "/")
    about = say("不再公示的记录编号和理由类别，供再利用者同步删除；不含主体。")
    yield Kind("removals", "撤下", "撤下清单", about, "/data/")


def named(source: Source, name: str) -> Kind | None:
    """The feed of that name."""
    return next((one for one in kinds(source) if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Place:
    """One document of a feed: which events it holds, which are gone from it, and between which others it stands."""

    numbers: tuple[int, ...]
    dead: tuple[Dead, ...]
    page: int
    before: int
    after: int = 0


def documents(of: Kind, source: Source) -> Iterator[Feed]:
    """The document of a feed that is subscribed to, then its archive, newest first."""
    for place in places(of, source):
        yield _drawn(of, source, place)


def places(of: Kind, source: Source) -> Iterator[Place]:
    """The documents of a feed in the order of `documents`, before they are drawn."""
    sheets = ledger.sheets(source.ledger, of.name, source.as_of - REMEMBERED)
    turn = len(sheets) - NEWEST if len(sheets) - NEWEST > 1 else 0  # an archive links to another
    archived, newest = sheets[:turn], sheets[turn:]
    pages = (0, *(sheet.number for sheet in archived))
    current = replace(newest[0], number=0, last=newest[-1].last) if newest else None
    yield _place(of, source, current, pages[-1])
    for number in reversed(range(len(archived))):
        after = 0 if number else archived[1].number  # the oldest, of which none is before
        yield _place(of, source, archived[number], pages[number], after)


def _place(of: Kind, source: Source, sheet: Sheet | None, before: int, after: int = 0) -> Place:
    if sheet is None:
        return Place((), (), 0, before, after)
    numbers = ledger.filed(source.ledger, of.name, sheet.first, sheet.last)
    gone = tuple(dead(of.name, sheet, source))
    return Place(tuple(numbers), gone, sheet.number, before, after)


def _drawn(of: Kind, source: Source, place: Place) -> Feed:
    """A document by itself, its entries read for it alone."""
    return _document(of, source, place, (one for _, one in entries(place.numbers, source)))


def _document(of: Kind, source: Source, place: Place, entries: Iterable[Entry]) -> Feed:
    site, found = source.site, tuple(entries)
    times = [*(one.updated for one in found), *(one.when for one in place.dead)]
    return Feed(
        name=of.name,
        title=f"{site.name}：{of.title}" + (f"（存档 {place.page}）" if place.page else ""),
        description=of.description + ("（演示数据）" if site.demo else ""),
        author=site.office,
        base_url=site.base_url,
        tag_authority=site.tag_authority,
        home=site.base_url + of.home,
        updated=max(times, default=midnight(_first_day(source))),
        entries=found,
        dead=place.dead,
        page=place.page,
        before=place.before,
        after=place.after,
        hub=site.websub_hub,
    )


def _first_day(source: Source) -> date:
    """Since when the feeds are there: the time of one that is still empty."""
    return next((day for _, day, _ in ledger.releases(source.ledger)), source.as_of)


def files(source: Source, live: Path | None = None) -> Files:
    """Every document of every feed in all its forms: its path under the root, and its bytes.

    `live` is the folder of the release before: a document that says the same as its file there is given as that file.
    While they are read, the ledger notes what they were drawn of: `ledger.stage_prints` keeps that for the next one.
    """
    live = same_hand(source, live)
    with (
        shelf(partial(entries, source=source)) as take,
        shelf(partial(tellings, source=source)) as tell,
    ):
        for of in kinds(source):
            for place in places(of, source):
                path = _stem(of, place)
                said = repr((of, place, list(tell(place.numbers))))
                mark = sha256(said.encode()).hexdigest()
                kept = {form: live / f"{path}.{form}" for form in TYPES} if live else {}
                if stays(source, path, mark, kept.values()):
                    yield from ((f"{path}.{form}", file) for form, file in kept.items())
                else:
                    document = _document(of, source, place, take(place.numbers))
                    yield from (
                        (f"{path}.{form}", iter((write(document, form),))) for form in TYPES
                    )


def files_of(
    names: Collection[str], source: Source, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, bytes]]:
    """The documents of the feeds named of which a path is wanted, drawn from what the ledger says now."""
    for of in kinds(source):
        for place in places(of, source) if of.name in names else ():
            paths = {form: f"{_stem(of, place)}.{form}" for form in TYPES}
            asked = {form: path for form, path in paths.items() if wanted(path)}
            if asked:
                document = _drawn(of, source, place)
                yield from ((path, write(document, form)) for form, path in asked.items())


def _stem(of: Kind, place: Place) -> str:
    """The path of a document without the ending of its form."""
    return f"feeds/{of.name}" + (f"/{place.page}" if place.page else "")


def blueprint(source: Source) -> Blueprint:
    """The routes of feeds and of their directory."""
    routes = Blueprint("feeds", __name__)

    @routes.get("/feeds/")
    def directory() -> str:
        return page("machine/feeds.html", "/feeds/", {"groups": _groups(source), "ids": GROUPS})

    @routes.get("/feeds/feeds.opml")
    def opml() -> Response:
        return Response(_opml(source), mimetype="text/x-opml")

    @routes.get("/feeds/<name>.<any(rss,atom,json):form>")
    @routes.get("/feeds/<name>/<int(min=1):number>.<any(rss,atom,json):form>")
    def one(name: str, form: str, number: int = 0) -> Response:
        of = named(source, name) or abort(404)
        every = documents(of, source)
        found = next((document for document in every if document.page == number), None)
        return Response(write(found or abort(404), form), mimetype=SERVED[form])

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The directory; the feeds themselves are written by `files`."""
    yield "feeds.directory", {}
    yield "feeds.opml", {}


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
