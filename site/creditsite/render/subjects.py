"""The page of a subject as a credit report, and all its files: views and the bulk writer call the same functions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app
from jinja2 import Environment

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model import vocabulary as v
from creditsite.model.fields import columns
from creditsite.model.profile import Entry, Profile, profile_json
from creditsite.render.badges import badge
from creditsite.render.frame import fill
from creditsite.render.qr import qr
from creditsite.render.source import Source
from creditsite.render.words import Row, rows, text_of, web_url, words

HIDDEN = frozenset(  # said by the page around the record, or by the foot of the record
    {
        "subject_name", "uscc", "entity_kind", "statement", "source_unit_code", "authority_code",
        "designating_body_code", "confirmed_by_code", "accepted_by_code", "target_id", "list_kind",
        "display_until",
    }
)  # fmt: skip
HEADING = {  # said by the heading of the record
    r.Commitment: HIDDEN | {"matter"},
    r.Permit: HIDDEN | {"document_name"},
    r.Penalty: HIDDEN | {"case_name"},
    r.Rating: HIDDEN | {"rating_name"},
    r.Honour: HIDDEN | {"title"},
    r.Inspection: HIDDEN | {"kind"},
    r.Rectification: HIDDEN | {"misdeed"},
}
MEANINGS = {  # what a standing means to somebody who is about to buy
    "black": "有关机关依法认定其存在严重失信行为，目前在公示的失信名单上。"
    "名单、事由、依据和公示截止日期逐条列在下面。与其交易前，请先看清是什么事、谁认定的。",
    "watch": "有关机关提醒公众和监管部门重点关注，目前在公示的重点关注名单上。"
    "重点关注不等于失信名单，改正并经核查后移出。",
    "penalty": "目前有仍在公示期内的行政处罚。处罚的事实、依据、内容和公示截止日期逐条列在下面。"
    "受过处罚不等于进入失信名单。",
    "red": "目前在公示的守信激励名单上，没有正在公示的失信名单记录和处罚。"
    "名单由认定机关按公布的标准列入，有效期届满即退出。",
    "none": "本站目前没有公示它的失信信息。这只说明没有正在公示的记录，不等于信用良好，也不是推荐。",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as the page shows it."""

    id: str
    title: str
    chip: str
    rows: list[Row]
    entry: Entry
    statement: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the report; `empty` is said where it holds nothing."""

    id: str
    title: str
    empty: str
    records: list[Shown]


CHAPTERS = (  # lists of the profile → chapter, in the order of the report
    (("listings", "exits"), "lists", "信用名单", "目前没有公示中的名单记录。"),
    (("commitments",), "commitments", "信用承诺", "没有收到可以公开的信用承诺。"),
    (("permits",), "permits", "行政许可", "没有展示期内的行政许可。"),
    (("penalties",), "penalties", "行政处罚", "目前没有公示期内的行政处罚。"),
    (("ratings",), "ratings", "信用评价", "没有评价单位报送的等级。没有等级不说明好坏。"),
    (("honours",), "honours", "荣誉表彰", "没有收到荣誉表彰信息。"),
    (("inspections",), "inspections", "监督检查", "没有展示期内的监督检查信息。"),
    (("rectifications",), "rectification", "专项治理", "没有列入专项治理台账。"),
    (("objections",), "objections", "异议", "没有正在处理的异议。"),
)


def blueprint(source: Source) -> Blueprint:
    """The routes of every subject: page, data and badge."""
    routes = Blueprint("subjects", __name__)

    def found(subject_id: str) -> Profile:
        one = ledger.profile(source.ledger, source.site, source.as_of, subject_id)
        return one or abort(404)

    @routes.get("/s/<subject_id>/")
    def page(subject_id: str) -> Response:
        one = found(subject_id)
        body = subject_page(one, published(one, source), source, current_app.jinja_env)
        return Response(body, mimetype="text/html")

    @routes.get("/s/<subject_id>/index.json")
    def data(subject_id: str) -> Response:
        return Response(
            subject_json(published(found(subject_id), source)), mimetype="application/json"
        )

    @routes.get("/s/<subject_id>/badge.svg")
    def drawing(subject_id: str) -> Response:
        return Response(badge(found(subject_id), source), mimetype="image/svg+xml")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing: subjects are written in bulk by `subject_files`."""
    yield from ()


