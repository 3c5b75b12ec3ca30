"""Topics: what can be followed. Each event stands in the topics it belonged to when it happened, on a page for good."""

import json
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256

from creditsite.ledger.changes import DEPARTURES, PAGES
from creditsite.ledger.remembered import remembered
from creditsite.ledger.store import Ledger
from creditsite.model.codes import is_valid
from creditsite.model.config import Site
from creditsite.model.text import normal_form

PAGE = 100  # events of a page
BATCH = 10_000
STOCK = 1000  # events of a topic that are kept whatever their age
FRESH = timedelta(days=90)  # for so long every event is kept
OPEN = 2**63 - 1  # the last page has no end yet
MOST = 1000  # topics of a group that are offered: those with the most records
WATCHED_ROLES = ("platform", "platform_operator")  # subjects of public interest

Shops = tuple[
    str | None, str, int
]  # code and name of a platform, shops on display that give both so

# Who decided, by kind of record.
AUTHORITY = {
    "listings": "designating_body",
    "commitments": "accepted_by",
    "permits": "authority",
    "penalties": "authority",
    "ratings": "rated_by",
    "honours": "issued_by",
    "inspections": "authority",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """An authority, a platform or a watched subject that something on display names."""

    name: str
    group: str  # authority | platform | subject
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a topic: the events [first, last), none of which ever moves to another page."""

    number: int  # from 1
    first: int
    last: int
    opened: datetime  # when its first event was published


def key_of(name: str) -> str:
    """A short name for a name, the same in every spelling of it.

    >>> key_of("云浦市商务局") == key_of("云浦市 商务局"), len(key_of(""))
    (True, 12)
    """
    return b32encode(sha256(normal_form(name).encode()).digest()).decode()[:12].lower()


_NEW = f"""
SELECT e.seq, e.op, e.kind, e.list_kind, e.record_id, e.published, s.id, s.region_code, s.roles,
       s.entity_kind = 'natural_person' OR json_extract(r.payload, '$.entity_kind') = 'natural_person',
       CASE e.kind {
    " ".join(
        f"WHEN '{kind}' THEN json_extract(r.payload, '$.{one}')" for kind, one in AUTHORITY.items()
    )
} END,
       (SELECT json_group_array(json_array(json_extract(p.payload, '$.platform_code'),
                                           json_extract(p.payload, '$.platform_name')))
          FROM record p WHERE p.subject_id = s.id AND p.kind = 'shops' AND p.outcome = 'published')
  FROM event e LEFT JOIN record r ON r.record_id = e.record_id LEFT JOIN subject s ON s.id = r.subject_id
 WHERE e.seq >= ? ORDER BY e.seq DESC
"""


_UNFILE = f"""
DELETE FROM topic_event
 WHERE (topic BETWEEN 'platform-' AND 'platform.' OR topic BETWEEN 'subject-' AND 'subject.')
   AND (SELECT op FROM event WHERE event.seq = topic_event.seq) IN {DEPARTURES}
"""  # what an older program filed there


def file_events(ledger: Ledger, first: int, site: Site | None, *, baseline: bool) -> None:
    """Puts every event from `first` on into its topics, and gives it its page there.

    What a city brings along when it begins is history: of it a topic takes what is fresh, and the newest of its stock.
    """
    db = ledger.db
    black = {one.kind for one in site.lists if one.effect == "black"} if site else set()
    fresh = str(_newest_day(ledger) - FRESH) if baseline else ""
    codes = cache(
        lambda: _codes(_shops(ledger))
    )  # of every shop, and so only where it is asked for
    sizes: Counter[str] = Counter()
    db.execute("CREATE TEMP TABLE filed (topic, seq)")
    db.execute("CREATE TEMP TABLE placed (seq INTEGER PRIMARY KEY, region, platforms)")
    events = db.execute(_NEW, (first,))
    while batch := events.fetchmany(BATCH):
        filed, placed = [], []
        for seq, op, kind, list_kind, record_id, published, *about in batch:
            subject_id, region, roles, is_person, authority, shops = about
            if is_person and op not in DEPARTURES:  # no natural person stands in any feed
                continue
            sold = json.loads(shops or "[]")
            platforms = _platforms(subject_id, (roles or "").split(), sold, codes() if sold else {})
            if region or platforms:
                placed.append((seq, region or "", " ".join(platforms)))
            names = _topics(op, kind, list_kind, record_id, authority, region, black)
            if op not in DEPARTURES:  # of an opaque id: there it would be known whose it was
                names += [f"platform-{key}" for key in platforms]
                if subject_id and is_watched((roles or "").split()):
                    names.append(f"subject-{subject_id}")
            for name in names:
                if published >= fresh or sizes[name] < STOCK:
                    sizes[name] += 1
                    filed.append((name, seq))
        db.executemany("INSERT INTO filed VALUES (?, ?)", filed)
        db.executemany("INSERT INTO placed VALUES (?, ?, ?)", placed)
    db.execute("INSERT INTO topic_event SELECT topic, seq FROM filed ORDER BY topic, seq")
    db.execute(_UNFILE)
    db.execute(
        "UPDATE event SET region = placed.region, platforms = placed.platforms FROM placed"
        " WHERE event.seq = placed.seq"
    )
    db.execute("DROP TABLE filed")
    db.execute("DROP TABLE placed")
    for name in sorted(sizes):
        _turn_pages(ledger, name)


def _newest_day(ledger: Ledger) -> date:
    (day,) = ledger.db.execute("SELECT as_of FROM release ORDER BY seq DESC LIMIT 1").fetchone()
    return date.fromisoformat(day)


def _topics(
    op: str,
    kind: str,
    list_kind: str,
    record_id: str,
    authority: str | None,
    region: str | None,
    black: set[str],
) -> list[str]:
    if kind == PAGES:
        section = record_id.partition("/")[0]
        names = ["all", "articles", section] + (["exposures"] if section == "cases" else [])
        return names if op != "removed" else []
    names = ["all"] if kind == "listings" else ["all", kind]
    if op in DEPARTURES:  # of an opaque id: where it stood would say whose it was
        return [*names, "removals"]
    if list_kind:
        names.append(f"list-{list_kind}")
    if op == "listed" and list_kind in black:
        names.append("exposures")
    if authority:
        names.append(f"authority-{key_of(authority)}")
    if region:
        names.append(f"district-{region}")
    return names


def _platforms(
    subject_id: str | None, roles: Iterable[str], sold: list[list[str]], codes: dict[str, str]
) -> list[str]:
    """The platforms that an event is about: those on which its subject sells, and the subject if it is one."""
    found = {_platform(code, name, codes) for code, name in sold}
    if subject_id and is_watched(roles) and is_valid(subject_id):
        found.add(key_of(subject_id))
    return sorted(found)


def _platform(code: str | None, name: str | None, codes: dict[str, str]) -> str:
    return key_of(code or codes.get(normal_form(name or "")) or name or "")


def _codes(shops: Iterable[Shops]) -> dict[str, str]:
    """The codes of platforms that some rows give by name only; a name with two codes is nobody's."""
    found: dict[str, set[str]] = {}
    for code, name, _ in shops:
        if code:
            found.setdefault(normal_form(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def platform_keys(ledger: Ledger) -> list[tuple[str | None, str, str]]:
    """Every code and name under which shops on display name a platform, with the key of its topic."""
    return remembered(ledger, ("platform keys",), lambda: _platform_keys(_shops(ledger)))


def _platform_keys(shops: list[Shops]) -> list[tuple[str | None, str, str]]:
    codes = _codes(shops)
    return [(code, name, _platform(code, name, codes)) for code, name, _ in shops]


def is_watched(roles: Iterable[str]) -> bool:
    """Whether a company with these roles is of public interest, and has a feed of its own."""
    return not set(WATCHED_ROLES).isdisjoint(roles)


def _turn_pages(ledger: Ledger, topic: str) -> None:
    """Every `PAGE`th event of a topic opens a page."""
    db = ledger.db
    last = db.execute(
        "SELECT page, first FROM topic_page WHERE topic = ? ORDER BY page DESC LIMIT 1", (topic,)
    ).fetchone()
    page, first = last or (0, 0)
    events = db.execute(
        "SELECT seq FROM topic_event WHERE topic = ? AND seq >= ? ORDER BY seq", (topic, first)
    )
    fresh = [seq for number, (seq,) in enumerate(events) if number % PAGE == 0]
    opened = fresh[1:] if last else fresh
    db.executemany(
        "INSERT INTO topic_page VALUES (?, ?, ?)",
        [(topic, number, seq) for number, seq in enumerate(opened, start=page + 1)],
    )


def unfile_events(ledger: Ledger, first: int) -> None:
    """Takes every event from `first` on out of its topics."""
    db = ledger.db
    db.execute("DELETE FROM topic_page WHERE first >= ?", (first,))
    for (topic,) in db.execute("SELECT DISTINCT topic FROM topic_event").fetchall():
        db.execute("DELETE FROM topic_event WHERE topic = ? AND seq >= ?", (topic, first))


def name_topics(ledger: Ledger) -> None:
    """Notes which authorities, platforms and watched subjects something on display names, and how they are called."""
    db = ledger.db
    db.execute("DELETE FROM topic")
    for group, rows in (
        ("authority", _authorities(ledger)),
        ("platform", _selling(ledger)),
        ("platform", _watched(ledger, "key")),
        ("subject", _watched(ledger, "id")),
    ):
        db.executemany(
            "INSERT INTO topic VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            " records = records + excluded.records,"
            " title = CASE WHEN excluded.records = 0 THEN excluded.title ELSE MIN(title, excluded.title) END",
            ((f"{group}-{key}", group, title, count) for key, title, count in rows),
        )


def _authorities(ledger: Ledger) -> Iterator[tuple[str, str, int]]:
    for kind, field in AUTHORITY.items():
        value = f"json_extract(payload, '$.{field}')"
        rows = ledger.db.execute(
            f"SELECT {value} AS v, COUNT(*) FROM record WHERE kind = ? AND outcome = 'published'"
            " AND subject_id IS NOT NULL AND v IS NOT NULL GROUP BY v",
            (kind,),
        )
        for name, count in rows.fetchall():
            yield key_of(name), name, count


def _selling(ledger: Ledger) -> Iterator[tuple[str, str, int]]:
    shops = _shops(ledger)
    codes = _codes(shops)
    for code, name, count in shops:
        yield _platform(code, name, codes), name, count


def _shops(ledger: Ledger) -> list[Shops]:
    return ledger.db.execute(
        "SELECT json_extract(payload, '$.platform_code') AS c, json_extract(payload, '$.platform_name') AS n,"
        " COUNT(*) FROM record WHERE kind = 'shops' AND outcome = 'published' AND subject_id IS NOT NULL"
        " AND n IS NOT NULL GROUP BY c, n ORDER BY c, n"
    ).fetchall()


def _watched(ledger: Ledger, by: str) -> Iterator[tuple[str, str, int]]:
    roles = " OR ".join("' ' || roles || ' ' LIKE ?" for _ in WATCHED_ROLES)
    rows = ledger.db.execute(
        f"SELECT id, name FROM subject WHERE entity_kind <> 'natural_person' AND ({roles}) ORDER BY id",
        tuple(f"% {role} %" for role in WATCHED_ROLES),
    )
    for subject_id, name in rows.fetchall():
        if by == "id":
            yield subject_id, name, 1
        elif is_valid(subject_id):
            yield key_of(subject_id), name, 0  # its own name stands above what shops call it


def followed(ledger: Ledger, group: str) -> Iterator[Topic]:
    """The topics of a group that something on display names, by title; of very many those with the most records.

    Subjects all have theirs: their pages, which are not drawn anew, lead to it.
    """
    rows = ledger.db.execute(
        "SELECT name, grp, title FROM (SELECT * FROM topic WHERE grp = ? ORDER BY records DESC, name LIMIT ?)"
        " ORDER BY title, name",
        (group, -1 if group == "subject" else MOST),
    )
    for row in rows:
        yield Topic(*row)


def sheets(ledger: Ledger, topic: str, since: date) -> tuple[Sheet, ...]:
    """The pages of a topic, oldest first, back to a day; its newest stock always."""
    rows = ledger.db.execute(
        "SELECT p.page, p.first, e.published FROM topic_page p JOIN event e ON e.seq = p.first"
        " WHERE p.topic = ? ORDER BY p.page DESC",
        (topic,),
    )
    found: list[Sheet] = []
    last = OPEN
    for number, first, published in rows:
        found.append(Sheet(number, first, last, datetime.fromisoformat(published)))
        if len(found) > STOCK // PAGE and published < str(since):
            break
        last = first
    return tuple(reversed(found))
