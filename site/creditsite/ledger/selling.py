"""Subjects in brief, by code and by the platforms on which they sell: what a platform looks up in bulk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from creditsite.ledger.schema import END
from creditsite.ledger.store import Ledger
from creditsite.ledger.topics import platform_keys


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
    platform_code: str
    platform_name: str
    shop_name: str
    shop_url: str
    subject: Brief


_BRIEF = (
    "s.id, s.name, s.standing, EXISTS (SELECT 1 FROM record d WHERE d.subject_id = s.id AND d.disputed_on <> ''"
    " AND d.outcome = 'published'), s.level, s.level_scheme"
)


_SOLD = (
    " FROM record r JOIN subject s ON s.id = r.subject_id JOIN k ON k.name = r.payload ->> 'platform_name'"
    " AND k.code IS r.payload ->> 'platform_code'"
    " WHERE r.kind = 'shops' AND r.outcome = 'published' AND s.entity_kind <> 'natural_person'"
)
_NAMED = "WITH k AS MATERIALIZED (SELECT value ->> 0 AS code, value ->> 1 AS name, value ->> 2 AS p FROM json_each(?))"
_BY_KEY = itemgetter(2)


def briefs(ledger: Ledger, first: str = "", last: str = "") -> Iterator[Brief]:
    """Every subject with a page that is no natural person, by id, `first` <= id < `last`."""
    rows = ledger.db.execute(
        f"SELECT {_BRIEF} FROM subject s WHERE s.entity_kind <> 'natural_person'"
        " AND s.id >= ? AND s.id < ? ORDER BY s.id",
        (first, last or END),
    )
    for row in rows:
        yield _brief(row)


def sales(ledger: Ledger, subject: str = "") -> Iterator[Sale]:
    """Every shop on display, by platform, subject and record; the database sorts, on its disk where they are many.

    With the id of a subject, its shops only.
    """
    rows = ledger.db.execute(
        f"{_NAMED} SELECT k.p, k.code, k.name, r.payload ->> 'shop_name', r.payload ->> 'shop_url', {_BRIEF}"
        f"{_SOLD}{' AND r.subject_id = ?' if subject else ''} ORDER BY k.p, s.id, r.record_id",
        (json.dumps(platform_keys(ledger)), *filter(None, (subject,))),
    )
    for platform, code, name, shop, url, *rest in rows:
        yield Sale(platform, code or "", name, shop or "", url or "", _brief(tuple(rest)))


def selling(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The platforms on which a shop on display sells: key of the topic and name, by key."""
    last = ""
    for code, name, key in sorted(platform_keys(ledger), key=_BY_KEY):
        named = json.dumps([(code, name, key)])
        if (
            key != last
            and ledger.db.execute(f"{_NAMED} SELECT 1{_SOLD} LIMIT 1", (named,)).fetchone()
        ):
            last = key
            yield key, name


def _brief(row: tuple[str, str, str, int, str, str]) -> Brief:
    key, name, standing, disputed, level, scheme = row
    return Brief(key, name, standing, bool(disputed), level, scheme)
