"""Deltas are exact and forget: an older copy becomes this release, and nothing that is offered tells what is gone."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditsite.release.gates.unpack import pieces
from tests.histories import apply, history, rows_of


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


def test_an_older_copy_becomes_the_newest_release_to_the_byte(tmp_path):
    assert play(tmp_path, 0, 6) > 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 101))
def test_a_hundred_histories(tmp_path, seed):
    assert play(tmp_path, seed, 9) > 10
