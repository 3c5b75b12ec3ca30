"""One subject's records joined: made, rendered, and let go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditsite.model import records as r
from creditsite.model.config import Grade, Scheme, Site
from creditsite.model.fields import public_values
from creditsite.model.standing import Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on display, with its opaque id, its end of display and its marks."""

    record_id: str
    kind: str
    record: Any
    publish_until: date | None = None
    until_because: str = ""
    repair_from: date | None = None
    disputed_on: date | None = None  # under objection since
    mark: str = ""  # a sentence to show beside it, e.g. of an undecided conflict


@dataclass(frozen=True, slots=True)
class Ref:
    """A subject as lists and registers name it."""

    id: str
    name: str
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """The newest grade that a named body gave in a named scheme."""

    rating: r.Rating
    scheme: Scheme | None
    grade: Grade | None
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that is now public about one subject."""

    id: str  # its code, or a random opaque id
    name: str
    names: tuple[
        tuple[str, date | None], ...
    ]  # other names it was sent under, with their newest date
    subject: r.Subject
    standing: Standing
    levels: tuple[Level, ...]  # one per scheme, in the order of levels.toml
    shops: tuple[Entry, ...]
    listings: tuple[Entry, ...]
    exits: tuple[Entry, ...]  # listings left, while an exit is announced
    commitments: tuple[Entry, ...]
    permits: tuple[Entry, ...]
    penalties: tuple[Entry, ...]
    ratings: tuple[Entry, ...]
    honours: tuple[Entry, ...]
    inspections: tuple[Entry, ...]
    rectifications: tuple[Entry, ...]
    objections: tuple[Entry, ...]  # open disputes: flag, date and outcome only
    full_name: str = ""  # of a natural person: the look-up is asked for it, nothing shows it

    @property
    def has_code(self) -> bool:
        """Whether the id is a unified social credit code."""
        return self.id == self.subject.uscc

    @property
    def is_person(self) -> bool:
        """Whether it is a natural person: shown masked, on one list, and in nothing that gathers or spreads."""
        return self.subject.entity_kind == "natural_person"

    @property
    def level(self) -> Level | None:
        """The level that the badge shows: the first scheme that grades the subject."""
        return self.levels[0] if self.levels else None

    @property
    def disputed(self) -> bool:
        """Whether any record on display is under objection."""
        return any(entry.disputed_on for entry in self.objections)


# The record lists of a profile, in the order in which pages and files show them.
SECTIONS = (
    "listings", "exits", "commitments", "permits", "penalties", "ratings", "honours",
    "inspections", "rectifications", "objections", "shops",
)  # fmt: skip


_BESIDE = frozenset(  # said of a subject beside its basics
    {"subject_name", "aliases", "roles", "sites", "region_code", "entity_kind"}
)


def entry_json(entry: Entry) -> dict[str, Any]:
    """A record as the published JSON shows it, version 1."""
    shown = public_values(entry.record)
    for name in ("subject_name", "uscc"):  # the profile around it says who it is about
        shown.pop(name, None)
    return {
        "record_id": entry.record_id,
        **shown,
        "publish_until": entry.publish_until.isoformat() if entry.publish_until else None,
        "until_because": entry.until_because,
        "repair_from": entry.repair_from.isoformat() if entry.repair_from else None,
        "disputed_on": entry.disputed_on.isoformat() if entry.disputed_on else None,
        "mark": entry.mark,
    }


def level_json(level: Level | None) -> dict[str, Any] | None:
    """A level as the published JSON shows it, version 1."""
    if level is None:
        return None
    rating = level.rating
    return {
        "scheme": level.scheme.id if level.scheme else None,
        "scheme_name": rating.rating_name,
        "scheme_version": level.scheme.version if level.scheme else None,
        "grade": rating.grade,
        "label": level.grade.label if level.grade else rating.grade,
        "year": rating.year,
        "rated_by": rating.rated_by,
        "rated_on": rating.rated_on.isoformat() if rating.rated_on else None,
        "valid_until": rating.valid_until.isoformat() if rating.valid_until else None,
        "expired": level.expired,
    }


def about_json(
    subject_id: str, subject: r.Subject, names: Iterable[str], site: Site
) -> dict[str, Any]:
    """Who a subject is, as the published JSON shows it; `names` are others that it was sent under."""
    basics = {k: v for k, v in public_values(subject).items() if k not in _BESIDE}
    if subject.entity_kind == "sole_trader":
        basics["address"] = ""
    if subject.entity_kind != "organization" or not site.display.show_legal_rep:
        basics["legal_rep"] = ""
    return {
        "id": subject_id,
        "name": subject.subject_name,
        "aliases": sorted({*subject.aliases, *subject.former_names, *names}),
        "entity_kind": subject.entity_kind,
        "roles": list(subject.roles),
        "region_code": subject.region_code,
        "region_name": site.district_name(subject.region_code),
        "sites": list(subject.sites),
        "basics": basics,
    }


def profile_json(profile: Profile, site: Site, release: str, as_of: date) -> dict[str, Any]:
    """A subject's published data, version 1: its own shape, apart from the tables."""
    names = (name for name, _ in profile.names)
    return {
        "version": 1,
        "release": release,
        "as_of": as_of.isoformat(),
        "publisher": site.office,
        "demo": site.demo,
        **about_json(profile.id, profile.subject, names, site),
        "standing": {"id": profile.standing.id, "label": profile.standing.label},
        "level": level_json(profile.level),
        "levels": [level_json(level) for level in profile.levels],
        "disputed": profile.disputed,
        **{name: [entry_json(e) for e in getattr(profile, name)] for name in SECTIONS},
    }
