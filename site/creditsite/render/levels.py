"""Subjects by level: for each scheme its grades in order, for each grade the subjects that hold it now."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort

from creditsite import ledger
from creditsite.model.config import Grade, Scheme
from creditsite.model.standing import STANDINGS
from creditsite.render.frame import page
from creditsite.render.paging import later, sheet
from creditsite.render.source import Source

HOME = "/ratings/levels/"


def blueprint(source: Source) -> Blueprint:
    """The routes of levels."""
    routes = Blueprint("levels", __name__)

    @routes.get(HOME)
    def index() -> str:
        schemes = [
            (one, [(_address(one, n), g, _count(one, g, source)) for n, g in _graded(one)])
            for one in source.site.schemes
        ]
        return page("levels.html", HOME, {"schemes": schemes})

    @routes.get(f"{HOME}<scheme>/<int(min=1):place>/")
    def grade(scheme: str, place: int) -> str:
        return _grade_page(scheme, place, 1, source)

    @routes.get(f"{HOME}<scheme>/<int(min=1):place>/<int(min=2):number>/")
    def grade_later(scheme: str, place: int, number: int) -> str:
        return _grade_page(scheme, place, number, source)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page of every grade."""
    yield "levels.index", {}
    for one in source.site.schemes:
        for place, grade in _graded(one):
            values = {"scheme": one.id, "place": place}
            yield "levels.grade", values
            for number in later(_count(one, grade, source), source.site.per_page):
                yield "levels.grade_later", {**values, "number": number}


def _graded(scheme: Scheme) -> Iterator[tuple[int, Grade]]:
    return enumerate(scheme.grades, start=1)


def _address(scheme: Scheme, place: int) -> str:
    return f"{HOME}{scheme.id}/{place}/"


def _count(scheme: Scheme, grade: Grade, source: Source) -> int:
    return ledger.subject_count(source.ledger, level=(scheme.name, grade.grade))


def _grade_page(scheme_id: str, place: int, number: int, source: Source) -> str:
    scheme = next((one for one in source.site.schemes if one.id == scheme_id), None) or abort(404)
    grade = dict(_graded(scheme)).get(place) or abort(404)
    total = _count(scheme, grade, source)
    here = sheet(_address(scheme, place), number, total, source.site.per_page) or abort(404)
    level = scheme.name, grade.grade
    rows = ledger.subject_rows(source.ledger, level=level, limit=here.size, offset=here.offset)
    values = {
        "scheme": scheme,
        "grade": grade,
        "grades": [(_address(scheme, n), g) for n, g in _graded(scheme)],
        "sheet": here,
        "rows": list(rows),
        "labels": {one.id: one.label for one in STANDINGS},
    }
    return page("level.html", here.address, values)
