"""Pages lie there as they travel: packed, the same bytes each time, and never saying anything else than the page."""

import gzip
import shutil
from pathlib import Path

import brotli
import pytest

from tests.test_build import CITY, LISTINGS, QUIET, edit, live, run

PAGE = "s/91990121MA00000034/index.html"  # not on the list that is edited
ENDINGS = (".gz", ".br")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("packed")
    shutil.copytree(CITY, home / "content")
    edit(home, "site.toml", "\nembed_origins", "\nprecompress = true\nembed_origins")
    assert run(home)("build", "--as-of", "2026-10-30") == 0
    return home


@pytest.fixture
def city(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


def test_packed_forms_say_what_the_files_say(first: Path) -> None:
    files = live(first)
    packed = {name for name in files if name.endswith(ENDINGS) and name[:-3] in files}
    assert {f"index.html{one}" for one in ENDINGS} | {f"{PAGE}{one}" for one in ENDINGS} <= packed
    for name in packed:
        unpack = gzip.decompress if name.endswith(".gz") else brotli.decompress
        assert unpack(files[name]) == files[name[:-3]]
    pages = {name for name, data in files.items() if name.endswith(".html") and len(data) > 1024}
    assert {page + one for page in pages for one in ENDINGS} <= packed


def test_packed_forms_follow_their_files(city: Path) -> None:
    before = (city / "out" / "current").resolve()
    edit(city, LISTINGS, *QUIET)
    twin = city / "twin"
    shutil.copytree(city / "content", twin / "content")
    (twin / "out").mkdir()
    for kept in (city / "out").glob("ledger.sqlite*"):
        shutil.copy(kept, twin / "out")
    assert run(twin)("build", "--as-of", "2026-10-31", "--accept-bounds") == 0
    assert run(city)("build", "--as-of", "2026-10-31") == 0
    assert live(city) == live(twin)
    for ending in ENDINGS:
        name = PAGE + ending
        assert (city / "out" / "current" / name).samefile(before / name)
    told = (city / "out" / "purge.txt").read_text("utf-8").split()
    assert "/s/91990100MA0000004R/" in told
    assert not [one for one in told if one.endswith((".html.gz", ".br"))]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_packed_form_that_says_anything_else_is_found(
    city: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    current = (city / "out" / "current").resolve()
    shutil.copy(current / f"index.html{ending}", city / "other")
    (current / f"{PAGE}{ending}").unlink()
    shutil.copy(city / "other", current / f"{PAGE}{ending}")
    assert run(city)("audit") == 1
    assert f"{PAGE}{ending}" in "".join(capsys.readouterr())
