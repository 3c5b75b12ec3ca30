"""The summary of a subject: standing and level for lists and search, and digests of what its files say."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from creditsite.ledger.persons import full_name
from creditsite.ledger.read import of_subjects
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.fields import from_plain
from creditsite.model.levels import ends, levels
from creditsite.model.persons import is_person_id
from creditsite.model.profile import Level, level_json
from creditsite.model.records import Listing, Rating
from creditsite.model.standing import standing

Subject = tuple[str, str, str]  # id, payload, names


def summarise(ledger: Ledger, site: Site, as_of: date, of: Iterable[str] | None = None) -> None:
    """Writes standing, level and digests of every subject, or of those with these ids, beside its name.

    Equal digests mean that the subject's files say the same, whatever the day. When the day alone will change them is
    noted, too.
    """
    db = ledger.db
    if of is None:
        db.execute("DELETE FROM turning")
        groups = of_subjects(ledger)
    else:
        groups = chain.from_iterable(of_subjects(ledger, one, f"{one}\0") for one in of)

    def columns() -> Iterator[tuple[str, ...]]:
        for group in groups:
            said, turns = _summary(ledger, *group, site, as_of)
            if of is not None:
                db.execute("DELETE FROM turning WHERE id = ?", (said[-1],))
            if turns:
                db.execute("INSERT INTO turning VALUES (?, ?)", (said[-1], turns))
            yield said

    db.executemany(
        "UPDATE subject SET standing = ?, level = ?, level_scheme = ?, digest = ?, look = ? WHERE id = ?",
        columns(),
    )


def _summary(
    ledger: Ledger, subject: Subject, rows: list[tuple[Any, ...]], site: Site, as_of: date
) -> tuple[tuple[str, ...], str]:
    """The columns of one subject, and the next day on which they change by themselves, if there is one.

    Of a million records only those are made that say more than that they are there.
    """
    by_kind: dict[str, list[str]] = {}
    days, disputed = list[str](), False
    for _, outcome, record_id, kind, payload, _, _, repair_from, disputed_on, _ in rows:
        if record_id is None:  # a subject about whom nothing is on display
            continue
        if outcome == "published":
            by_kind.setdefault(kind, []).append(payload)
            if repair_from:
                days.append(repair_from)
            disputed = disputed or bool(disputed_on)
    ranked = levels(_records(Rating, by_kind.get("ratings", ())), site, as_of)
    stands = standing(_records(Listing, by_kind.get("listings", ())), "penalties" in by_kind, site)
    level = ranked[0] if ranked else None
    held = level is not None and not level.expired
    is_person = is_person_id(subject[0])
    turned = (day <= str(as_of) for day in days)
    turns = (stands.id, *(one.expired for one in ranked), *turned)  # what changes by the day alone
    days += (str(end) for one in ranked if (end := ends(one.rating, site)))
    asked = full_name(ledger, subject[0]) if is_person else ""
    columns = (
        stands.id,
        level.rating.grade if level and held else "",
        _scheme(level) if level and held else "",
        _digest(subject, rows, asked, turns),
        _digest(stands.id, disputed, is_person, level_json(level)),
        subject[0],
    )
    return columns, min((day for day in days if day > str(as_of)), default="")


def _records(of: type[Any], payloads: Iterable[str]) -> Iterator[Any]:
    return (from_plain(of, json.loads(payload)) for payload in payloads)


def _scheme(level: Level) -> str:
    """The name of the scheme: as levels.toml has it, else as it was sent."""
    return level.scheme.name if level.scheme else level.rating.rating_name


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
