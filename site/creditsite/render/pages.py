"""Pages that belong to no register and no subject: home, look-up, statistics, measures, map of the site, not found."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response

from creditsite.render.frame import page
from creditsite.render.source import Source


def not_found(_error: Exception) -> Response:
    """The page of an address that is none, which a web server shows as /404.html."""
    return Response(page("404.html", "/404.html", {}), status=404)


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("pages", __name__)

    @routes.get("/404.html")
    def missing() -> str:
        return page("404.html", "/404.html", {})

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address of this module."""
    yield "pages.missing", {}
