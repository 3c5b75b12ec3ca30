"""The summary of a subject: standing and level for lists and search, and digests of what its files say."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from creditsite.ledger.persons import full_name
from creditsite.ledger.read import of_subjects, profile_of
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.profile import SECTIONS, Level, Profile, level_json


def summarise(ledger: Ledger, site: Site, as_of: date) -> None:
    """Writes standing, level and digests of every subject beside its name.

    Equal digests mean that the subject's files say the same, whatever the day.
    """

    def values() -> Iterator[tuple[str, ...]]:
        for subject, rows in of_subjects(ledger):
            one = profile_of(subject, rows, site, as_of)
            level = one.level
            held = level is not None and not level.expired
            yield (
                one.standing.id,
                level.rating.grade if level and held else "",
                _scheme(level) if level and held else "",
                _digest(subject, rows, full_name(ledger, one.id), _turns(one, as_of)),
                _digest(one.standing.id, one.disputed, one.is_person, level_json(level)),
                one.id,
            )

    ledger.db.executemany(
        "UPDATE subject SET standing = ?, level = ?, level_scheme = ?, digest = ?, look = ? WHERE id = ?",
        values(),
    )


def _scheme(level: Level) -> str:
    """The name of the scheme: as levels.toml has it, else as it was sent."""
    return level.scheme.name if level.scheme else level.rating.rating_name


def _turns(one: Profile, as_of: date) -> tuple[object, ...]:
    """What of a profile changes by the day alone: grades end, repair may be applied for."""
    return (
        one.standing.id,
        *(level.expired for level in one.levels),
        *(
            entry.repair_from <= as_of
            for name in SECTIONS
            for entry in getattr(one, name)
            if entry.repair_from
        ),
    )


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
