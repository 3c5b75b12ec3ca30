"""A preview on this machine: the current release with the headers that the real server sends."""

from pathlib import Path

from flask import Flask, Response, request, send_file
from werkzeug.serving import run_simple

from creditsite.model.config import Site
from creditsite.release.folder import CURRENT
from creditsite.release.headers import TYPES, headers_of


def preview(out: Path, site: Site) -> Flask:
    """An app that answers from the current release, whichever that is at the moment."""
    app = Flask(__name__, static_folder=None)

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def file(path: str) -> Response:
        return _answer(out / CURRENT, path, site)

    return app


def _answer(root: Path, path: str, site: Site) -> Response:
    target = root / path
    hidden = any(part.startswith((".", "_")) for part in Path(path).parts if part != ".well-known")
    if target.is_dir() and not hidden:
        if path and not path.endswith("/"):
            return Response(status=301, headers={"Location": f"/{path}/"})
        target /= "index.html"
    found = target.is_file() and not hidden and ".." not in Path(path).parts
    answer = send_file(
        (target if found else root / "404.html").resolve(),
        mimetype=TYPES.get(target.suffix) if found else "text/html",
        max_age=None,
    )
    answer.status_code = 200 if found else 404
    for name, value in headers_of(site, request.path).items():
        answer.headers[name] = value
    answer.headers["Cache-Control"] = "no-store"  # a preview shows what is there now
    answer.headers.pop("Strict-Transport-Security", None)  # it would bind 127.0.0.1 to https
    return answer


def serve(app: Flask, port: int) -> None:
    """Answers on this machine only, several visitors at once, until it is stopped."""
    run_simple("127.0.0.1", port, app, threaded=True)
