"""The golden folder: a tiny city goes through the real command, and every published byte is looked at.

`pytest --bless` (or `make bless`) accepts what came out; reviewers read the difference of the site itself.
"""

import shutil
from datetime import date
from pathlib import Path

import build
from tests.sites import tokens

HERE = Path(__file__).parent
LINK = b"-> "
CONTENT, GOLDEN = HERE / "content", HERE / "published"


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path, and of every link where it leads to."""
    return {
        path.relative_to(root).as_posix(): LINK + bytes(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_the_tiny_city_is_published_byte_for_byte_as_it_was_accepted(
    tmp_path: Path, bless: bool
) -> None:
    out = tmp_path / "published"
    orders = ["build", "--content", str(CONTENT), "--out", str(out), "--workers", "1"]
    assert build.main(orders, today=lambda: date(2026, 11, 22), token=tokens()) == 0
    made = files((out / "current").resolve())
    if bless:
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, data in made.items():
            target = GOLDEN / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if data.startswith(LINK):
                target.symlink_to(data.removeprefix(LINK).decode())
            else:
                target.write_bytes(data)
    kept = files(GOLDEN)
    assert sorted(made) == sorted(kept)
    assert [name for name in kept if kept[name] != made[name]] == []
