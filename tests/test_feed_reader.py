"""A reader that comes after every release of a changing city meets each event once, nothing twice and nothing wrong."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import feedparser
import pytest
from lxml import etree

from creditsite import ledger
from creditsite.ledger import Event, topics
from creditsite.model import records as r
from creditsite.model.prose import Page
from creditsite.render import feeds
from creditsite.render.source import Source
from tests.feed_rules import faults
from tests.sites import code, tiny_site
from tests.small_release import release, stage
from tests.tools.web import serve

BEGIN = date(2026, 10, 1)
BASE = "https://tiny.example"


@dataclass
class City:
    """A city that changes by chance: what its departments would send, and what it has written."""

    rng: Random
    rows: dict[str, Any] = field(default_factory=dict)
    orders: list[Any] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    serial: int = 0

    def change(self, day: date) -> None:
        """One day's work of the departments; now and then a day on which a whole register comes in at once."""
        for number in range(8):
            who = {"subject_name": f"虚构{number}号商店", "uscc": code(f"91990102MA{number:07d}")}
            self.rows[f"s{number}"] = r.Subject(
                **who, roles=("platform",) if number == 0 else ("merchant",), region_code="990102"
            )
            self.rows[f"h{number}"] = r.Shop(
                **who, platform_name="虚构0号商店", shop_name=f"{number}号店"
            )
        for _ in range(60 if self.rng.random() < 0.1 else self.rng.randrange(6)):
            self._add(day)
        for key in list(self.rows):
            if key[0] in "plc" and self.rng.random() < 0.08:
                self._touch(key, day)
        if self.rng.random() < 0.4:
            self._write(day)

    def _add(self, day: date) -> None:
        self.serial += 1
        n, who = self.serial, self.rows[f"s{self.rng.randrange(8)}"]
        base = {"subject_name": who.subject_name, "uscc": who.uscc}
        decided = day - timedelta(days=self.rng.randrange(300))
        match self.rng.choice("plc"):
            case "p":
                self.rows[f"p{n}"] = r.Penalty(
                    **base,
                    document_no=f"小市监罚〔2026〕{n}号",
                    facts=f"虚构的事实{n}<b>",
                    legal_basis="虚构的依据",
                    penalty_kinds=("fine",),
                    content=f"罚款{n}",
                    decided_on=decided,
                    severity="general",
                    authority="小城市市监局",
                )
            case "l":
                self.rows[f"l{n}"] = r.Listing(
                    **base,
                    list_kind=self.rng.choice(("watch", "black")),
                    reason=f"虚构的事由{n}",
                    decided_on=decided,
                    legal_basis="虚构的依据",
                    document_no=f"小信名〔2026〕{n}号",
                    listed_on=decided,
                    designating_body="小城市商务局",
                )
            case _:
                self.rows[f"c{n}"] = r.Commitment(
                    **base,
                    commitment_no=f"990100202603010{n:05d}",
                    commitment_kind="voluntary",
                    matter="发货",
                    content="按时发货",
                    liability="公开",
                    made_on=decided,
                    fulfilment="pending",
                    accepted_by="小城市商务局",
                    openness="public",
                )

    def _touch(self, key: str, day: date) -> None:
        row = self.rows[key]
        match key[0], self.rng.randrange(4):
            case _, 0:
                del self.rows[key]
            case "p", 1:
                self.rows[key] = replace(row, content=f"{row.content}（更正）")
            case "p", 2:
                self.orders.append(
                    r.Removal(
                        target_kind="penalties",
                        uscc=row.uscc,
                        document_no=row.document_no,
                        decided_on=day,
                        decided_by="小城市信用办",
                        reason_code="repaired",
                        effect="display_end",
                    )
                )
            case "l", 1:
                self.rows[key] = replace(row, delisted_on=day, delist_reason="整改")
            case "l", 2:
                self.rows[key] = replace(row, reason=f"{row.reason}，更正")
            case "c", 1:
                self.rows[key] = replace(row, fulfilment=self.rng.choice(("fulfilled", "partly")))
            case _, 3:
                self.orders.append(
                    r.Objection(
                        case_no=f"YY-{key}",
                        target_kind="penalties",
                        uscc=row.uscc,
                        state="verifying",
                        document_no=getattr(row, "document_no", ""),
                        received_on=day,
                    )
                )

    def _write(self, day: date) -> None:
        slug = f"alert-{self.rng.randrange(6)}"
        if slug in self.pages and self.rng.random() < 0.4:
            del self.pages[slug]
        else:
            about = r.Article(title=f"提示 {day}", summary="摘要 & <i>", published_on=day)
            self.pages[slug] = Page("alerts", slug, about, "正文")


