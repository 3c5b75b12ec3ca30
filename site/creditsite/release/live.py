"""The app over the ledger itself, nothing frozen: for previews and small offices, under any WSGI server.

It speaks as of the day of the current release and says what the ledger says now: a removal shows at once. The look-up,
which stands in files alone, comes from the release. The gates have not seen what it shows: a public site is built.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, request

from creditsite import intake
from creditsite.ledger import open_ledger
from creditsite.release.folder import CURRENT, LEDGER, current_id
from creditsite.release.forget import NoReleaseError
from creditsite.release.headers import headers_of
from creditsite.release.serve import preview
from creditsite.release.sets import LOOKUP, newest
from creditsite.release.switch import note_of
from creditsite.release.withheld import pages_of
from creditsite.render.app import create_live_app
from creditsite.render.elder import opened
from creditsite.render.frame import translations
from creditsite.render.machine import register_mimetypes
from creditsite.render.source import Source

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOOK_UP = "/search/"


def live(content: str | Path, out: str | Path) -> "WSGIApplication":
    """What a WSGI server runs, once in each of its processes: the ledger is opened here, to read only.

    `gunicorn --workers 2 'creditsite.release.live:live("content", "published")'`. `NoReleaseError` before the first
    build.
    """
    site, out = intake.load_site(Path(content)), Path(out)
    note = note_of(out, current_id(out))
    if note is None:
        raise NoReleaseError(f"{out}: 还没有发布过, 请先运行 build.py")
    register_mimetypes()
    held = open_ledger(out / LEDGER, read_only=True)
    pages, _ = pages_of(Path(content), held)
    as_of = date.fromisoformat(note.as_of)
    source = Source(
        held, site, pages, note.release, as_of, lookup=newest(out / CURRENT, note.sets, LOOKUP)
    )
    spoken = create_live_app(source)
    apps = {f"{one.language.prefix}/": app for one, app in translations(spoken)} | {"/": spoken}
    files = preview(out / CURRENT, site)

    def stated(answer: Response) -> Response:
        answer.headers.update(headers_of(site, request.path))
        answer.headers["Cache-Control"] = "no-store"  # the ledger may soon say something else
        # Whoever speaks TLS before us says it.
        answer.headers.pop("Strict-Transport-Security", None)
        return answer

    for app in apps.values():
        app.after_request(stated)

    def answered(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(_LOOK_UP) and path != _LOOK_UP:
            return files(environ, start)
        return next(app for prefix, app in apps.items() if path.startswith(prefix))(environ, start)

    return opened(answered)
