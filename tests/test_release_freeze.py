"""Freezing: both ways of writing a subject give the same bytes, in any number of processes; no route is forgotten."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask_frozen import Freezer

from creditsite import ledger
from creditsite.release import bulk, freeze
from creditsite.release.freeze import UnnamedAddressError, frozen_app
from creditsite.release.workers import Team
from creditsite.render import machine
from creditsite.render.badgefiles import names
from creditsite.render.source import Source
from tests.tinycity import tiny_source


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = tiny_source(tmp_path_factory.mktemp("ledger"))
    with made.ledger:
        yield made


def write(source: Source, staging: Path, workers: int) -> int:
    with Team(workers) as team:
        parts = bulk.subjects(source, staging, None, workers, team.give)
        return sum(part.result() for part in parts)


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.filterwarnings("ignore:Nothing frozen for")  # subjects alone are frozen here
def test_frozen_flask_and_the_bulk_writer_give_the_same_bytes(
    source: Source, tmp_path: Path
) -> None:
    write(source, tmp_path / "bulk", 1)
    machine.register_mimetypes()
    app = frozen_app(source, tmp_path / "frozen")
    freezer = Freezer(app, with_no_argument_rules=False, with_static_files=False, log_url_for=False)
    wanted = [
        rule.endpoint for rule in app.url_map.iter_rules() if re.match(r"/s/<[^>]*>/", rule.rule)
    ]
    assert len(wanted) == 5  # page, data, badges, shields, oEmbed
    badges = [Path(name) for name in names(source.site.badges)]

    def subjects() -> Iterator[tuple[str, dict[str, Any]]]:
        for subject_id, endpoint in product(ledger.subject_ids(source.ledger), wanted):
            values = {"subject_id": subject_id}
            if endpoint != "subjects.drawing":
                yield endpoint, values
                continue
            for one in badges:
                yield endpoint, values | {"name": one.stem, "kind": one.suffix[1:]}

    freezer.register_generator(subjects)
    for _ in freezer.freeze_yield():
        pass
    assert tree(tmp_path / "frozen") == tree(tmp_path / "bulk")


def test_the_number_of_processes_does_not_show(source: Source, tmp_path: Path) -> None:
    counts = [write(source, tmp_path / str(n), n) for n in (1, 3)]
    assert (
        counts[0]
        == counts[1]
        == (len(names(source.site.badges)) + 4) * ledger.subject_count(source.ledger)
    )
    assert tree(tmp_path / "1") == tree(tmp_path / "3")


def test_an_error_in_a_worker_reaches_the_build(source: Source, tmp_path: Path) -> None:
    broken = replace(source, site=replace(source.site, schemes=None))  # type: ignore[arg-type] # it must break
    with pytest.raises(TypeError):
        write(broken, tmp_path / "out", 2)


def test_equal_badges_are_one_file(source: Source, tmp_path: Path) -> None:
    bulk.put(tmp_path / "a.svg", b"same", None, places := {})
    bulk.put(tmp_path / "b.svg", b"same", None, places)
    bulk.put(tmp_path / "c.svg", b"other", None, places)
    assert (tmp_path / "a.svg").samefile(tmp_path / "b.svg")
    assert not (tmp_path / "a.svg").samefile(tmp_path / "c.svg")
    with pytest.raises(FileExistsError):  # two things that claim one address
        bulk.put(tmp_path / "c.svg", b"third", None, places)


def test_a_route_that_nobody_froze_is_told(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_but_home = [a for a in freeze.addresses(source) if a[0] != "pages.home"]
    monkeypatch.setattr(freeze, "addresses", lambda _: iter(all_but_home))
    with pytest.raises(UnnamedAddressError, match=r"pages\.home"):
        freeze.freeze(source, tmp_path / "out")