@dataclass
class Reader:
    """A feed reader: asks with what it was told last, follows the archive to what it knows, remembers ids."""

    host: str
    told: dict[str, str] = field(default_factory=dict)  # address → Last-Modified
    archived: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)  # id → what it said
    changed: dict[str, str] = field(default_factory=dict)  # id → updated
    unread: list[str] = field(default_factory=list)

    def come(self, name: str) -> None:
        """Read what is new; `unread` grows by every id that was not known."""
        address = f"{BASE}/feeds/{name}"
        while address and address not in self.archived:
            body = self._get(address)
            if body is None:
                return
            found = feedparser.parse(body)
            assert not found.bozo, address
            for entry in found.entries:
                self._take(entry)
            if address != f"{BASE}/feeds/{name}":
                self.archived.add(address)
            links = {one["rel"]: one["href"] for one in found.feed.links}
            address = links.get("prev-archive", "")

    def _get(self, address: str) -> bytes | None:
        asked = Request(address.replace(BASE, self.host))
        if address in self.told:
            asked.add_header("If-Modified-Since", self.told[address])
        try:
            with urlopen(asked) as answer:
                self.told[address] = answer.headers["Last-Modified"]
                return answer.read()
        except HTTPError as error:
            if error.code != 304:
                raise
            return None

    def _take(self, entry: Any) -> None:
        body = entry.content[0].value if "content" in entry else entry.summary
        said = f"{entry.title}\n{entry.link}\n{body}"
        changed = (
            entry.updated if "updated_parsed" in entry else ""
        )  # RSS tells it of changed entries only
        if entry.id not in self.known:
            self.unread.append(entry.id)
        elif self.known[entry.id] != said:
            assert changed > self.changed[entry.id], "changed in silence"
        self.known[entry.id], self.changed[entry.id] = said, changed


@dataclass
class Life:
    """The releases of a city, published one after the other into a folder that is served."""

    source: Source
    city: City
    folder: Path
    day: date = BEGIN
    number: int = 0
    written: dict[str, bytes] = field(default_factory=dict)

    def next(self) -> None:
        self.stage(release)
        self._publish()
        self.number += 1
        self.day += timedelta(days=self.city.rng.choice((0, 1, 1, 1, 9)))

    def stage(self, way: Callable[..., None], **more: str) -> None:
        """What has changed is entered, in one way or another."""
        self.city.change(self.day)
        rows = (*self.city.rows.values(), *self.city.orders)
        pages = tuple(self.city.pages.values())
        name = f"{self.day}-{self.number:08d}"
        held = self.source.ledger
        token = self.city.rng.getrandbits
        of = (held, self.source.site, name, rows, self.day, pages, lambda: _token(token(120)))
        way(*of, **more)
        self.source = replace(self.source, pages=pages, release=name, as_of=self.day)

    def _publish(self) -> None:
        fresh = drawn(self.source)
        for path, data in fresh.items():
            if self.written.get(path) != data:
                file = self.folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                os.utime(file, (1_700_000_000 + self.number,) * 2)
        for path in self.written.keys() - fresh.keys():
            (self.folder / path).unlink()
        self.written = fresh


def drawn(source: Source, live: Path | None = None) -> dict[str, bytes]:
    """The files of the feeds."""
    return {
        path: file.read_bytes() if isinstance(file, Path) else b"".join(file)
        for path, file in feeds.files(source, live)
    }


def _token(number: int) -> str:
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[number >> 5 * n & 31] for n in range(24))


@pytest.fixture
def live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[int], tuple[Life, str]]]:
    monkeypatch.setattr(topics, "PAGE", 10)  # a busy day fills many pages
    with ExitStack() as stack:

        def begin(seed: int) -> tuple[Life, str]:
            held = stack.enter_context(ledger.open_ledger(tmp_path / f"{seed}.sqlite"))
            folder = tmp_path / f"site{seed}"
            folder.mkdir()
            source = Source(held, tiny_site(), (), "", BEGIN)
            return Life(source, City(Random(seed)), folder), stack.enter_context(serve(folder))

        yield begin


def told(source: Source, topic: str) -> Iterator[Event]:
    return ledger.told(source.ledger, ledger.filed(source.ledger, topic, 0, topics.OPEN))


def sayable(source: Source, topic: str) -> set[str]:
    """What may be told of a topic now, straight from the ledger."""
    return {f"tag:tiny.example,2026:change/{e.id}" for e in told(source, topic)}


