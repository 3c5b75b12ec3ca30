"""Entries of feeds: an event of the ledger, a page of prose, a removal, each as something a reader can read."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from heapq import merge
from typing import Any
from zlib import crc32

from markupsafe import Markup

from creditsite import ledger
from creditsite.ledger import Event, buried
from creditsite.model import vocabulary as v
from creditsite.model.config import Site
from creditsite.model.fields import columns
from creditsite.model.kinds import kind
from creditsite.model.prose import Page
from creditsite.render.feedformats import Dead, Item, midnight
from creditsite.render.source import Source
from creditsite.render.words import text_of

WINDOW = 1000  # newest events that a feed looks through
GRAVES = 200  # tombstones of a feed
REMEMBERED = timedelta(days=90)  # how long a removal is announced

# What an entry tells of a record, in this order: what happened, who decided, on what basis, when.
TOLD = {
    "listings": ("list_kind", "reason", "conduct", "designating_body", "document_no", "legal_basis",
                 "decided_on", "listed_on", "delisted_on", "delist_reason", "statement"),
    "commitments": ("commitment_kind", "matter", "content", "fulfilment", "unfulfilled_content",
                    "accepted_by", "confirmed_by", "made_on", "valid_until"),
    "penalties": ("case_name", "violation_kind", "facts", "penalty_kinds", "content", "authority",
                  "document_no", "legal_basis", "decided_on", "statement"),
    "permits": ("document_name", "permit_kind", "content", "authority", "document_no", "decided_on",
                "valid_until"),
    "ratings": ("rating_name", "grade", "year", "rated_by", "rated_on", "valid_until"),
    "honours": ("title", "level", "issued_by", "document_no", "issued_on"),
    "inspections": ("kind", "authority", "checked_on", "result", "follow_up"),
    "rectifications": ("batch", "misdeed", "department", "state", "listed_on", "due_on", "done_on", "result"),
}  # fmt: skip
OPS = {
    "listed": "列入", "exited": "移出", "committed": "作出承诺", "fulfilled": "履行承诺",
    "broken": "违背承诺", "penalised": "行政处罚", "permitted": "行政许可", "rated": "信用评价",
    "honoured": "荣誉表彰", "inspected": "监督检查", "corrected": "更正", "objected": "提出异议",
    "objection_closed": "异议办结", "expired": "公示期满", "removed": "撤下",
}  # fmt: skip

Items = Callable[[Source], Iterator[Item]]
Graves = Callable[[Source], Iterator[Dead]]


def events(
    *, list_kind: str = "", kind_name: str = "", region: str = "", ops: tuple[str, ...] = ()
) -> Items:
    """The newest events that match, as entries; natural persons stand in no feed."""

    def found(source: Source) -> Iterator[Item]:
        for event in ledger.events(
            source.ledger, list_kind=list_kind, kind=kind_name, region=region, ops=ops, limit=WINDOW
        ):
            if not _is_person(event, source):
                yield _item(event, source.site)

    return found


def exposures(source: Source) -> Iterator[Item]:
    """New entries of lists of dishonesty, and typical cases."""
    lists = [d.kind for d in source.site.lists if d.effect == "black"]
    sources = [events(ops=("listed",), list_kind=one)(source) for one in lists]
    yield from merge(
        *sources, articles("cases")(source), key=lambda item: item.published, reverse=True
    )


def articles(section: str) -> Items:
    """The pages of a section as entries, newest first."""

    def found(source: Source) -> Iterator[Item]:
        pages = [p for p in source.pages if p.section == section and p.article.published_on]
        items = (_article(page, source.site) for page in pages)
        yield from sorted(items, key=lambda item: (item.published, item.id), reverse=True)

    return found


def removals(source: Source) -> Iterator[Item]:
    """What was taken down: an opaque id, a day and a class of reason, and nothing else."""
    for record_id, day, reason in ledger.removed(source.ledger, source.as_of - REMEMBERED):
        label = v.REASON_CODE.label(reason)
        told = Markup("<p>编号 {} 的记录已撤下，理由：{}。请从您的副本中删除。</p>")
        yield Item(
            id=f"tag:{source.site.tag_authority}:removal/{record_id}",
            url=f"{source.site.base_url}/data/",
            title=f"撤下一条记录（{label}）",
            html=str(told.format(record_id, label)),
            published=midnight(day) + _moment(record_id),
            tags=("撤下", label),
            facts={"op": "removed", "record_id": record_id, "reason_code": reason},
        )


def graves(*, kind_name: str = "", list_kind: str = "") -> Graves:
    """The entries of such a feed that are gone with their records."""

    def found(source: Source) -> Iterator[Dead]:
        since = source.as_of - REMEMBERED
        gone = buried(source.ledger, since, kind=kind_name, list_kind=list_kind, limit=GRAVES)
        for event_id, when, op in gone:
            yield Dead(f"tag:{source.site.tag_authority}:change/{event_id}", when, OPS[op])

    return found


def told(event: Event, site: Site) -> Iterator[tuple[str, str]]:
    """What a reader must know of an event: pairs of header and text."""
    if event.entry is None:
        yield "记录编号", event.record_id
        yield "说明", "依法不再公示，请从您的副本中删除"
        return
    of = columns(kind(event.kind).record_class)
    for name in TOLD.get(event.kind, ()):
        text = text_of(of[name], getattr(event.entry.record, name))
        if name == "list_kind":
            text = _list_name(event.list_kind, site)
        if text:
            yield of[name].header, text
    if event.entry.publish_until:
        until = event.entry.publish_until.isoformat()
        because = event.entry.until_because
        yield "公示截止", f"{until}（{because}）" if because else until
    if event.entry.disputed_on:
        yield "异议", f"{event.entry.disputed_on} 起处于异议核查中"


def _item(event: Event, site: Site) -> Item:
    url = f"{site.base_url}/s/{event.subject.id}/" if event.subject.id else f"{site.base_url}/data/"
    until = event.entry.publish_until if event.entry else None
    return Item(
        id=f"tag:{site.tag_authority}:change/{event.id}",
        url=url,
        title=_title(event, site),
        html=_html(event, site, url),
        published=event.published,
        tags=tuple(filter(None, (OPS[event.op], _list_name(event.list_kind, site)))),
        facts={
            "op": event.op,
            "kind": event.kind,
            "list_kind": event.list_kind or None,
            "record_id": event.record_id,
            "subject_id": event.subject.id or None,
            "effective": event.effective.isoformat(),
            "region_code": event.subject.region_code or None,
            "cause": event.cause,
            "publish_until": until.isoformat() if until else None,
        },
    )


def _title(event: Event, site: Site) -> str:
    what = OPS[event.op] + _list_name(event.list_kind, site)
    if not event.subject.name:
        return f"{what}：一条{kind(event.kind).title}记录"
    return f"{event.subject.name}：{what}"


def _html(event: Event, site: Site, url: str) -> str:
    rows = Markup("").join(
        Markup("<li>{}：{}</li>").format(label, text) for label, text in told(event, site)
    )
    demo = Markup("<p>演示数据，主体和记录均为虚构。</p>") if site.demo else Markup("")
    return str(
        Markup(
            '<p>{}（{}）</p><ul>{}</ul><p><a href="{}">查看现在的公示内容，或提出异议</a></p>{}'
        ).format(_title(event, site), event.effective, rows, url, demo)
    )


def _list_name(list_kind: str, site: Site) -> str:
    if not list_kind:
        return ""
    definition = site.list_definition(list_kind)
    return definition.name if definition else v.LIST_KIND.label(list_kind)


def _is_person(event: Event, source: Source) -> bool:
    if not event.subject.id or not source.site.persons:  # nothing of a person is shown at all
        return False
    found = ledger.profile(source.ledger, source.site, source.as_of, event.subject.id)
    return found is None or found.subject.entity_kind == "natural_person"


def _article(page: Page, site: Site) -> Item:
    article, path = page.article, f"{page.section}/{page.slug}"
    assert article.published_on is not None
    lines: list[tuple[str, Any]] = [
        ("发布机构", article.issuer), ("文号", article.document_no), ("效力状态", article.status),
    ]  # fmt: skip
    rows = Markup("").join(Markup("<li>{}：{}</li>").format(*line) for line in lines if line[1])
    url = f"{site.base_url}/{path}/"
    return Item(
        id=f"tag:{site.tag_authority}:page/{path}",
        url=url,
        title=article.title,
        html=str(
            Markup('<p>{}</p>{}<p><a href="{}">阅读全文</a></p>').format(
                article.summary, Markup("<ul>{}</ul>").format(rows) if rows else "", url
            )
        ),
        published=midnight(article.published_on) + _moment(path),
        tags=article.keywords,
    )


def _moment(name: str) -> timedelta:
    """Where only a day is known: a second of its first hour, for readers take equal times for a nightly rebuild."""
    return timedelta(seconds=crc32(name.encode()) % 3600)
