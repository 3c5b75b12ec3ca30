"""Subjects in brief, by code and by the platforms on which they sell: what a platform looks up in bulk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from creditsite.ledger.schema import END
from creditsite.ledger.store import Ledger
from creditsite.ledger.topics import platform_keys

CODE = 18  # signs of a unified social credit code
_BY_KEY = itemgetter(2)


@dataclass(frozen=True, slots=True)
class Brief:
    """A subject as a platform asks about it: standing, open dispute, and the level that still holds."""

    id: str
    name: str
    standing: str
    disputed: bool
    level: str
    level_scheme: str


@dataclass(frozen=True, slots=True)
class Sale:
    """A shop on display: on which platform, and whose it is."""

    platform: str  # key of the platform's topic
    shop_name: str
    shop_url: str
    subject: Brief


_BRIEF = "s.id, s.name, s.standing, {}, s.level, s.level_scheme"
# Few are disputed: where all are asked for, those are found first.
_OF_ALL = _BRIEF.format(
    "s.id IN (SELECT d.subject_id FROM record d WHERE d.disputed_on <> '' AND d.outcome = 'published'"
    " AND d.subject_id IS NOT NULL)"
)
_OF_SOME = _BRIEF.format(
    "EXISTS (SELECT 1 FROM record d WHERE d.subject_id = s.id AND d.disputed_on <> '' AND d.outcome = 'published')"
)
_NAMED = "WITH k AS MATERIALIZED (SELECT value ->> 0 AS code, value ->> 1 AS name, value ->> 2 AS p FROM json_each(?))"
# Each shop is looked at once, however many platforms there are.
_SOLD = (
    " FROM record r CROSS JOIN k CROSS JOIN subject s WHERE r.kind = 'shops' AND r.outcome = 'published'"
    " AND k.name = r.payload ->> 'platform_name' AND k.code IS r.payload ->> 'platform_code'"
    " AND s.id = r.subject_id AND s.entity_kind <> 'natural_person'"
)
_CHANGED = "{} IN (SELECT id FROM temp.changed)"


def briefs(
    ledger: Ledger, first: str = "", last: str = "", *, changed: bool = False
) -> Iterator[Brief]:
    """Every subject with a page that is no natural person, by id, `first` <= id < `last`.

    Only those whom `note_changed` noted, where they are asked for.
    """
    whose = f" AND {_CHANGED.format('s.id')}" if changed else ""
    told = _OF_SOME if changed or first else _OF_ALL
    rows = ledger.db.execute(
        f"SELECT {told} FROM subject s WHERE s.entity_kind <> 'natural_person'"
        f" AND s.id >= ? AND s.id < ?{whose} ORDER BY s.id",
        (first, last or END),
    )
    for row in rows:
        yield _brief(row)


def codes(ledger: Ledger) -> Iterator[str]:
    """The codes of all subjects with a page, in order."""
    rows = ledger.db.execute(
        f"SELECT id FROM subject WHERE length(id) = {CODE} AND entity_kind <> 'natural_person' ORDER BY id"
    )
    return (one for (one,) in rows)


def sales(ledger: Ledger, subject: str = "", *, changed: bool = False) -> Iterator[Sale]:
    """Every shop on display, by platform, subject and record; the database sorts, on its disk where they are many.

    With the id of a subject, its shops only; or only those of subjects whom `note_changed` noted.
    """
    whose = " AND r.subject_id = ?" if subject else ""
    whose += f" AND {_CHANGED.format('r.subject_id')}" if changed else ""
    rows = ledger.db.execute(
        f"{_NAMED} SELECT k.p, r.payload ->> 'shop_name', r.payload ->> 'shop_url', {_OF_SOME if whose else _OF_ALL}"
        f"{_SOLD}{whose} ORDER BY k.p, s.id, r.record_id",
        (json.dumps(platform_keys(ledger)), *filter(None, (subject,))),
    )
    for platform, shop, url, *rest in rows:
        yield Sale(platform, shop or "", url or "", _brief(tuple(rest)))


def platform_names(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Code and name of every platform on which shops are on display, by the key of its topic.

    Of several spellings one that bears a code, and of those the first.
    """
    found: dict[str, tuple[str, str]] = {}
    for code, name, key in sorted(
        platform_keys(ledger), key=lambda one: (not one[0], one[0] or "", one[1])
    ):
        found.setdefault(key, (code or "", name))
    return found


def selling(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The platforms on which a shop on display sells: key of the topic and name, by key."""
    pairs = sorted(platform_keys(ledger), key=_BY_KEY)
    named = platform_names(ledger)
    for key, of_platform in groupby(pairs, key=_BY_KEY):
        keys = json.dumps(list(of_platform))
        if ledger.db.execute(f"{_NAMED} SELECT 1{_SOLD} LIMIT 1", (keys,)).fetchone():
            yield key, named[key][1]


def _brief(row: tuple[str, str, str, int, str, str]) -> Brief:
    key, name, standing, disputed, level, scheme = row
    return Brief(key, name, standing, bool(disputed), level, scheme)