def subject_files(profile: Profile, source: Source, app: Flask) -> Iterator[tuple[str, bytes]]:
    """Every file of one subject: its address under the root, and its bytes."""
    folder = f"s/{profile.id}/"
    data = published(profile, source)
    yield folder + "index.html", subject_page(profile, data, source, app.jinja_env)
    yield folder + "index.json", subject_json(data)
    yield folder + "badge.svg", badge(profile, source)


def published(profile: Profile, source: Source) -> dict[str, Any]:
    """What may be said about a subject: page and data both speak from it."""
    return profile_json(profile, source.site, source.release, source.as_of)


def subject_json(data: dict[str, Any]) -> bytes:
    """The published data of a subject as bytes."""
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def subject_page(profile: Profile, data: dict[str, Any], source: Source, env: Environment) -> bytes:
    """The credit report of a subject."""
    address = f"/s/{profile.id}/"
    return fill(
        env,
        "subject.html",
        address,
        profile=profile,
        subject=profile.subject,
        noindex=profile.subject.entity_kind == "natural_person",
        roles=text_of(columns(r.Subject)["roles"], profile.subject.roles),
        meaning=MEANINGS[profile.standing.id],
        facts=_facts(profile, data),
        licence=web_url(profile.subject.licence_url),
        sites=[(one, web_url(one)) for one in profile.subject.sites],
        chapters=_chapters(profile, source),
        repair_from=min(
            (e.repair_from for e in (*profile.listings, *profile.penalties) if e.repair_from),
            default=None,
        ),
        today=source.as_of,
        adverse=profile.standing.id in ("black", "watch", "penalty"),
        qr=qr(source.site.base_url + "/s/", profile.id),
    ).encode()


def _facts(profile: Profile, data: dict[str, Any]) -> list[Row]:
    """The basic facts: what the JSON says under `basics`, so that page and data cannot differ."""
    of = columns(r.Subject)
    found = [
        Row("统一社会信用代码" if profile.has_code else "本站编号", profile.id),
        Row("主体类别", text_of(of["entity_kind"], data["entity_kind"])),
        Row("区域", data["region_name"]),
        Row("别名和曾用名", "；".join(data["aliases"])),
    ]
    said = ("uscc", "licence_url")
    found += [
        Row(of[name].header, text_of(of[name], value))
        for name, value in data["basics"].items()
        if name not in said
    ]
    return [row for row in found if row.text]


def _chapters(profile: Profile, source: Source) -> list[Chapter]:
    return [
        Chapter(
            id=anchor,
            title=title,
            empty=empty,
            records=[
                _shown(entry, name, source) for name in lists for entry in getattr(profile, name)
            ],
        )
        for lists, anchor, title, empty in CHAPTERS
    ]


def _shown(entry: Entry, name: str, source: Source) -> Shown:
    title, chip = _title(entry.record, source)
    county = getattr(entry.record, "county", "")
    said = {"county": source.site.district_name(county)} if county else {}
    return Shown(
        id=entry.record_id,
        title=title,
        chip="已移出" if name == "exits" else chip,
        rows=rows(entry.record, HEADING.get(type(entry.record), HIDDEN), said),
        entry=entry,
        statement=getattr(entry.record, "statement", ""),
    )


def _title(record: Any, source: Source) -> tuple[str, str]:
    """What a record is headed by, and the word beside the heading."""
    match record:
        case r.Listing():
            definition = source.site.list_definition(record.list_kind)
            named = definition.name if definition else v.LIST_KIND.label(record.list_kind)
            return named, words(record, "severity")
        case r.Commitment():
            return record.matter, words(record, "fulfilment")
        case r.Permit():
            return record.document_name, words(record, "permit_kind")
        case r.Penalty():
            return record.case_name or record.document_no, words(record, "penalty_kinds")
        case r.Rating():
            return record.rating_name, record.grade
        case r.Honour():
            return record.title, words(record, "level")
        case r.Inspection():
            return words(record, "kind"), ""
        case r.Rectification():
            return words(record, "misdeed"), words(record, "state")
        case r.Shop():
            return record.shop_name, ""
        case _:
            return type(record).__name__, ""
