"""What other sites show of a link to a subject's page: oEmbed, Open Graph and schema.org data."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from creditsite import ledger
from creditsite.model.profile import Profile
from creditsite.render.badges import alt_text
from creditsite.render.drawings import drawing
from creditsite.render.elder import ordinary
from creditsite.render.languages import language
from creditsite.render.source import Source

OEMBED = "oembed.json"
CACHE_SECONDS = 300
PICTURE = ("badge-seal-3x.png", 480)  # square and no subject's own: what chats show beside a link
CHECK = "verify"  # the place on a subject's page where it is checked from where the visitor came
_LARGEST = 100_000  # pixels: wide enough for whoever sets no limit
_WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "<>&\"'[]`"}  # the same signs, full width
_LOCALES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"}
_TYPES = {"organization": "Organization", "sole_trader": "Organization", "digital": "WebSite"}


def live(source: Source) -> Blueprint:
    """What only a running app can answer, since a folder of files reads no query: oEmbed, and whom to verify."""
    routes = Blueprint("oembed", __name__)
    starts = [language(tag).prefix for tag in source.site.languages]

    @routes.before_app_request
    def lead_on() -> WerkzeugResponse | None:
        asked = request.args.get("s", "")
        for start in starts:
            if request.path == f"{start}/verify/" and re.fullmatch("[0-9A-Za-z]+", asked):
                return redirect(f"{request.script_root}{start}/s/{asked}/#{CHECK}")
        return None

    @routes.get("/oembed")
    def endpoint() -> Response:
        if request.args.get("format", "json") != "json":
            abort(501)
        hosts = {urlsplit(source.site.base_url).netloc, request.host}
        asked = subject_of(request.args.get("url", ""), hosts, starts)
        found = ledger.profile(source.ledger, source.site, source.as_of, asked) if asked else None
        if not found or found.is_person or not source.site.badges.oembed:
            abort(404)
        wide, high = (request.args.get(n, _LARGEST, int) for n in ("maxwidth", "maxheight"))
        body = json.dumps(oembed(found, source, wide, high), ensure_ascii=False)
        anybody = {"Access-Control-Allow-Origin": "*"}
        return Response(body, mimetype="application/json", headers=anybody)

    return routes


def subject_of(url: str, hosts: Collection[str], starts: Iterable[str]) -> str:
    """Whose page an address is, on these hosts and behind one of these starts; empty where it is nobody's.

    >>> subject_of("https://c.example/en/s/91X/#verify", {"c.example"}, ("", "/en"))
    '91X'
    >>> subject_of("https://c.example/elder/en/s/91X/", {"c.example"}, ("", "/en"))
    '91X'
    >>> subject_of("https://c.example@evil.example/s/91X/", {"c.example"}, ("",))
    ''
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # not even an address
        return ""
    if parts.scheme not in ("http", "https") or parts.netloc not in hosts:
        return ""
    path = ordinary(parts.path).removesuffix("index.html")
    for start in starts:
        if page := re.fullmatch(f"{start}/s/([0-9A-Za-z]+)/?", path):
            return page[1]
    return ""


def oembed(
    profile: Profile, source: Source, wide: int = _LARGEST, high: int = _LARGEST
) -> dict[str, Any]:
    """The oEmbed answer for a subject's page: the largest badge that fits, or a mere link where none does."""
    site = source.site
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": f"{profile.name} 信用报告",
        "provider_name": site.name,
        "provider_url": f"{site.base_url}/",
        "author_name": site.office,
        "cache_age": CACHE_SECONDS,
    }
    if "seal" in site.badges.png and PICTURE[1] <= min(wide, high):
        told |= {
            "thumbnail_url": f"{site.base_url}/s/{profile.id}/{PICTURE[0]}",
            "thumbnail_width": PICTURE[1],
            "thumbnail_height": PICTURE[1],
        }
    for style in (
        s for s in ("card", "seal", "flat", "compact") if s in ("flat", *site.badges.styles)
    ):
        one = drawing(profile, source, style)
        if one.width <= wide and one.height <= high:
            name = "badge.svg" if style == "flat" else f"badge-{style}.svg"
            html = link(profile, source, name, one.width, one.height)
            return told | {"type": "rich", "html": html, "width": one.width, "height": one.height}
    return told


def link(profile: Profile, source: Source, name: str, wide: int, high: int) -> str:
    """A badge that leads to where it is verified, as HTML without any script."""
    base, said = source.site.base_url, badge_alt(profile, source)
    return (
        f'<a href="{base}/s/{profile.id}/#{CHECK}" target="_blank" rel="noopener" referrerpolicy="origin">'
        f'<img src="{base}/s/{profile.id}/{name}" alt="{escape(said)}" width="{wide}" height="{high}"></a>'
    )


def badge_alt(profile: Profile, source: Source) -> str:
    """The alternative text of a subject's badge, for whoever embeds it: dated, so that it stays true.

    It holds no sign of markup: there are readers of oEmbed who take off one escape more than was put on.
    """
    said = f"{profile.name}：{alt_text(profile, source)}。最新状态请点开核验"
    return said.translate(_WIDE)


def oembed_json(profile: Profile, source: Source) -> bytes:
    """The static oEmbed file of a subject."""
    said = json.dumps(oembed(profile, source), ensure_ascii=False, separators=(",", ":"))
    return f"{said}\n".encode()


def open_graph(profile: Profile, source: Source) -> Iterator[tuple[str, str]]:
    """Property and content of each Open Graph tag of a subject's page."""
    site, spoken = source.site, source.language
    folder = f"{site.base_url}/s/{profile.id}/"
    yield "og:type", "website"
    yield "og:title", spoken.say("{name} 信用报告", name=profile.name)
    yield "og:description", _said(profile, source)
    yield "og:url", f"{site.base_url}{spoken.prefix}/s/{profile.id}/"
    yield "og:site_name", site.name
    yield "og:locale", _LOCALES[spoken.tag]
    if "seal" in site.badges.png:
        yield "og:image", folder + PICTURE[0]
        yield "og:image:type", "image/png"
        yield "og:image:width", str(PICTURE[1])
        yield "og:image:height", str(PICTURE[1])
        yield "og:image:alt", _said(profile, source)


def _said(profile: Profile, source: Source) -> str:
    """What the badge says; on pages of another language what the page says."""
    spoken = source.language
    if not spoken.prefix:
        return alt_text(profile, source)
    return spoken.say(
        "{name}：{label}。{office}公示的信用信息，数据截至 {as_of}。",
        name=profile.name,
        label=spoken.word(profile.standing.label),
        office=source.site.office,
        as_of=spoken.day(source.as_of),
    )


def schema_org(profile: Profile, data: dict[str, Any], source: Source) -> dict[str, Any]:
    """The page's JSON-LD: who the subject is and who publishes about it; no verdict, for which it has no word."""
    spoken = source.language
    page = f"{source.site.base_url}{spoken.prefix}/s/{profile.id}/"
    code = "统一社会信用代码" if profile.has_code else f"{source.site.name}编号"
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": page,
        "name": spoken.say("{name} 信用报告", name=profile.name),
        "inLanguage": spoken.tag,
        "dateModified": source.as_of.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": source.site.office},
        "mainEntity": {
            "@type": _TYPES.get(profile.subject.entity_kind, "Thing"),
            "name": profile.name,
            "alternateName": data["aliases"],
            "identifier": {"@type": "PropertyValue", "propertyID": code, "value": profile.id},
        },
    }
