"""Deltas are exact and forget: an older copy becomes this release, and nothing that is offered tells what is gone."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from creditsite import ledger
from creditsite.model import records as r
from creditsite.release.gates.unpack import pieces
from creditsite.render import deltas, opendata, tables
from creditsite.render.datafiles import read_through
from creditsite.render.source import Source
from tests.days import days
from tests.histories import apply, history, rows_of, write
from tests.sites import code, tiny_site
from tests.small_release import DAY


def index_of(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "data/index.json").read_bytes())
    return found


def digest(rows: dict[tuple[str, str], bytes]) -> str:
    lines = sorted(
        f"{key}\t{hashlib.sha256(line).hexdigest()}\n" for (_, key), line in rows.items()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def copies(root: Path, base: str, rows: dict[tuple[str, str], bytes]) -> Iterator[dict[Any, bytes]]:
    """The copy of an earlier release brought up to date in every way that is offered."""
    index = index_of(root)
    steps = {one["from"]: one for one in index["deltas"]}
    if base in steps:
        copy, at = dict(rows), base
        while at in steps:
            apply(copy, (root / steps[at]["path"]).read_bytes())
            at = steps[at]["to"]
        assert at == index["release"]
        yield copy
    order = [one["release"] for one in index["history"]]
    for window in index["windows"]:
        if base in order and order.index(base) >= order.index(window["from"]):
            copy = dict(rows)
            apply(copy, (root / window["path"]).read_bytes())
            yield copy


def play(folder: Path, seed: int, releases: int) -> int:
    """One history: every older release leads to every newer one exactly; how many ways were tried."""
    tried, before = 0, []
    with history(folder, seed, releases) as made:
        for city, source, root in made:
            index, rows = index_of(root), rows_of(root)
            assert digest(rows) == index["state_digest"]
            for one in (*index["resources"], *index["deltas"], *index["windows"]):
                data = (root / one["path"]).read_bytes()
                assert (len(data), hashlib.sha256(data).hexdigest()) == (
                    one["bytes"],
                    one["sha256"],
                )
            told = {one["release"]: one["state_digest"] for one in index["history"]}
            for base, old in before:
                ways = list(copies(root, base, old))
                assert bool(ways) == (base in told), base
                assert told.get(base, digest(old)) == digest(old)
                for copy in ways:
                    assert copy == rows
                    assert digest(copy) == index["state_digest"]
                tried += len(ways)
            if not before:
                assert index["deltas"] + index["windows"] + index["history"] == []
            before.append((source.release, rows))
            for path in (p for p in root.rglob("*") if p.is_file()):
                for piece in pieces(path):
                    text = piece.data.decode("utf-8", "replace")
                    assert not [gone for gone in city.gone if f"{gone}" in text], (
                        path,
                        piece.member,
                    )
    return tried


def test_tables_that_are_taken_over_stand_in_deltas_as_if_they_were_drawn(tmp_path, monkeypatch):
    for module in (tables, deltas):
        monkeypatch.setattr(module, "BATCH", 2)
    codes = [code(f"91990102MA{number:07d}") for number in range(9)]
    rows = [
        r.Subject(subject_name=f"虚构商行{number}", uscc=uscc, entity_kind="organization")
        for number, uscc in enumerate(codes)
    ]
    with days(tmp_path, tiny_site(), serve) as release:
        release(rows, DAY)
        for number, renamed in enumerate(((0, 5, 8), (), (3,), ()), start=1):
            for one in renamed:
                rows[one] = replace(rows[one], subject_name=f"改名商行{number}{one}")
            source, live = release(rows, DAY + timedelta(days=number))
            taken = {path: b"".join(read_through(of)) for path, of in opendata.files(source, live)}
            assert taken == {
                path: b"".join(read_through(of)) for path, of in opendata.files(source)
            }


def serve(source: Source, root: Path) -> None:
    write(source, root, None)
    ledger.stage_lines(source.ledger, source.release)


def test_an_older_copy_becomes_the_newest_release_to_the_byte(tmp_path):
    assert play(tmp_path, 0, 6) > 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 101))
def test_a_hundred_histories(tmp_path, seed):
    assert play(tmp_path, seed, 9) > 10
