"""Registers and lists: every record of a kind on display, newest first, page by page to the last row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort

from creditsite import ledger
from creditsite.model.config import ListDefinition
from creditsite.model.fields import Type, columns
from creditsite.model.kinds import kind as kind_of
from creditsite.model.persons import is_person_id
from creditsite.model.profile import Entry, Ref
from creditsite.render.lasting import lasting_page
from creditsite.render.paging import Sheet, later, sheet
from creditsite.render.source import Source
from creditsite.render.tallies import Tally, tallies_of
from creditsite.render.words import text_of


@dataclass(frozen=True, slots=True)
class Register:
    """A register: what it holds and which fields its table shows; the first field links to the record."""

    kind: str
    slug: str
    title: str
    intro: str
    fields: tuple[str, ...]
    feed: bool = True

    @property
    def address(self) -> str:
        """Where its first page stands."""
        return f"/{self.slug}/"


WIDTHS = {Type.DATE: "day", Type.INTEGER: "num"}
REGISTERS = (
    Register(
        "commitments",
        "commitments",
        "信用承诺",
        "平台、商家、个人卖家和寄递企业公开作出的承诺，以及履行情况。违背承诺的，写明未履行的内容和责任。",
        ("matter", "commitment_kind", "accepted_by", "made_on", "fulfilment"),
    ),
    Register(
        "permits",
        "permits",
        "行政许可公示",
        "行政许可决定自作出之日起七个工作日内公示（“双公示”之一）。",
        ("document_name", "document_no", "permit_kind", "authority", "decided_on", "valid_until"),
    ),
    Register(
        "penalties",
        "penalties",
        "行政处罚公示",
        "行政处罚决定自作出之日起七个工作日内公示（“双公示”之一）。公示期满、修复、撤销的，不再显示。",
        ("document_no", "penalty_kinds", "authority", "decided_on", "severity"),
    ),
    Register(
        "ratings",
        "ratings",
        "信用评价",
        "评价单位按公布的办法评定的等级。本站照录，不打分，不换算；不同办法的等级不能互相比较。",
        ("rating_name", "grade", "rated_by", "rated_on", "valid_until"),
    ),
    Register(
        "rectifications",
        "rectification",
        "专项治理台账",
        "电子商务领域失信问题专项治理：推送、核查、限期整改、撤出，逾期的依法处理。整改到位并撤出的不再显示名称，只计入合计。",
        ("misdeed", "state", "county", "department", "listed_on", "due_on", "done_on"),
        feed=False,
    ),
    Register(
        "honours",
        "honours",
        "荣誉表彰",
        "各级机关和组织给予的诚信、质量和电子商务示范等荣誉。",
        ("title", "level", "issued_by", "document_no", "issued_on"),
    ),
    Register(
        "inspections",
        "inspections",
        "监督检查",
        "“双随机、一公开”抽查和日常检查的结果。",
        ("kind", "authority", "checked_on", "result"),
        feed=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One record as a line of a table."""

    subject: Ref
    entry: Entry
    cells: list[tuple[str, str, str]]  # header, words, class

    @property
    def is_person(self) -> bool:
        """Whether it is about a natural person, whose page no search engine is to follow."""
        return is_person_id(self.subject.id)


def blueprint(source: Source) -> Blueprint:
    """The routes of registers and lists."""
    routes = Blueprint("registers", __name__)
    slugs = ",".join(one.slug for one in REGISTERS)

    @routes.get(f"/<any({slugs}):slug>/")
    def register(slug: str) -> str:
        return _register_page(slug, 1, source)

    @routes.get(f"/<any({slugs}):slug>/<int(min=2):number>/")
    def register_later(slug: str, number: int) -> str:
        return _register_page(slug, number, source)

    @routes.get("/lists/")
    def lists() -> str:
        found = [
            (one, ledger.total(source.ledger, "listings", list_kind=one.kind, persons=True))
            for one in source.site.lists
        ]
        return lasting_page(source, "lists.html", "/lists/", {"lists": found})

    @routes.get("/lists/<name>/")
    def listing(name: str) -> str:
        return _list_page(name, 1, source)

    @routes.get("/lists/<name>/<int(min=2):number>/")
    def listing_later(name: str, number: int) -> str:
        return _list_page(name, number, source)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page of every register and list."""
    size = source.site.per_page
    for one in REGISTERS:
        yield "registers.register", {"slug": one.slug}
        for number in later(ledger.total(source.ledger, one.kind), size):
            yield "registers.register_later", {"slug": one.slug, "number": number}
    yield "registers.lists", {}
    for definition in source.site.lists:
        yield "registers.listing", {"name": definition.kind}
        total = ledger.total(source.ledger, "listings", list_kind=definition.kind, persons=True)
        for number in later(total, size):
            yield "registers.listing_later", {"name": definition.kind, "number": number}


def _register_page(slug: str, number: int, source: Source) -> str:
    one = next(r for r in REGISTERS if r.slug == slug)
    here = _sheet(one.address, number, ledger.total(source.ledger, one.kind), source)
    found = ledger.entries(source.ledger, one.kind, limit=here.size, offset=here.offset)
    values = {
        "register": one,
        "sheet": here,
        "lines": _lines(found, one.kind, one.fields, source),
        "tallies": _tallies(one, source) if number == 1 else [],
    }
    return lasting_page(source, "register.html", here.address, values)


def _list_page(name: str, number: int, source: Source) -> str:
    definition = source.site.list_definition(name) or abort(404)
    total = ledger.total(source.ledger, "listings", list_kind=name, persons=True)
    here = _sheet(f"/lists/{name}/", number, total, source)
    found = ledger.entries(
        source.ledger,
        "listings",
        list_kind=name,
        limit=here.size,
        offset=here.offset,
        persons=True,
    )
    values = {
        "definition": definition,
        "effect": effect_words(definition),
        "person_rule": source.site.person_rule(name),
        "sheet": here,
        "lines": _lines(found, "listings", _list_fields(definition), source),
        "exits": list(ledger.exits(source.ledger, name)) if number == 1 else [],
    }
    return lasting_page(source, "list.html", here.address, values)


def _list_fields(definition: ListDefinition) -> tuple[str, ...]:
    told = ("document_no", "designating_body", "listed_on")
    return told if definition.effect == "red" else (*told, "conduct")


def effect_words(definition: ListDefinition) -> str:
    """What an entry of the list does to a subject's standing, in words."""
    if definition.historical:
        return "已归档，不再列入，不影响公示状态"
    return {
        "red": "公示状态为“守信激励”",
        "watch": "公示状态为“重点关注”",
        "black": "公示状态为“严重失信/黑名单”",
    }.get(definition.effect, "只作公示，不影响公示状态")


def _sheet(base: str, number: int, total: int, source: Source) -> Sheet:
    return sheet(base, number, total, source.site.per_page) or abort(404)


def _lines(
    found: Iterable[tuple[Ref, Entry]], kind: str, fields: tuple[str, ...], source: Source
) -> list[Line]:
    record_class: type = kind_of(kind).record_class
    of = columns(record_class)

    def text(record: Any, name: str) -> str:
        value = getattr(record, name)
        if name == "county":
            return source.site.district_name(value)
        return text_of(of[name], value, source.language)

    return [
        Line(
            subject,
            entry,
            [
                (of[name].header, text(entry.record, name), WIDTHS.get(of[name].type, ""))
                for name in fields
            ],
        )
        for subject, entry in found
    ]


def _tallies(register: Register, source: Source) -> list[Tally]:
    return tallies_of(register.kind, source)
