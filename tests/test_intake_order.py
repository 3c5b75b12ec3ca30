"""In which order rows stand, and in which files, shows in no published byte."""

import csv
import io
import random
from pathlib import Path

import pytest

from creditsite.intake import deliveries, load_site
from creditsite.intake.templates import example
from creditsite.ledger import enter, open_ledger, settle
from creditsite.model.kinds import kind
from creditsite.release.identity import state_of
from creditsite.render import opendata
from creditsite.render.source import Source
from tests.intake import dirty
from tests.intake.deliveries import city, put
from tests.sites import tokens
from tests.small_release import DAY

KINDS = ("subjects", "penalties", "listings", "shops", "ratings", "removals", "objections")


def table(name: str, rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([list(example(name)), *rows])
    return out.getvalue().encode()


def delivered(folder: Path, rows: dict[str, list[list[str]]], rnd: random.Random) -> Path:
    """The rows in a random order, in some files of random names."""
    content = city(folder)
    for name, all_of_kind in rows.items():
        dealt = rnd.sample(all_of_kind, len(all_of_kind))
        names = rnd.sample("abcdefgh", rnd.randrange(1, 4))
        for at, file in enumerate(names):
            put(content, f"{name}/{file}.csv", table(name, dealt[at :: len(names)]))
    return content


def published(folder: Path, content: Path) -> tuple[str, dict[str, bytes]]:
    """What the city says, and every byte of its open data."""
    site = load_site(content)
    with open_ledger(folder / "ledger.sqlite") as held:
        enter(held, deliveries(content, site, lambda fault: None), lambda fault: None)
        settle(held, site, DAY, tokens(), lambda _: None)
        source = Source(held, site, (), "2026-10-31-abcdefgh", DAY)
        files = {path: b"".join(chunks) for path, chunks in opendata.files(source)}
        return state_of(held, site, (), DAY), files


def _check(folder: Path, rounds: int) -> None:
    rnd = random.Random(1)
    rows = {
        name: [list(dirty.cells(kind(name), n % 17, rnd, 0.06).values()) for n in range(24)]
        for name in KINDS
    }
    expected = None
    for number in range(rounds):
        one = folder / str(number)
        one.mkdir()
        found = published(one, delivered(one / "content", rows, rnd))
        expected = expected or found
        assert found == expected
    assert expected
    assert any(
        b"\n" in body.strip() for path, body in expected[1].items() if "penalties.csv" in path
    )


def test_three_shufflings_give_the_same_bytes(tmp_path):
    _check(tmp_path, 3)


@pytest.mark.slow
def test_a_hundred_shufflings_give_the_same_bytes(tmp_path):
    _check(tmp_path, 100)
