"""Subjects by level: for each scheme all who hold a grade, the highest first, and for each grade those who hold it."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, abort

from creditsite import ledger
from creditsite.ledger import SubjectRow
from creditsite.model.config import Grade, Scheme
from creditsite.model.standing import STANDINGS
from creditsite.render.lasting import lasting_page
from creditsite.render.paging import Sheet, later, sheet
from creditsite.render.source import Source

HOME = "/ratings/levels/"
RANKING = "全部等级，从高到低"


def blueprint(source: Source) -> Blueprint:
    """The routes of levels."""
    routes = Blueprint("levels", __name__)

    @routes.get(HOME)
    def index() -> str:
        schemes = [
            (
                one,
                _whole(one),
                [(_address(one, n), g, _count(one, g, source)) for n, g in _graded(one)],
            )
            for one in source.site.schemes
        ]
        return lasting_page(source, "levels.html", HOME, {"schemes": schemes})

    @routes.get(f"{HOME}<scheme>/<int(min=1):place>/")
    def grade(scheme: str, place: int) -> str:
        return _level_page(scheme, place, 1, source)

    @routes.get(f"{HOME}<scheme>/<int(min=1):place>/<int(min=2):number>/")
    def grade_later(scheme: str, place: int, number: int) -> str:
        return _level_page(scheme, place, number, source)

    @routes.get(f"{HOME}<scheme>/all/", defaults={"number": 1})
    @routes.get(f"{HOME}<scheme>/all/<int(min=2):number>/")
    def ranking(scheme: str, number: int) -> str:
        return _level_page(scheme, None, number, source)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page of every grade."""
    yield "levels.index", {}
    for one in source.site.schemes:
        held = sum(_count(one, grade, source) for grade in one.grades)
        for number in (1, *later(held, source.site.per_page)):
            yield "levels.ranking", {"scheme": one.id, "number": number}
        for place, grade in _graded(one):
            values = {"scheme": one.id, "place": place}
            yield "levels.grade", values
            for number in later(_count(one, grade, source), source.site.per_page):
                yield "levels.grade_later", {**values, "number": number}


def _graded(scheme: Scheme) -> Iterator[tuple[int, Grade]]:
    return enumerate(scheme.grades, start=1)


def _address(scheme: Scheme, place: int) -> str:
    return f"{HOME}{scheme.id}/{place}/"


def _whole(scheme: Scheme) -> str:
    return f"{HOME}{scheme.id}/all/"


def _count(scheme: Scheme, grade: Grade, source: Source) -> int:
    return ledger.subject_count(source.ledger, level=(scheme.name, grade.grade))


def _level_page(scheme_id: str, place: int | None, number: int, source: Source) -> str:
    """A page of those who hold the grade at a place; of all who hold one, where no place is named."""
    scheme = next((one for one in source.site.schemes if one.id == scheme_id), None) or abort(404)
    grade = dict(_graded(scheme)).get(place) or abort(404) if place else None
    wanted = (grade,) if grade else scheme.grades
    total = sum(_count(scheme, one, source) for one in wanted)
    base = _address(scheme, place) if place else _whole(scheme)
    here = sheet(base, number, total, source.site.per_page) or abort(404)
    values = {
        "scheme": scheme,
        "grade": grade,
        "label": grade.label if grade else RANKING,
        "whole": _whole(scheme),
        "grades": [(_address(scheme, n), g) for n, g in _graded(scheme)],
        "sheet": here,
        "rows": list(_rows(scheme, wanted, here, source)),
        "labels": {one.id: one.label for one in STANDINGS},
    }
    return lasting_page(source, "level.html", here.address, values)


def _rows(
    scheme: Scheme, grades: Iterable[Grade], here: Sheet, source: Source
) -> Iterator[SubjectRow]:
    """The rows of one page of those who hold these grades: grade by grade, by name within one."""
    skip, left = here.offset, here.size
    for grade in grades:
        count = _count(scheme, grade, source)
        if left and skip < count:
            level, most = (scheme.name, grade.grade), min(left, count - skip)
            yield from ledger.subject_rows(source.ledger, level=level, limit=most, offset=skip)
            left -= most
        skip = max(0, skip - count)
