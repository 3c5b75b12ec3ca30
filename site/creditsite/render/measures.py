"""Measures: the matrix of every reward and restriction, ways into it, and what of it a list brings upon those on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from creditsite import ledger
from creditsite.model import vocabulary as v
from creditsite.model.profile import Profile
from creditsite.model.records import Measure
from creditsite.render.frame import page
from creditsite.render.source import Source


@dataclass(frozen=True, slots=True)
class Joint:
    """A measure as a report names it."""

    anchor: str
    name: str
    departments: str
    term: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What one list brings upon those on it."""

    address: str
    name: str
    measures: list[Joint]


@dataclass(frozen=True, slots=True)
class Way:
    """The measures of one list, or of one department."""

    anchor: str
    name: str
    address: str
    measures: list[tuple[str, str]]


def blueprint(source: Source) -> Blueprint:
    """The routes of the matrix, of the ways into it and of what departments reported."""
    routes = Blueprint("measures", __name__)

    @routes.get("/measures/")
    def measures() -> str:
        return page("measures.html", "/measures/", _matrix(source))

    @routes.get("/measures/ways/")
    def ways() -> str:
        return page("measures-ways.html", "/measures/ways/", _ways(source))

    @routes.get("/measures/feedback/")
    def feedback() -> str:
        lines = [e.record for _, e in ledger.entries(source.ledger, "measure_feedback")]
        return page("measures-feedback.html", "/measures/feedback/", {"lines": lines})

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The three pages."""
    for name in ("measures", "ways", "feedback"):
        yield f"measures.{name}", {}


def joint(source: Source) -> Callable[[Profile], list[Brought]]:
    """What tells of a subject the measures that its lists bring; the measures are read once for all subjects."""
    brings: dict[str, list[Joint]] = {}
    for number, one in enumerate(in_order(source), start=1):
        told = Joint(
            f"m-{number}", one.measure_name, source.language.join(one.departments), one.term
        )
        for list_kind in one.applies_to:
            brings.setdefault(list_kind, []).append(told)

    def joint_of(profile: Profile) -> list[Brought]:
        kinds = dict.fromkeys(entry.record.list_kind for entry in profile.listings)
        on = (d for one in kinds if (d := source.site.list_definition(one)))
        return [
            Brought(f"/lists/{d.kind}/", d.name, brings[d.kind]) for d in on if d.kind in brings
        ]

    return joint_of


def in_order(source: Source) -> list[Measure]:
    """Every measure, rewards first, then by name."""
    found: list[Measure] = [entry.record for _, entry in ledger.entries(source.ledger, "measures")]
    return sorted(found, key=lambda m: (m.direction != "reward", m.measure_name))


def _matrix(source: Source) -> dict[str, Any]:
    """Every measure, each with the totals that departments reported of it."""
    feedback: dict[str, list[int]] = {}
    periods: set[str] = set()
    for _, entry in ledger.entries(source.ledger, "measure_feedback"):
        told = entry.record
        sums = feedback.setdefault(told.measure_name, [0, 0])
        sums[0] += told.received or 0
        sums[1] += told.applied or 0
        periods.add(told.period)
    found = _anchored(source)
    return _ways(source) | {
        "groups": [
            (
                direction,
                v.DIRECTION.label(direction),
                [(anchor, m) for anchor, m in found if m.direction == direction],
            )
            for direction in v.DIRECTION.ids()
        ],
        "feedback": feedback,
        "periods": source.language.say("{first} 至 {last}", first=min(periods), last=max(periods))
        if periods
        else "",
    }


def _ways(source: Source) -> dict[str, Any]:
    """The measures of each list and of each department."""
    found = _anchored(source)
    names = {t.id: t.label for t in v.LIST_KIND.terms}
    names |= {one.kind: one.name for one in source.site.lists}
    own = frozenset(one.kind for one in source.site.lists)
    return {
        "names": names,
        "by_list": _by(found, lambda m: m.applies_to, names, own),
        "by_department": _by(found, lambda m: m.departments, {}, frozenset()),
        "own": own,
    }


def _anchored(source: Source) -> list[tuple[str, Measure]]:
    """Every measure with its place in the matrix."""
    return [(f"m-{number}", one) for number, one in enumerate(in_order(source), start=1)]


def _by(
    found: list[tuple[str, Measure]],
    keys: Callable[[Measure], tuple[str, ...]],
    names: dict[str, str],
    own: frozenset[str],
) -> list[Way]:
    """The measures once for each key, in the order in which keys come up."""
    ways: dict[str, list[tuple[str, str]]] = {}
    for anchor, measure in found:
        for key in keys(measure):
            ways.setdefault(key, []).append((anchor, measure.measure_name))
    word = "list" if own else "department"
    return [
        Way(f"{word}-{number}", names.get(key, key), f"/lists/{key}/" if key in own else "", given)
        for number, (key, given) in enumerate(ways.items(), start=1)
    ]
