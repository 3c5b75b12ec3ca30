"""Entries of feeds: an event of the ledger, of a record or of prose, as something a reader can read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from markupsafe import escape

from creditsite import ledger
from creditsite.ledger import AUTHORITY, Event, Sheet
from creditsite.model import vocabulary as v
from creditsite.model.config import Site
from creditsite.model.fields import columns
from creditsite.model.kinds import kind
from creditsite.model.profile import Entry as Record
from creditsite.model.prose import Page
from creditsite.render.feedentries import Entry, Item, entry
from creditsite.render.feedformats import Dead
from creditsite.render.source import Source
from creditsite.render.words import text_of

GRAVES = 200  # tombstones of the document that is subscribed to; the others stand on the page of their entry
_MARKED = re.compile("[&<>\"']")
_MARKUP = re.compile(r"</?\w|&#?\w+;")
REMEMBERED = timedelta(
    days=90
)  # how long a removal is announced, and how far back every archive reaches

# What an entry tells of a record, in this order: what happened, who decided, on what basis, when.
TOLD = {
    "listings": ("list_kind", "reason", "conduct", "designating_body", "document_no", "legal_basis",
                 "decided_on", "listed_on", "delisted_on", "delist_reason", "delisted_by", "delist_document_no",
                 "statement"),
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
    "objection_closed": "异议办结", "expired": "公示期满", "removed": "撤下", "posted": "发布", "revised": "修订",
}  # fmt: skip


def entries(numbers: Sequence[int], source: Source) -> Iterator[tuple[int, Entry]]:
    """Events by their numbers, as far as there is something to tell of them; natural persons stand in no feed."""
    for event in ledger.told(source.ledger, numbers):
        if event.kind != "pages":
            yield event.seq, entry(_item(event, source.site))
        elif page := source.written(*event.record_id.split("/", 1)):
            yield event.seq, entry(_article(event, page, source.site))


def tellings(numbers: Sequence[int], source: Source) -> Iterator[tuple[int, str]]:
    """What `entries` draws of, in short: equal texts make equal entries, by the same hand."""
    for number, page, said in ledger.tellings(source.ledger, numbers):
        yield number, f"{said} {source.written(*page.split('/', 1))}" if page else said


def dead(topic: str, sheet: Sheet, source: Source) -> Iterator[Dead]:
    """The entries of a page that are gone with their records; on the newest, all that went lately.

    Not in a feed of one subject: there even an opaque id would say that something was taken down, and whose it was.
    """
    if topic.startswith("subject-"):
        return
    held = source.ledger
    found = (
        ledger.graves(held, topic, sheet.first, sheet.last)
        if sheet.number
        else ledger.buried(held, topic, source.as_of - REMEMBERED, GRAVES)
    )
    for one in found:
        yield Dead(_id(one.id, source.site), one.when, OPS[one.op])


def told(event: Event, site: Site) -> Iterator[tuple[str, str]]:
    """What a reader must know of an event: pairs of header and text."""
    if event.entry is None:
        yield "记录编号", event.record_id
        if event.reason:
            yield "理由", v.REASON_CODE.label(event.reason)
        yield "说明", "依法不再公示，请从您的副本中删除"
        return
    of = columns(kind(event.kind).record_class)
    for name in TOLD.get(event.kind, ()):
        text = text_of(of[name], getattr(event.entry.record, name))
        if name == "list_kind":
            text = _list_name(event.list_kind, site)
        if text:
            yield of[name].header, text
    yield "公示截止", _end(event.entry)
    if event.entry.disputed_on:
        yield "异议", f"{event.entry.disputed_on} 起处于异议核查中"


def _end(entry: Record) -> str:
    """The end of display and what it follows from: in a copy it is all that tells when to forget."""
    if entry.publish_until is None:
        return "没有截止期"
    because = f"（{entry.until_because}）" if entry.until_because else ""
    return f"{entry.publish_until}{because}"


def _id(event_id: str, site: Site) -> str:
    return f"tag:{site.tag_authority}:change/{event_id}"


def _item(event: Event, site: Site) -> Item:
    url = f"{site.base_url}/s/{event.subject.id}/" if event.subject.id else f"{site.base_url}/data/"
    until = event.entry.publish_until if event.entry else None
    label = v.REASON_CODE.label(event.reason) if event.reason else ""
    return Item(
        id=_id(event.id, site),
        url=url,
        title=_plain(_title(event, site)),
        html=_html(event, site, url),
        published=event.published,
        updated=event.updated,
        tags=tuple(filter(None, (OPS[event.op], _list_name(event.list_kind, site), label))),
        facts={
            "op": event.op,
            "kind": event.kind,
            "list_kind": event.list_kind or None,
            "record_id": event.record_id,
            "subject_id": event.subject.id or None,
            "effective": event.effective.isoformat(),
            "published": event.published.isoformat(),
            "region_code": (event.region or None) if event.entry else None,
            "authority": _authority(event),
            "platforms": [f"platform-{key}" for key in event.platforms] if event.entry else [],
            "cause": event.cause,
            "reason_code": event.reason or None,
            "publish_until": until.isoformat() if until else None,
        },
    )


def _authority(event: Event) -> str | None:
    if event.entry is None:
        return None
    name = "delisted_by" if event.entry.kind == "exits" else AUTHORITY[event.kind]
    return getattr(event.entry.record, name) or None


def _title(event: Event, site: Site) -> str:
    """Who and what; the name is the one that the record itself gives, so that no other table changes it later."""
    what = OPS[event.op] + _list_name(event.list_kind, site)
    if event.entry is None:
        return f"{what}：一条{kind(event.kind).title}记录"
    return f"{event.entry.record.subject_name or event.subject.name}：{what}"


def _plain(title: str) -> str:
    """A title that no reader takes for markup: RSS does not say whether it is."""
    return title.replace("<", "＜").replace("&", "＆") if _MARKUP.search(title) else title


def _html(event: Event, site: Site, url: str) -> str:
    changed = ""
    if event.updated > event.published:
        changed = (
            f"<p>这条记录此后有变化（最近一次 {event.updated.date()}），以下是现在的内容。</p>"
        )
    demo = "<p>演示数据，主体和记录均为虚构。</p>" if site.demo else ""
    link = "查看现在的公示内容，或提出异议" if event.entry else "查看撤下清单"
    return (
        f"<p>{_safe(_title(event, site))}（{event.effective}）</p>{changed}{_told(told(event, site))}"
        f'<p><a href="{_safe(url)}">{link}</a></p>{demo}'
    )


def _told(pairs: Iterable[tuple[str, str]]) -> str:
    """Headers and texts as a list, made of strings: a template for each line would take most of the time of a feed."""
    return f"<ul>{''.join(f'<li>{_safe(label)}：{_safe(text)}</li>' for label, text in pairs)}</ul>"


def _safe(text: str) -> str:
    """Text of HTML; most holds nothing that must be escaped, and need not become an object to learn it."""
    return str(escape(text)) if _MARKED.search(text) else text


def _list_name(list_kind: str, site: Site) -> str:
    if not list_kind:
        return ""
    definition = site.list_definition(list_kind)
    return definition.name if definition else v.LIST_KIND.label(list_kind)


def _article(event: Event, page: Page, site: Site) -> Item:
    article = page.article
    lines = (
        ("发布机构", article.issuer),
        ("文号", article.document_no),
        ("效力状态", article.status),
    )
    said = [line for line in lines if line[1]]
    url = f"{site.base_url}/{event.record_id}/"
    return Item(
        id=_id(event.id, site),
        url=url,
        title=_plain(("修订：" if event.op == "revised" else "") + article.title),
        html=f"<p>{_safe(article.summary)}</p>{_told(said) if said else ''}"
        f'<p><a href="{_safe(url)}">阅读全文</a></p>',
        published=event.published,
        updated=event.updated,
        tags=article.keywords,
        facts={
            "op": event.op,
            "kind": event.kind,
            "effective": event.effective.isoformat(),
            "published": event.published.isoformat(),
            "cause": event.cause,
        },
    )
