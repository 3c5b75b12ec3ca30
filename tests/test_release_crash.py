"""Whatever the machine is like: the same city gives the same bytes, and they are on disk before they are served."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
RUNNER = (  # the command itself, with ids that do not depend on luck
    "import sys; from datetime import date; import build; from tests.sites import tokens; "
    "sys.exit(build.main(sys.argv[1:], today=lambda: date(2026, 11, 22), token=tokens()))"
)
LISTINGS = "tables/listings/名单.csv"


def start(
    root: Path, *before: str, workers: int = 1, **surroundings: str
) -> "subprocess.Popen[bytes]":
    orders = [
        "build",
        "--content",
        str(root / "content"),
        "--out",
        str(root / "out"),
        "--workers",
        str(workers),
    ]
    paths = os.pathsep.join(map(str, (HOME, HOME / "site", HOME / "search")))
    return subprocess.Popen(
        [*before, sys.executable, "-c", RUNNER, *orders],
        env={**os.environ, "PYTHONPATH": paths, **surroundings},
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def build(root: Path, *before: str, **surroundings: str) -> tuple[int, str]:
    process = start(root, *before, **surroundings)
    told = process.communicate(timeout=120)[1].decode()
    return process.returncode, told


def live(root: Path) -> str:
    """One checksum of every name and byte that is served."""
    home = (root / "out" / "current").resolve()
    found = sorted(
        (p.relative_to(home).as_posix(), p.read_bytes()) for p in home.rglob("*") if p.is_file()
    )
    return sha256(repr(found).encode()).hexdigest()


def change(root: Path) -> None:
    path = root / "content" / LISTINGS
    path.write_text(path.read_text("utf-8-sig").replace("连续三年全部", "连续四年全部"), "utf-8")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that was released once, and whose content has changed since."""
    root = tmp_path_factory.mktemp("old")
    shutil.copytree(HOME / "tests" / "content", root / "content")
    assert build(root)[0] == 0
    change(root)
    return root


@pytest.fixture(scope="module")
def new(old: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is served after the change, if nothing goes wrong."""
    root = copy(old, tmp_path_factory.mktemp("new"))
    assert build(root)[0] == 0
    return live(root)


def copy(old: Path, folder: Path) -> Path:
    return Path(shutil.copytree(old, folder / "city", symlinks=True))


def test_clock_locale_hash_seed_folder_and_mask_do_not_show(
    old: Path, new: str, tmp_path: Path
) -> None:
    root = copy(old, tmp_path / "elsewhere")
    before = os.umask(0o077)
    try:
        code, told = build(
            root,
            TZ="America/Los_Angeles",
            LC_ALL="C",
            LANG="C",
            PYTHONHASHSEED="7",
            HOME=str(tmp_path),
        )
    finally:
        os.umask(before)
    assert code == 0, told
    assert live(root) == new


@pytest.mark.slow
def test_the_number_of_processes_does_not_show(old: Path, new: str, tmp_path: Path) -> None:
    root = copy(old, tmp_path)
    process = start(root, workers=3, PYTHONHASHSEED="3")
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert live(root) == new


STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


@pytest.mark.slow
@needs_strace
def test_everything_is_on_disk_before_the_link_turns(old: Path, tmp_path: Path) -> None:
    root = copy(old, tmp_path)
    log = tmp_path / "calls"
    calls = (
        "trace=openat,write,fsync,syncfs,rename,renameat,renameat2,symlink,symlinkat,linkat,link"
    )
    assert build(root, "strace", "-f", "-qq", "-y", "-o", str(log), "-e", calls)[0] == 0
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    synced = next(n for n, line in enumerate(lines) if " syncfs(" in line)
    turned = next(n for n, line in enumerate(lines) if " rename" in line and '/.current"' in line)
    staged = [n for n, line in enumerate(lines) if " write(" in line and "/.staging-" in line]
    assert staged[-1] < synced < turned
    folders = [line for line in lines[turned:] if " fsync(" in line]
    assert any(f"<{root / 'out'}>" in line for line in folders)
