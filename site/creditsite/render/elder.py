"""The elder version: every page once more, at addresses of its own under which its style sheet is one of large type.

A page at `/elder/lists/` is the page at `/lists/`, byte for byte. Pages lead to each other by relative links, so who is
below such an address stays there: without script, cookie or anything stored.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SIZES = {
    "/elder": 1.375,
    "/elder/max": 1.75,
}  # start of the addresses → how many times the usual size of type
INSIDE = "(?:/elder(?:/max)?)?"  # pattern of what an address may begin with because of the version
_START = re.compile(r"/elder(?:/max)?(?=/)(?!/(?:max/)?static/)")
_WIDTH = re.compile(r"(?<=-width: )[0-9.]+(?=rem)")


def ordinary(path: str) -> str:
    """The path at which the ordinary version has a page of any version; another path stays as it is.

    >>> ordinary("/elder/max/en/lists/"), ordinary("/elder/"), ordinary("/elder/static/0/site.css"), ordinary("/lists/")
    ('/en/lists/', '/', '/elder/static/0/site.css', '/lists/')
    """
    return _START.sub("", path, count=1) if _START.match(path) else path


def sheet(start: str) -> str:
    """The style sheet of the version whose addresses begin so: the usual one, as for a window smaller by as much.

    The width of a window is measured in type of the usual size, whatever the size on the page.
    """
    size, home = SIZES[start], files("creditsite.render")
    usual = home.joinpath("static", "site.css").read_text(encoding="utf-8")
    scaled = _WIDTH.sub(lambda found: f"{float(found[0]) * size:g}", usual)
    own = home.joinpath("sheets", "elder.css").read_text(encoding="utf-8")
    here = ".to-max" if start.endswith("max") else ".to-large"
    return f"{scaled}{own}@media screen {{ :root {{ font-size: {size:.1%}; }} {here} {{ display: none; }} }}\n"


def sheets(scripts: str) -> Blueprint:
    """The routes of the style sheets, each where the pages of its version look for their own."""
    routes = Blueprint("elder", __name__)
    for start in SIZES:
        name = _name(start)
        said = sheet(start).replace("url(", f"url({scripts}/")  # drawings lie beside the usual one

        def answer(said: str = said) -> Response:
            return Response(said, mimetype="text/css")

        routes.add_url_rule(f"{start}{scripts}/site.css", name, answer)
    return routes


def addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """Endpoint and values of every style sheet."""
    yield from ((f"elder.{_name(start)}", {}) for start in SIZES)


def _name(start: str) -> str:
    return start[1:].replace("/", "_")


def opened(inner: "WSGIApplication") -> "WSGIApplication":
    """An app that answers at the addresses of every version with what `inner` answers at the ordinary one."""

    def answered(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in SIZES:
            return Response(status=301, headers={"Location": f"{path}/"})(environ, start)
        rest = ordinary(path)
        if rest != path:
            root = environ.get("SCRIPT_NAME", "") + path.removesuffix(rest)
            environ = {**environ, "PATH_INFO": rest, "SCRIPT_NAME": root}
        return inner(environ, start)

    return answered
