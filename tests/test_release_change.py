"""What a build tells of a change, to caches and the operator, is what two releases show; and only of what is served."""

import re
import shutil
from pathlib import Path

import pytest

from creditsite.release.packed import PACKERS
from creditsite.release.reuse import forms
from tests.test_build import LISTINGS, QUIET, edit, first_build, live, releases, run

COUNTS = re.compile(r"新写 ([\d,]+), 沿用 ([\d,]+), 撤去 ([\d,]+)")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    packed = ("site.toml", "\nembed_origins", "\nprecompress = true\nembed_origins")
    return first_build(tmp_path_factory.mktemp("change"), packed)


@pytest.fixture
def city(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


def purge(root: Path) -> list[str]:
    return (root / "out" / "purge.txt").read_text(encoding="utf-8").splitlines()


def addressed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without packed forms: those are sent at the addresses of their files."""
    packed = {name + ending for name in files for ending in PACKERS}
    return {name: data for name, data in files.items() if name not in packed}


def expected(was: dict[str, bytes], now: dict[str, bytes]) -> tuple[list[str], tuple[int, ...]]:
    """The addresses and the numbers, by reading every file of both."""
    old, new = addressed(was), addressed(now)
    kept = {name for name in new if old.get(name) == new[name]}
    asked = sorted(one for name in {*old, *new} - kept for one in forms(name))
    return asked, (len(new) - len(kept), len(kept), len({*old} - {*new}))


def told(root: Path, said: str) -> tuple[list[str], tuple[int, ...]]:
    """The addresses and the numbers that a build gave."""
    (numbers,) = COUNTS.findall(said)
    return sorted(purge(root)), tuple(int(one.replace(",", "")) for one in numbers)


def test_a_first_build_tells_of_every_address(first: Path) -> None:
    assert sorted(purge(first)) == expected({}, live(first))[0]


def test_every_build_tells_what_it_changed(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def built(day: str) -> tuple[set[str], set[str]]:
        """What is gone from the release, and what is new in it."""
        was = live(city)
        assert run(city)("build", "--as-of", day, "--accept-bounds") == 0
        now = live(city)
        assert told(city, capsys.readouterr().err) == expected(was, now)
        return {*was} - {*now}, {*now} - {*was}

    edit(city, LISTINGS, *QUIET)
    built("2026-10-31")
    (city / "content/prose/alerts/fake-seals.md").unlink()
    gone, _ = built("2026-10-31")
    assert [name for name in gone if name.startswith("alerts/") and name.endswith("index.html")]
    sets = {path.name for path in (city / "out/current/static").iterdir()}
    edit(city, "site.toml", "\nembed_origins", '\nlanguages = ["zh-Hans", "en"]\nembed_origins')
    gone, new = built("2026-10-31")
    assert [name for name in new if name.startswith("static/") and name.split("/")[1] not in sets]
    assert not [name for name in gone if "static/" in name]  # the older set is still served
    gone, _ = built("2026-11-01")
    assert not [name for name in gone if "static/" in name]


def test_a_refused_build_tells_nothing_and_leaves_nothing(city: Path) -> None:
    before, beside = purge(city), sorted(path.name for path in (city / "out").iterdir())
    edit(city, "prose/guides/repair.md", "\n---\n", "\n---\n\n经办人电话 138-0013-8000。\n\n")
    assert run(city)("build") == 1
    assert purge(city) == before
    assert sorted(path.name for path in (city / "out").iterdir()) == beside
    assert len(releases(city)) == 1  # and no folder of notes
