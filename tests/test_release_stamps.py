"""What did not change is taken over from the release before, and is byte for byte what a clean build gives."""

import json
import shutil
from pathlib import Path

import pytest

from tests.test_build import CITY, LISTINGS, QUIET, edit, live, run

LISTED, OTHER = (
    "91990100MA0000004R",
    "91990121MA00000034",
)  # the first one is on the list that is edited


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(CITY, tmp_path / "content")
    assert run(tmp_path)("build", "--as-of", "2026-10-30") == 0
    return tmp_path


def clean(city: Path, *options: str) -> dict[str, bytes]:
    """What the same content and ledger give where no release is kept."""
    twin = city / "twin"
    shutil.rmtree(twin, ignore_errors=True)
    (twin / "out").mkdir(parents=True)
    shutil.copytree(city / "content", twin / "content")
    for kept in (city / "out").glob("ledger.sqlite*"):
        shutil.copy(kept, twin / "out")
    assert run(twin)("build", *options) == 0
    return live(twin)


def test_only_who_changed_is_drawn_anew(city: Path) -> None:
    first = (city / "out" / "current").resolve()
    name = first.name
    edit(city, LISTINGS, *QUIET)
    whole = clean(city, "--accept-bounds")
    assert run(city)("build") == 0
    now = (city / "out" / "current").resolve()
    assert now.name != name
    assert live(city) == whole
    for file in ("index.html", "index.json"):
        assert (now / "s" / OTHER / file).samefile(first / "s" / OTHER / file)
        assert name.encode() in (now / "s" / OTHER / file).read_bytes()
        assert now.name.encode() in (now / "s" / LISTED / file).read_bytes()
        assert name.encode() not in (now / "s" / LISTED / file).read_bytes()
    assert b"2026-10-31" in (now / "s" / OTHER / "badge.svg").read_bytes()  # badges say the day


def test_tables_and_the_look_up_are_taken_over_if_they_say_the_same(city: Path) -> None:
    first = (city / "out" / "current").resolve()
    edit(city, LISTINGS, *QUIET)
    assert run(city)("build", "--accept-bounds", "--as-of", "2026-10-30") == 0
    now = (city / "out" / "current").resolve()
    data, before = now / "data" / now.name, first / "data" / first.name
    same = {one.name for one in data.iterdir() if one.is_file() and one.samefile(before / one.name)}
    assert {"permits.csv", "permits.xlsx", "permits.parquet", "permits.jsonl.gz"} <= same
    assert not {"listings.csv", "listings.jsonl", "listings.parquet"} & same
    assert json.loads((now / "data" / "index.json").read_bytes())["release"] == now.name
    look_up = [one for one in (first / "search").rglob("*.json") if "scripts" not in one.parts]
    assert len(look_up) > 1
    assert all((now / one.relative_to(first)).samefile(one) for one in look_up)


def test_a_page_of_a_register_bears_the_day_since_which_it_says_the_same(city: Path) -> None:
    first = (city / "out" / "current").resolve()
    edit(city, "tables/inspections/检查.csv", "未发现问题", "发现问题已责令改正")
    edit(city, LISTINGS, *QUIET)  # which its list does not show
    whole = clean(city, "--accept-bounds")
    assert run(city)("build", "--accept-bounds") == 0
    assert live(city) == whole
    now = (city / "out" / "current").resolve()
    for name in ("permits/index.html", "subjects/index.html", "lists/red/index.html"):
        assert (now / name).samefile(first / name), name
        told = (now / name).read_text(encoding="utf-8")
        assert first.name in told
        assert "2026-10-31" not in told
    told = (now / "inspections/index.html").read_text(encoding="utf-8")
    assert f'content="{now.name}"' in told
    assert "本页自 <time>2026-10-31</time> 起没有变化" in told


def test_a_look_up_that_says_something_else_is_written_anew(city: Path) -> None:
    edit(city, "tables/subjects/主体.csv", "2020/5/6,", "2020/5/6,又一个地址")
    whole = clean(city, "--accept-bounds", "--as-of", "2026-10-30")
    assert run(city)("build", "--accept-bounds", "--as-of", "2026-10-30") == 0
    assert live(city) == whole  # another address: the same is searched
    edit(city, "tables/subjects/主体.csv", ",青橙,", ",青苹果,")
    whole = clean(city, "--accept-bounds")
    assert run(city)("build", "--accept-bounds") == 0
    assert live(city) == whole


def test_what_all_pages_hang_on_draws_all_of_them(city: Path) -> None:
    edit(city, "site.toml", 'office = "', 'office = "新')
    whole = clean(city)
    assert run(city)("build") == 0
    assert live(city) == whole
    now = (city / "out" / "current").resolve()
    assert now.name.encode() in (now / "s" / OTHER / "index.html").read_bytes()


@pytest.mark.slow
def test_after_a_rollback_nothing_is_taken_over_unseen(city: Path) -> None:
    edit(city, LISTINGS, *QUIET)
    assert run(city)("build") == 0
    assert run(city)("rollback") == 0
    edit(city, LISTINGS, QUIET[1], "连续四年履行全部承诺")
    whole = clean(city)
    assert run(city)("build") == 0
    assert live(city) == whole


@pytest.mark.slow
def test_a_day_on_which_something_ends_changes_those_it_ends_for(city: Path) -> None:
    whole = clean(
        city, "--as-of", "2027-04-01", "--accept-bounds"
    )  # an application for repair opens
    assert run(city)("build", "--as-of", "2027-04-01", "--accept-bounds") == 0
    assert live(city) == whole
