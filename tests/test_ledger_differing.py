"""A load settled beside the one before it leaves the ledger as one that begins with nothing settled does."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from creditsite.ledger import (
    Ledger,
    differing,
    finish_release,
    open_ledger,
    recover,
    settle,
    stage_release,
)
from creditsite.ledger.changes import record_changes
from creditsite.ledger.differing import touched
from creditsite.model import records as r
from creditsite.model.faults import Place
from tests.histories import BEGIN, City
from tests.rows import enter_rows, row
from tests.sites import code, tiny_site, tokens
from tests.small_release import KIND_OF

TABLES = (
    "record",
    "subject",
    "lettered",
    "turning",
    "balance",
    "topic",
    "shown",
    "display_end",
    "event",
    "record_id",
    "row",
    "drawn",
    "citing",
)


class Town(City):
    """A city whose subjects are rated, disputed, and called by other names, too."""

    def step(self) -> None:
        """Some things more happen, and rows move in their file."""
        super().step()
        for act in (self.rate, self.object, self.rename):
            if self.rng.random() < 0.5:
                act()
        if self.rng.random() < 0.3:
            self.rng.shuffle(self.records)

    def rate(self) -> None:
        """A grade that ends soon."""
        day, who = self.day - timedelta(days=self.rng.randrange(30)), self.rng.randrange(6)
        self.records.append(
            r.Rating(
                subject_name=f"示例{who}号商贸",
                uscc=code(f"91990102MA000000{who}"),
                rating_name="商家信用分级",
                grade="优",
                rated_by="小城市商务局",
                rated_on=day,
                valid_until=self.day + timedelta(days=self.rng.randrange(1, 9)),
            )
        )

    def object(self) -> None:
        """An objection is lodged, or one is closed."""
        self.number += 1
        found = [one for one in self.records if isinstance(one, r.Penalty)]
        open_ones = [n for n, one in enumerate(self.records) if isinstance(one, r.Objection)]
        if open_ones and self.rng.random() < 0.5:
            self.records.pop(self.rng.choice(open_ones))
        elif found:
            one = self.rng.choice(found)
            self.records.append(
                r.Objection(
                    case_no=f"异议{self.number}",
                    target_kind="penalties",
                    uscc=one.uscc,
                    document_no=one.document_no,
                    state="verifying",
                    received_on=self.day,
                )
            )

    def rename(self) -> None:
        """A subject's own row calls it otherwise."""
        found = [n for n, one in enumerate(self.records) if isinstance(one, r.Subject)]
        if found:
            at = self.rng.choice(found)
            told = f"改名{self.rng.randrange(99)}号商贸"
            self.records[at] = replace(self.records[at], subject_name=told)


def says(held: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """All that a ledger holds."""
    return {name: sorted(held.db.execute(f"SELECT * FROM {name}"), key=repr) for name in TABLES}


def lives(folder: Path, seed: int, steps: int) -> int:
    """A history in two ledgers, one of which knows of nothing that was settled before.

    Gives how often only records that had changed were asked for changes.
    """
    luck, town, site = Random(seed), Town(seed, (0, 1, 1, 2, 9, 40)), tiny_site()
    beside = 0
    with ExitStack() as stack:
        ways = [
            (stack.enter_context(open_ledger(folder / f"{name}.sqlite")), hand, tokens())
            for name, hand in (("one", "h"), ("other", ""))
        ]
        for number in range(steps):
            if number:
                town.step()
            day = town.day - timedelta(days=3) if luck.random() < 0.1 else town.day
            if luck.random() < 0.1:
                site = replace(site, office=f"示例办公室{number}")
            fails = luck.random() < 0.2
            told = [*town.records, *town.orders]
            rows = [row(Place("t.csv", "", n), KIND_OF[type(o)], o) for n, o in enumerate(told, 2)]
            name = f"{day}-{number:08d}"
            for held, hand, token in ways:
                recover(held, "")
                enter_rows(held, rows)
                settle(held, site, day, token, lambda _: None, hand=hand)
                beside += bool(touched(held))
                stage_release(held, name, day, site, hand="one")
                if not fails:
                    finish_release(held, name)
                    assert not list(record_changes(held, day))
            one, other = (says(held) for held, _, _ in ways)
            for table in TABLES:
                assert one[table] == other[table], (seed, number, table)
    return beside


def test_every_column_is_compared(tmp_path: Path) -> None:
    """But for the key of a record and its place, which is brought in by itself, and for what is summarised."""
    compared = {
        "record": {*differing._SAYS, "kind", "key", "place"},
        "subject": {*differing._NAMES, "id", "standing", "level", "level_scheme", "digest", "look"},
    }
    with open_ledger(tmp_path / "ledger.sqlite") as held:
        for table, names in compared.items():
            assert {row[1] for row in held.db.execute(f"PRAGMA table_info({table})")} == names


@pytest.fixture
def however_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who differs is asked for alone, in a small city too, where nearly all differ."""
    monkeypatch.setattr(differing, "_PART", 0)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_settled_beside_is_what_is_settled_alone(tmp_path: Path, seed: int) -> None:
    assert lives(tmp_path, seed, steps=25)


@pytest.mark.usefixtures("however_much")
@pytest.mark.parametrize("seed", range(2, 5))
def test_however_much_differs(tmp_path: Path, seed: int) -> None:
    assert lives(tmp_path, seed, steps=25) > 10


@pytest.mark.usefixtures("however_much")
def test_a_day_alone_ends_a_level_and_a_day_back_gives_it_again(tmp_path: Path) -> None:
    ends = BEGIN + timedelta(days=1)
    about = {"subject_name": "示例1号商贸", "uscc": code("91990102MA0000001")}
    rated = r.Rating(**about, rating_name="商家信用分级", grade="优", rated_by="小城市商务局", rated_on=BEGIN,
                     valid_until=ends)  # fmt: skip
    with open_ledger(tmp_path / "ledger.sqlite") as held:
        token, found = tokens(), []
        for day in (BEGIN, ends, BEGIN, ends + timedelta(days=3), BEGIN):
            enter_rows(held, [row(Place("t.csv", "", 2), "ratings", rated)])
            settle(held, tiny_site(), day, token, lambda _: None, hand="h")
            found.append(held.db.execute("SELECT level, digest FROM subject").fetchone())
    assert [level for level, _ in found] == ["优", "", "优", "", "优"]
    assert len({digest for _, digest in found}) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("however_much")
@pytest.mark.parametrize("seed", range(100, 300))
def test_two_hundred_lives(tmp_path: Path, seed: int) -> None:
    lives(tmp_path, seed, steps=40)
