"""What machines expect of a site: sitemap, robots.txt, OpenSearch, security.txt, and the media types of its files."""

import mimetypes
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort

from creditsite import ledger
from creditsite.render.badges import xml_text
from creditsite.render.feedformats import midnight
from creditsite.render.languages import language
from creditsite.render.source import Source

PART = 40_000  # addresses of a part; the limit is 50,000
XHTML = "http://www.w3.org/1999/xhtml"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
UNLISTED = ("/404.html", "/embed/query/", "/verify/")  # no page of their own to find
_LATER = re.compile(r"/\d+/$")  # a later page of a register: its records have pages of their own
VALID = timedelta(days=180)  # of security.txt
TYPES = {  # said here, as what Python knows depends on the machine
    ".atom": "application/atom+xml",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".jws": "application/jose",
    ".opml": "text/x-opml",
    ".parquet": "application/vnd.apache.parquet",
    ".py": "text/x-python",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
Files = Iterator[tuple[str, Iterator[bytes]]]


def register_mimetypes() -> None:
    """Tell Python the media types of all that the site publishes; call it once, where the app is frozen or served."""
    for ending, media in TYPES.items():
        mimetypes.add_type(media, ending)


def files(source: Source) -> Files:
    """The sitemap of every page and subject, in parts under the limits."""
    parts = _parts(source)
    yield "sitemap.xml", _index(source, parts)
    yield "sitemaps/pages.xml", _addresses(_pages(source), source)
    for number, (first, last) in enumerate(parts, 1):
        yield f"sitemaps/subjects-{number}.xml", _addresses(_subjects(source, first, last), source)


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("machine", __name__)

    @routes.get("/robots.txt")
    def robots() -> Response:
        text = f"User-agent: *\nAllow: /\n\nSitemap: {source.site.base_url}/sitemap.xml\n"
        return Response(text, mimetype="text/plain")

    @routes.get("/opensearch.xml")
    def opensearch() -> Response:
        return Response(_opensearch(source), mimetype="application/xml")

    @routes.get("/.well-known/security.txt")
    def security() -> Response:
        return Response(_security(source), mimetype="text/plain")

    @routes.get("/sitemap.xml")
    @routes.get("/sitemaps/<name>.xml")
    def sitemap(name: str = "") -> Response:
        wanted = f"sitemaps/{name}.xml" if name else "sitemap.xml"
        found = next((chunks for path, chunks in files(source) if path == wanted), None)
        return Response(found or abort(404), mimetype="application/xml")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """All but the sitemap, which `files` writes."""
    yield "machine.robots", {}
    yield "machine.opensearch", {}
    yield "machine.security", {}


def _parts(source: Source) -> tuple[tuple[str, str], ...]:
    count = ledger.subject_count(source.ledger)
    return (
        ledger.slices(source.ledger, -(-count * len(source.site.languages) // PART))
        if count
        else ()
    )


def _index(source: Source, parts: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """The parts, each with the newest day that it tells of its addresses."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAPS}">\n'.encode()
    yield _part("pages", max(_written(source).values(), default=None), source)
    for number, ends in enumerate(parts, 1):
        newest = max((day for _, day in _changes(source, *ends)), default=None)
        yield _part(f"subjects-{number}", newest, source)
    yield b"</sitemapindex>\n"


def _part(name: str, newest: object, source: Source) -> bytes:
    url = escape(f"{source.site.base_url}/sitemaps/{name}.xml")
    when = f"<lastmod>{newest}</lastmod>" if newest else ""
    return f"<sitemap><loc>{url}</loc>{when}</sitemap>\n".encode()


def _written(source: Source) -> dict[str, date]:
    """The pages of prose, each with the day on which it was published or last written anew."""
    found = {f"/{p.section}/{p.slug}/": p.article.published_on for p in source.pages}
    revised = {f"/{path}/": day for path, day in ledger.revisions(source.ledger)}
    return {
        path: max(day, revised.get(path, day)) for path, day in found.items() if day is not None
    }


def _addresses(found: Iterable[tuple[str, object]], source: Source) -> Iterator[bytes]:
    """A part of the sitemap: pages in each language, with the date of their newest content and the other languages."""
    spoken = [language(tag) for tag in source.site.languages]
    starts = [(one.tag, source.site.base_url + one.prefix) for one in spoken]
    several = f' xmlns:xhtml="{XHTML}"' if spoken[1:] else ""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAPS}"{several}>\n'.encode()
    for path, changed in found:
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        urls = [(tag, escape(start + path)) for tag, start in starts]
        links = _links(urls) if several else ""
        for _, url in urls:
            yield f"<url><loc>{url}</loc>{when}{links}</url>\n".encode()
    yield b"</urlset>\n"


def _links(urls: list[tuple[str, str]]) -> str:
    """The same page in each language; who speaks none of them is sent to the first."""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{url}"/>'
        for tag, url in (*urls, ("x-default", urls[0][1]))
    )


def _pages(source: Source) -> Iterator[tuple[str, date | None]]:
    """The pages that are no subject's."""
    from creditsite.render.app import (
        addresses as all_addresses,
    )  # here: the app imports this module
    from creditsite.render.app import create_app

    written = _written(source)
    built = create_app(source).url_map.bind("")
    for endpoint, values in all_addresses(source):
        address = built.build(endpoint, values)
        if address.endswith("/") and address not in UNLISTED and not _LATER.search(address):
            yield address, written.get(address)


def _subjects(source: Source, first: str, last: str) -> Iterator[tuple[str, str]]:
    """Subjects with the day of the release in which what is said of them last changed, also by a removal.

    Natural persons are not among them: their pages ask not to be found.
    """
    return ((f"/s/{subject}/", day) for subject, day in _changes(source, first, last))


def _changes(source: Source, first: str, last: str) -> Iterator[tuple[str, str]]:
    return ledger.last_changes(source.ledger, source.hand, source.as_of, first, last)


def _opensearch(source: Source) -> bytes:
    site = source.site
    url = escape(f"{site.base_url}/search/#q={{searchTerms}}", {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{_text(site.name, 16)}</ShortName>\n"
        f"<LongName>{_text(site.name + ' 电子商务信用查询', 48)}</LongName>\n"
        f"<Description>{_text(site.description, 1024)}</Description>\n"
        f'<Url type="text/html" method="get" template="{url}"/>\n'
        f'<Query role="example" searchTerms="{quote(site.city)}"/>\n'
        "<Language>zh-CN</Language>\n<InputEncoding>UTF-8</InputEncoding>\n<OutputEncoding>UTF-8</OutputEncoding>\n"
        "</OpenSearchDescription>\n"
    ).encode()


def _text(text: str, most: int) -> str:
    return escape(xml_text(text[:most]))


def _security(source: Source) -> str:
    site = source.site
    contact = (
        f"mailto:{site.contact_email}"
        if site.contact_email
        else f"{site.base_url}{source.guide('corrections')}"
    )
    return (
        f"Contact: {contact}\n"
        f"Expires: {midnight(source.as_of + VALID).isoformat()}\n"
        "Preferred-Languages: zh, en\n"
        f"Canonical: {site.base_url}/.well-known/security.txt\n"
    )
