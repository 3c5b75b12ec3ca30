"""The page of a subject as a credit report, and all its files: views and the bulk writer call the same functions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app
from jinja2 import Environment

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.fields import Column, Type, columns
from creditsite.model.profile import Profile, profile_json
from creditsite.render.badgefiles import (
    SHIELDS,
    badge_file,
    named_badges,
    shared_badges,
    shared_names,
    shields_json,
)
from creditsite.render.chapters import chapters, timeline
from creditsite.render.frame import fill, translations
from creditsite.render.languages import Language
from creditsite.render.qr import qr
from creditsite.render.source import Source
from creditsite.render.unfurl import OEMBED, oembed_json, open_graph, schema_org
from creditsite.render.words import Row, text_of, web_url

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


def blueprint(source: Source) -> Blueprint:
    """The routes of every subject: page, data and badges."""
    routes = Blueprint("subjects", __name__)

    def found(subject_id: str) -> Profile:
        one = ledger.profile(source.ledger, source.site, source.as_of, subject_id)
        return one or abort(404)

    def unveiled(subject_id: str) -> Profile:
        one = found(subject_id)
        return abort(404) if one.is_person else one

    def stamped(subject_id: str) -> Source:
        return source.stamped(ledger.stamp(source.ledger, source.hand, subject_id))

    @routes.get("/s/<subject_id>/")
    def page(subject_id: str) -> Response:
        one = found(subject_id)
        of = stamped(subject_id)
        body = subject_page(one, published(one, of), of, current_app.jinja_env)
        return Response(body, mimetype="text/html")

    @routes.get("/s/<subject_id>/index.json")
    def data(subject_id: str) -> Response:
        one = found(subject_id)
        return Response(
            subject_json(published(one, stamped(subject_id))), mimetype="application/json"
        )

    @routes.get("/s/<subject_id>/<name>.<any(svg,png):kind>")
    def drawing(subject_id: str, name: str, kind: str) -> Response:
        file, one = f"{name}.{kind}", unveiled(subject_id)
        of = source if file in shared_names(source.site.badges) else stamped(subject_id)
        body = badge_file(one, of, file) or abort(404)
        return Response(body, mimetype="image/png" if kind == "png" else "image/svg+xml")

    @routes.get(f"/s/<subject_id>/{SHIELDS}")
    def endpoint(subject_id: str) -> Response:
        return Response(shields_json(unveiled(subject_id), source), mimetype="application/json")

    @routes.get(f"/s/<subject_id>/{OEMBED}")
    def unfurled(subject_id: str) -> Response:
        one = unveiled(subject_id)
        if not source.site.badges.oembed:
            abort(404)
        return Response(oembed_json(one, stamped(subject_id)), mimetype="application/json")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing: subjects are written in bulk, by `lasting_files` and `dated_files`."""
    yield from ()


def subject_files(profile: Profile, source: Source, app: Flask) -> Iterator[tuple[str, bytes]]:
    """Every file of one subject: its address under the root, and its bytes."""
    yield from lasting_files(profile, source, app)
    yield from dated_files(profile, source)


def lasting_files(profile: Profile, source: Source, app: Flask) -> Iterator[tuple[str, bytes]]:
    """What changes with the subject only; `source` is stamped with the release of the last change."""
    folder = f"s/{profile.id}/"
    data = published(profile, source)
    yield folder + "index.html", subject_page(profile, data, source, app.jinja_env)
    yield folder + "index.json", subject_json(data)
    if not profile.is_person:  # a badge is made to be spread
        for name, body in named_badges(profile, source):
            yield folder + name, body
        if source.site.badges.oembed:
            yield folder + OEMBED, oembed_json(profile, source)
    for spoken, translated in translations(app):
        start = spoken.language.prefix.removeprefix("/") + "/"
        of = replace(spoken, release=source.release, as_of=source.as_of)
        yield start + folder + "index.html", subject_page(profile, data, of, translated.jinja_env)


def dated_files(profile: Profile, source: Source) -> Iterator[tuple[str, bytes]]:
    """What every release dates anew, and what is the same for all subjects of one look."""
    for name, body in shared_badges(profile, source) if not profile.is_person else ():
        yield f"s/{profile.id}/{name}", body


def published(profile: Profile, source: Source) -> dict[str, Any]:
    """What may be said about a subject: page and data both speak from it."""
    return profile_json(profile, source.site, source.release, source.as_of)


def subject_json(data: dict[str, Any]) -> bytes:
    """The published data of a subject as bytes."""
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def subject_page(profile: Profile, data: dict[str, Any], source: Source, env: Environment) -> bytes:
    """The credit report of a subject."""
    address = f"/s/{profile.id}/"
    moments, older = timeline(profile, source)
    return fill(
        env,
        "subject.html",
        address,
        profile=profile,
        subject=profile.subject,
        person=profile.is_person,
        followed=not profile.is_person and ledger.is_watched(profile.subject.roles),
        open_graph=open_graph(profile, source),
        schema_org=schema_org(profile, data, source),
        roles=text_of(columns(r.Subject)["roles"], profile.subject.roles, source.language),
        meaning=MEANINGS[profile.standing.id],
        facts=_facts(profile, data, source.language),
        licence=web_url(profile.subject.licence_url),
        sites=[(one, web_url(one)) for one in profile.subject.sites],
        chapters=chapters(profile, source),
        improve=[
            (level.rating.rating_name, level.grade.improve)
            for level in profile.levels
            if level.grade and level.grade.improve
        ],
        moments=moments,
        older=older,
        repair_from=min(
            (e.repair_from for e in (*profile.listings, *profile.penalties) if e.repair_from),
            default=None,
        ),
        today=source.as_of,
        adverse=profile.standing.id in ("black", "watch", "penalty"),
        qr=qr(source.site.base_url + "/s/", profile.id),
        release=source.release,
        as_of=source.as_of.isoformat(),
        lasting=True,
    ).encode()


def _facts(profile: Profile, data: dict[str, Any], language: Language) -> list[Row]:
    """The basic facts: what the JSON says under `basics`, so that page and data cannot differ."""
    of = columns(r.Subject)
    found = [
        Row("统一社会信用代码" if profile.has_code else "本站编号", profile.id),
        Row("主体类别", text_of(of["entity_kind"], data["entity_kind"], language)),
        Row("区域", language.word(data["region_name"])),
        Row("别名和曾用名", language.join(data["aliases"])),
    ]
    said = ("uscc", "licence_url")
    found += [
        Row(of[name].header, text_of(of[name], _typed(of[name], value), language))
        for name, value in data["basics"].items()
        if name not in said
    ]
    return [row for row in found if row.text]


def _typed(column: Column, value: Any) -> Any:
    """A value of the JSON as the record held it, as far as its words depend on it."""
    return date.fromisoformat(value) if value and column.type is Type.DATE else value