def due(source: Source, topic: str) -> set[str]:
    """What the archive must still hold of what may be told: the newest thousand events, and what is not 90 days old."""
    newest = source.ledger.db.execute(
        "SELECT seq FROM topic_event WHERE topic = ? ORDER BY seq DESC LIMIT ?",
        (topic, topics.STOCK),
    ).fetchall()
    recent = source.as_of - topics.FRESH
    return {
        f"tag:tiny.example,2026:change/{e.id}"
        for e in told(source, topic)
        if e.seq >= newest[-1][0] or e.published.date() >= recent
    }


def ids(documents: dict[str, bytes], name: str) -> list[str]:
    """The ids of a feed in its document and its archive."""
    mine = [
        path
        for path in documents
        if path == f"feeds/{name}.json" or path.startswith(f"feeds/{name}/")
    ]
    return [
        i["id"]
        for path in mine
        if path.endswith(".json")
        for i in json.loads(documents[path])["items"]
    ]


def read_life(life: Life, host: str, releases: int) -> None:
    readers = {
        name: Reader(host)
        for name in ("all.atom", "all.rss", "penalties.atom", "removals.rss", "alerts.atom")
    }
    happened: dict[str, set[str]] = {name.split(".")[0]: set() for name in readers}
    before: dict[str, bytes] = {}
    for _ in range(releases):
        life.next()
        for topic, seen in happened.items():
            seen |= sayable(life.source, topic)
            told = ids(life.written, topic)
            assert len(told) == len(set(told))
            assert due(life.source, topic) <= set(told) <= sayable(life.source, topic)
        for name, reader in readers.items():
            reader.come(name)
        for path, data in life.written.items():
            assert list(faults(path, data)) == [], path
            if path.count("/") == 2 and path in before and path.endswith(".atom"):
                kept_its_entries(before[path], data, buries="subject-" not in path)
        before = life.written
    for name, reader in readers.items():
        assert len(reader.unread) == len(set(reader.unread))
        assert set(reader.unread) == happened[name.split(".")[0]], name
    assert life.number == releases


def kept_its_entries(old: bytes, new: bytes, *, buries: bool) -> None:
    """A full page of the archive never takes or gives an entry; one may only turn into a tombstone.

    Where a feed is about one subject, not even that: it would tell that something of this subject was taken down.
    """
    atom, dead = (
        "{http://www.w3.org/2005/Atom}",
        "{http://purl.org/atompub/tombstones/1.0}deleted-entry",
    )

    def told(data: bytes) -> tuple[set[str], set[str]]:
        tree = etree.fromstring(data)
        return (
            {str(e.findtext(atom + "id")) for e in tree.iter(atom + "entry")},
            {str(e.get("ref")) for e in tree.iter(dead)},
        )

    (entries, graves), (now, gone) = told(old), told(new)
    assert now <= entries
    assert entries - now <= gone if buries else not gone
    assert graves <= gone


def test_a_reader_meets_every_event_once(live):
    life, host = live(1)
    read_life(life, host, 12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_fifty_releases_are_read_without_a_repeat_or_a_loss(live, seed):
    life, host = live(seed)
    read_life(life, host, 50)


def test_who_comes_seldom_loses_nothing_that_may_still_be_told(live):
    life, host = live(7)
    reader = Reader(host)
    for number in range(9):
        life.next()
        if number % 4 == 0:
            reader.come("all.atom")
            assert sayable(life.source, "all") <= set(reader.known)
    assert len(reader.unread) == len(set(reader.unread))


def test_a_document_that_would_say_the_same_is_taken_over(live, tmp_path):
    life, _ = live(8)
    before, taken = None, 0
    for number in range(8):
        hand = "another" if number == 4 else "hand"
        life.stage(stage, hand=hand)
        source = replace(life.source, hand=hand)
        fresh = drawn(source)
        files = dict(feeds.files(source, before))
        kept = {path for path, file in files.items() if isinstance(file, Path)}
        assert all(fresh[path] == files[path].read_bytes() for path in kept)
        assert not kept or number not in (0, 4, 5)  # by another hand everything is drawn anew
        before = tmp_path / source.release
        for path, data in fresh.items():
            (before / path).parent.mkdir(parents=True, exist_ok=True)
            (before / path).write_bytes(data)
        ledger.stage_prints(source.ledger, source.release)
        ledger.finish_release(source.ledger, source.release)
        taken += len(kept)
        life.number += 1
        life.day += timedelta(days=number % 3)
    assert taken > 30
