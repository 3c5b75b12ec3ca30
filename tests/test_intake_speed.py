"""What makes the intake quick changes nothing: rows by the batch, files by several readers, files that are kept."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditsite.intake import deliveries, load_site, load_tables, readers, texts
from creditsite.intake.batches import read_rows
from creditsite.intake.headers import bind
from creditsite.intake.rowplan import Plan, Rules, plan_of, read_row
from creditsite.intake.sheets import Hidden, Numbered, Share, Sheet
from creditsite.intake.templates import example
from creditsite.ledger import Ledger, balance, enter, open_ledger, settle
from creditsite.ledger.covering import SIGN
from creditsite.model.faults import Fault
from creditsite.model.kinds import KINDS, Kind, kind
from creditsite.model.rows import Delivery, Row
from creditsite.model.text import normal_form, normal_forms
from tests.intake import dirty
from tests.intake.deliveries import PERSONS, city, csv_bytes, penalty, put

DAY = date(2026, 10, 31)


def plan(of: Kind) -> Plan:
    headers = [("", header) for header in example(of.name)]
    sheet = Sheet("", iter(()), Hidden(), fixed_width=True)
    return plan_of(of, bind(of, headers), sheet, Rules(frozenset({"watch"})), len(headers))


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("name", [one.name for one in KINDS])
def test_rows_by_the_batch_are_rows_one_by_one(name, share):
    of, rnd = kind(name), random.Random(name)
    rows = [(n, list(dirty.cells(of, n, rnd, share).values())) for n in range(200)]
    rows[7] = (7, rows[7][1][:-1])
    rows[8] = (8, [*rows[8][1], "多"])
    by_row, by_batch = plan(of), plan(of)
    expected = [read_row(by_row, *row) for row in rows]
    assert [
        one for n in range(0, 200, 70) for one in read_rows(by_batch, rows[n : n + 70])
    ] == expected
    if not share:
        assert sum(len(message) == 2 for message in expected) >= 198


FORMS = (
    "",
    "甲",
    "云市监〔２０２６〕 12号",
    "Ａ[b]{c}",
    "İß",
    "か\u3099",
    "\u3099か",
    "\u1100",
    "\u1161",
    "a\u0301",
    "\u0301",
    "两\n行",
    "　—_•",
    "ﬀ",
)


@given(st.lists(st.sampled_from(FORMS) | st.text(max_size=6)))
def test_normal_forms_of_several_are_those_of_each(several):
    assert list(normal_forms(several)) == list(map(normal_form, several))


def test_several_readers_tell_the_same_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "_SHARED", 1)
    content = city(tmp_path / "content", PERSONS)
    put(content, "penalties/a.csv", dirty.file(kind("penalties"), 2_200, random.Random(1), 0.05))
    put(content, "penalties/b.csv", csv_bytes([penalty(1)]))
    body = dirty.file(kind("shops"), 1_700, random.Random(2), 0.01)
    put(content, "shops/broken.csv", body + '"没有配对的引号'.encode())
    put(content, "shops/headless.csv", b"1,2\n3,4\n")
    one, several = told(content, 1), told(content, 3)
    assert len(one) > 3_000
    assert several == one


def test_a_text_dealt_out_by_the_piece_has_the_rows_that_it_has_row_by_row(tmp_path, monkeypatch):
    rnd, path = random.Random(3), tmp_path / "a.csv"
    cells = ["甲", "", "b c", '"丙,丁"', '"戊\n己"', '"庚\r\n\r"', '""""', '辛"壬']
    for plain in (True, False) * 60:
        lines = [
            ",".join(rnd.choices(cells[: 3 if plain else 8], k=rnd.choice((1, 3, 3))))
            for _ in range(rnd.randrange(12))
        ]
        ends = rnd.choice((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r")))
        text = "".join(line + rnd.choice(ends) for line in lines) + rnd.choice(("", "甲,b,"))
        path.write_text(text, encoding="utf-8", newline="")
        monkeypatch.setattr(texts, "_PIECE", rnd.randrange(1, 30))
        (expected,) = ([*one.rows] for one in texts.read_text(path, ",", "utf-8"))
        peeked, parts = rnd.randrange(3), rnd.randrange(1, 4)
        found = [dealt(path, peeked, Share(part, parts)) for part in range(parts)]
        turns = (batch for turn in zip_longest(*found, fillvalue=[]) for batch in turn)
        assert list(chain.from_iterable(turns)) == expected


def dealt(path: Path, peeked: int, share: Share) -> list[list[Numbered]]:
    """The batches that one of several readers reads, after all have looked at the first rows."""
    for sheet in texts.read_text(path, ",", "utf-8"):
        assert sheet.dealt
        return list(sheet.dealt(list(islice(sheet.rows, peeked)), share))
    return []


def told(content: Path, count: int) -> list[Row | Fault]:
    """Rows and faults in the order in which they are told."""
    items: list[Row | Fault] = []
    items.extend(load_tables(content, load_site(content), items.append, count))
    return sorted(items, key=lambda item: (item.place, str(item)))


@pytest.fixture
def books(tmp_path: Path) -> Iterator[tuple[Ledger, Path]]:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger, city(tmp_path / "content")


def state(
    ledger: Ledger,
    content: Path,
    read: list[str] | None = None,
    day: int = 0,
    *,
    several: int = 1,
    drawn: bool = True,
) -> dict[str, Any]:
    """Everything that a load leaves and tells, but the ids of rows."""
    site, told = load_site(content), list[Fault]()
    found = (
        replace(one, rows=noted(one, read if read is not None else []))
        for one in deliveries(content, site, told.append, several)
    )
    count = enter(ledger, found, told.append)
    settled = list[Fault]()
    settle(ledger, site, DAY, token(day), settled.append, drawn=drawn)
    rows = (
        "file, sheet, line, kind, key, subject_key, suppress, version, substance, payload, outcome"
    )
    tables = {
        table: sorted(ledger.db.execute(f"SELECT {what} FROM {table}"))
        for table, what in (("row", rows), ("record", "*"), ("subject", "*"), ("fault", "*"))
    }
    sources = sorted(ledger.db.execute("SELECT file, digest, last - first FROM source"))
    return tables | {
        "told": told, "settled": settled, "count": count, "sources": sources, "balance": balance(ledger),
    }  # fmt: skip


def token(day: int) -> Callable[[], str]:
    """New ids that differ from day to day and from call to call."""
    rnd = random.Random(day)
    return lambda: "".join(rnd.choices("abcdefghijklmnopqrstuvwxyz234567", k=24))


def noted(one: Delivery, read: list[str]) -> Any:
    def rows() -> Any:
        read.append(one.file)
        return one.rows()

    return rows


def test_files_that_did_not_change_are_not_read_and_tell_the_same(books):
    ledger, content = books
    for name in ("penalties", "permits", "mixed"):
        of = kind("penalties" if name == "mixed" else name)
        put(content, f"{name}/a.csv", dirty.file(of, 60, random.Random(name)))
    put(content, "shops/refused.csv", "没有表头".encode())
    first = state(ledger, content, read := [])
    assert len(read) == 4
    assert state(ledger, content, read := []) == first
    assert read == ["tables/shops/refused.csv"]  # what was refused must not be forgotten
    with (content / "site.toml").open("a", encoding="utf-8") as site:
        site.write(PERSONS)
    state(ledger, content, read := [])
    assert len(read) == 4  # who may be shown is decided where a row is read


def test_several_readers_and_a_check_that_draws_nothing_decide_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "_SHARED", 1)
    content = city(tmp_path / "content", PERSONS)
    for name in ("subjects", "penalties", "listings", "commitments", "removals"):
        put(
            content,
            f"{name}/a.csv",
            dirty.file(
                kind(name), 1_100 if name == "penalties" else 300, random.Random(name), 0.03
            ),
        )
    cited = penalty(9001, 处罚决定日期="2012-05-01")
    citing = penalty(9002, 违法事实="因试市监处罚〔2026〕9001号所列行为再次违法")
    put(content, "penalties/c.csv", csv_bytes([cited, citing]))
    found = []
    for several, drawn in ((1, True), (3, True), (3, False)):
        passing = not drawn
        with open_ledger(tmp_path / f"{len(found)}.sqlite", passing=passing) as ledger:
            found.append(state(ledger, content, several=several, drawn=drawn))
    one, several, checked = found
    assert one == several
    assert len(one["subject"]) > 200
    assert len({row[15] for row in one["record"]}) > 2
    assert sum("因〔文书号略〕所列" in row[-1] for row in one["record"]) == 1
    covered = [row[0] for row in one["record"] if SIGN in row[-1]]  # in texts, for drawing alone
    for told in (
        one,
        checked,
    ):  # which gives no ids; a subject's own has 27 characters, its code 18
        del told["subject"]
        told["record"] = [row for row in told["record"] if row[0] not in covered]
        told["settled"] = [fault for fault in told["settled"] if SIGN not in fault.message]
        told["record"] = [(row[:2], row[3], len(row[4] or ""), *row[5:]) for row in told["record"]]
    assert one == checked


def _any_day(seed: int, content: Path, days: int) -> Iterator[None]:
    """A content folder in which files come, change, move and go from day to day."""
    rnd = random.Random(seed)
    names = [
        f"{folder}/{n}.csv"
        for folder in ("subjects", "penalties", "removals", "mixed")
        for n in "ab"
    ]
    for _ in range(days):
        for name in rnd.sample(names, rnd.randrange(1, 4)):
            path = content / "tables" / name
            if path.exists() and rnd.random() < 0.4:
                path.unlink()
            elif path.exists() and rnd.random() < 0.2:
                path.rename(path.with_name(f"{rnd.randrange(9)}.csv"))
            else:
                of = kind("penalties" if name.startswith("mixed") else name.split("/")[0])
                put(content, name, dirty.file(of, rnd.randrange(1, 15), rnd))
        yield


def _check_days(books: tuple[Ledger, Path], folder: Path, seeds: range, days: int) -> None:
    ledger, content = books
    for seed in seeds:
        for day, _ in enumerate(_any_day(seed, content, days)):
            with open_ledger(folder / f"{seed}-{day}.sqlite") as fresh:
                ledger.db.backup(fresh.db)
                fresh.db.execute("DELETE FROM source")
                number = seed * 100 + day
                assert state(fresh, content, day=number) == state(ledger, content, day=number)


def test_days_of_changes_give_what_a_fresh_load_gives(books, tmp_path):
    _check_days(books, tmp_path, range(1), 5)


@pytest.mark.slow
def test_many_days_of_changes_give_what_a_fresh_load_gives(books, tmp_path):
    _check_days(books, tmp_path, range(1, 9), 12)
