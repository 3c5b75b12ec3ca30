"""A preview on this machine: the current release with the headers that the real server sends."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from flask import Flask, Response, request, send_file
from werkzeug.serving import run_simple

from creditsite.model.config import Site
from creditsite.release.headers import ASKED, GONE, TYPES, headers_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PATIENCE = 10  # seconds for the search server


def preview(root: Path, site: Site, search: str = "") -> Flask:
    """An app that answers from a release; behind a link, from whichever it leads to at the moment.

    Searches go to the search server at `search`, if one is named: searches and nothing else, as on the real server.
    """
    app = Flask(__name__, static_folder=None)

    if search:

        @app.post(f"{site.search_path}/multi-search")
        def ask() -> Response:
            return _asked(f"{search.rstrip('/')}/multi-search")

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def file(path: str) -> Response:
        return _file(root, path, site)

    return app


def _file(root: Path, path: str, site: Site) -> Response:
    subject = re.fullmatch(ASKED, request.args.get("s", ""))
    if subject and re.fullmatch(r"([a-z-]+/){0,3}verify/", path):
        address = f"/{path.removesuffix('verify/')}s/{subject[0]}/#verify"
        return Response(status=302, headers=headers_of(site, request.path) | {"Location": address})
    target = root / path
    hidden = any(part.startswith((".", "_")) for part in Path(path).parts if part != ".well-known")
    if target.is_dir() and not hidden:
        if path and not path.endswith("/"):
            return Response(status=301, headers={"Location": f"/{path}/"})
        target /= "index.html"
    found = target.is_file() and not hidden and ".." not in Path(path).parts
    shown = target if found else root / "404.html"
    if not found and re.fullmatch(r"s/[^/]+/badge[^/]*\.(svg|png)", path):
        neutral = root / f"embed/none{target.suffix}"  # a badge is never a gap
        shown = neutral if neutral.is_file() else shown
    sent = send_file(
        shown.resolve(),
        mimetype=TYPES.get(shown.suffix),
        max_age=None,
    )
    sent.status_code = 200 if found else 410 if re.match(GONE, request.path) else 404
    for name, value in headers_of(site, request.path).items():
        sent.headers[name] = value
    sent.headers["Cache-Control"] = "no-store"  # a preview shows what is there now
    sent.headers.pop("Strict-Transport-Security", None)  # it would bind 127.0.0.1 to https
    return sent


def _asked(url: str) -> Response:
    """What the search server answers to this request, made with the visitor's own key."""
    names = ("Authorization", "Content-Type")
    headers = {name: request.headers[name] for name in names if name in request.headers}
    try:
        with urlopen(Request(url, request.get_data(), headers), timeout=PATIENCE) as found:
            return Response(found.read(), found.status, content_type="application/json")
    except HTTPError as refused:
        return Response(refused.read(), refused.code, content_type="application/json")
    except (URLError, TimeoutError):
        return Response(status=502)  # the page falls back to the files, and says so


def answer(app: "WSGIApplication", port: int) -> None:
    """Answers on this machine only, several visitors at once, until it is stopped."""
    run_simple("127.0.0.1", port, app, threaded=True)
