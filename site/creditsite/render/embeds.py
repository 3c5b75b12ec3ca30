"""What others put into their pages: the verify page behind a badge, the snippet builder, the window, the elements."""

import base64
import hashlib
import json
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response

from creditsite import ledger
from creditsite.render.drawings import nobody, svg
from creditsite.render.frame import page
from creditsite.render.pictures import png
from creditsite.render.source import Source
from creditsite.render.statements import HOURS, jwks
from creditsite.render.unfurl import CHECK, badge_alt

LOOKS = {"flat": "扁平", "compact": "紧凑", "card": "卡片", "seal": "印章"}
VERSION_1 = "embed_v1"


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("embeds", __name__)

    @routes.get("/verify/")
    def verify() -> str:
        return page("embed/verify.html", "/verify/", {"hours": HOURS})

    @routes.get("/embed/")
    def builder() -> str:
        return page("embed/builder.html", "/embed/", _snippets(source))

    @routes.get("/embed/query/")
    def window() -> str:
        return page("embed/query.html", "/embed/query/", {})

    @routes.get("/embed/v1/<any(credit,verify):name>.js")
    def script(name: str) -> Response:
        return Response(versioned(f"{name}.js"), mimetype="text/javascript")

    @routes.get("/embed/none.<any(svg,png):kind>")
    def neutral(kind: str) -> Response:
        if kind == "svg":
            return Response(svg(nobody(source)), mimetype="image/svg+xml")
        return Response(png(nobody(source), 2), mimetype="image/png")

    @routes.get("/.well-known/jwks.json")
    def keys() -> Response:
        return Response(json.dumps(jwks(source.site)) + "\n", mimetype="application/json")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address of this module."""
    for name in ("verify", "builder", "window", "keys"):
        yield f"embeds.{name}", {}
    for kind in ("svg", "png"):
        yield "embeds.neutral", {"kind": kind}
    for name in ("credit", "verify"):
        yield "embeds.script", {"name": name}


def versioned(name: str) -> bytes:
    """A file of version 1, whose bytes never change once they were released."""
    return files("creditsite.render").joinpath(VERSION_1, name).read_bytes()


def integrity(script: bytes) -> str:
    """The hash by which a browser refuses any other file (Subresource Integrity).

    >>> integrity(b"")[:20]
    'sha384-OLBgp1GsljhM2'
    """
    return "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()


def _snippets(source: Source) -> dict[str, Any]:
    base, name, say = source.site.base_url, source.site.name, source.language.say
    home = base + source.language.prefix  # of pages; files are the same in every language
    shown = ledger.profiles(source.ledger, source.site, source.as_of, persons=False)
    one = next(shown, None)
    first = one.id if one else ""
    alt = badge_alt(one, source) if one else ""
    sha = integrity(versioned("credit.js"))
    said = say("{name}公示的信用状态和等级，点开核验", name=name)
    lang = f' lang="{source.language.tag}"' if source.language.prefix else ""
    verify = f"{home}/s/{first}/#{CHECK}"
    linked = f'<a href="{verify}" referrerpolicy="origin">'
    return {
        "id": first,
        "integrity": sha,
        "said": said,
        "alt": escape(alt),
        "alt_plain": alt,
        "looks": [
            (look, LOOKS[look]) for look in LOOKS if look in ("flat", *source.site.badges.styles)
        ],
        "html": (
            f'<a href="{verify}" target="_blank" rel="noopener" referrerpolicy="origin"><picture>'
            f'<source srcset="{base}/s/{first}/badge-dark.svg" media="(prefers-color-scheme: dark)">'
            f'<img src="{base}/s/{first}/badge.svg" alt="{escape(alt)}"></picture></a>'
        ),
        "markdown": f"[![{alt}]({base}/s/{first}/badge.svg)]({verify})",
        "pictures": "\n".join(f"{base}/s/{first}/badge{scale}.png" for scale in ("", "-2x", "-3x")),
        "licence": (
            f'<a href="{home}/s/{first}/#registration" target="_blank" rel="noopener">{say("亮照：营业执照信息")}</a>'
        ),
        "script": (
            f'<script src="{base}/embed/v1/credit.js" integrity="{sha}" crossorigin="anonymous" async></script>'
        ),
        "elements": (
            f'<credit-badge code="{first}" look="flat"{lang}>{linked}{say("信用标识")}</a></credit-badge>\n'
            f'<credit-card code="{first}"{lang}>{linked}{say("信用记录")}</a></credit-card>\n'
            f'<credit-query{lang}><a href="{home}/search/">{say("查询信用记录")}</a></credit-query>\n'
            f'<credit-feed feed="all" count="5"{lang}><a href="{home}/feeds/">{say("信用信息变化")}</a></credit-feed>'
        ),
        "window": (
            f'<iframe src="{home}/embed/query/" title="{say("{name}查询窗口", name=name)}" width="100%" height="220"'
            ' loading="lazy" sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"'
            ' referrerpolicy="origin"></iframe>'
        ),
    }
