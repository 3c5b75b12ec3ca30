"""Blank tables that departments fill in, one of each kind, as the intake reads them: `/data/templates/<kind>.xlsx`."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort

from creditsite.intake.templates import template_csv, template_xlsx
from creditsite.model.kinds import KINDS
from creditsite.render.machine import TYPES
from creditsite.render.source import Source

FORMS: dict[str, Callable[[str], bytes]] = {"xlsx": template_xlsx, "csv": template_csv}


def blueprint(source: Source) -> Blueprint:
    """The files; what they hold hangs on the program alone, not on the release."""
    routes = Blueprint("blanks", __name__)

    @routes.get("/data/templates/<name>.<form>")
    def file(name: str, form: str) -> Response:
        if form not in FORMS or name not in {one.name for one in KINDS}:
            abort(404)
        return Response(FORMS[form](name), mimetype=TYPES[f".{form}"])

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every kind in every form."""
    yield from (
        ("blanks.file", {"name": one.name, "form": form}) for one in KINDS for form in FORMS
    )
