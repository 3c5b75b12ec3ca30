"""The twin of a release: exactly its files, under second names, whatever its folder held before."""

import errno
import os
import random
from pathlib import Path

import pytest

from creditsite.release import twin
from creditsite.release.folder import TWIN, current_id
from creditsite.release.switch import tidy
from creditsite.release.workers import Team
from tests.test_release_switch import publish, published

Tree = dict[str, int]


def tree(root: Path) -> Tree:
    """Every file under a folder, with what it is on the disk; a link of the elder version is none."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(root)): path.stat().st_ino for path in found}


def folders(root: Path) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_dir() and not path.is_symlink()
    }


def home(out: Path) -> Path:
    return out / "releases" / f"{TWIN}{current_id(out)}"


def is_twin(out: Path) -> bool:
    release = out / "releases" / current_id(out)
    alike = tree(home(out)) == tree(release) and folders(home(out)) == folders(release)
    return alike and not list(home(out).rglob(".*"))


def keep(out: Path, workers: int) -> str:
    with Team(workers) as team:
        return twin.keep(out, team)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_release_gets_a_twin_and_the_next_one_gets_the_same_folder(
    tmp_path: Path, workers: int
) -> None:
    publish(tmp_path, "one", {"index.html": "1", "s/x/index.html": "x", "en/s/x/index.html": "x"})
    assert not keep(tmp_path, workers)
    assert is_twin(tmp_path)
    inner = (home(tmp_path) / "s" / "x").stat().st_ino
    publish(tmp_path, "two", {"index.html": "2", "s/x/index.html": "x", "en/s/y/index.html": "y"})
    assert not keep(tmp_path, workers)
    assert is_twin(tmp_path)
    assert (home(tmp_path) / "s" / "x").stat().st_ino == inner
    tidy(tmp_path, 1, Team(1))
    assert is_twin(tmp_path)
    assert [one.name for one in (tmp_path / "releases").glob(".*")] == [f"{TWIN}two"]


def test_release_after_release_is_sealed_and_has_its_twin(tmp_path: Path) -> None:
    chance = random.Random(7)
    contents = {
        f"{start}s/{one}/{name}": one
        for start in ("", "en/")
        for one in "uvwxyz"
        for name in ("index.html", "index.json", "more/a.csv")
    }
    kept = dict(contents)
    for number in range(16):
        for name in chance.sample(sorted(kept), 2):
            contents[name] = str(number)
        gone = chance.choice("uvwxyz")
        now = {name: text for name, text in contents.items() if f"s/{gone}/" not in name}
        change = published(tmp_path, f"r{number}", {"index.html": str(number), **now})
        assert (change.subjects is None) == (number == 0)
        assert not twin.keep(tmp_path, Team(1), change.before, change.subjects)
        assert is_twin(tmp_path)
        release = (tmp_path / "current").resolve()
        modes = {(one.is_dir(), one.stat().st_mode & 0o777) for one in release.rglob("*")}
        assert modes == {(True, 0o755), (False, 0o444)}


def test_a_folder_in_any_state_becomes_the_twin(tmp_path: Path) -> None:
    chance = random.Random(3)

    def some() -> dict[str, str]:
        tops = ("", "lists/", "s/a/", "s/b/", "en/s/a/", "en/lists/", "api/codes/", "s/")
        names = [top + name for top in tops for name in ("x", "y.json", "z")]
        held = {name: chance.choice("12") for name in chance.sample(names, 12)}
        held |= {"lists/w": "1"} if chance.random() < 0.5 else {"lists/w/v": "1"}
        return held

    for number in range(150):
        publish(tmp_path, f"r{number}", {"index.html": "1", **some()})
        making = tmp_path / "releases" / ".staging-twin"
        for name, text in some().items():
            (making / name).parent.mkdir(parents=True, exist_ok=True)
            (making / name).write_text(text, "utf-8")
        (making / "s").mkdir(exist_ok=True)
        (making / "s" / "door").symlink_to("../lists")
        release = tmp_path / "releases" / current_id(tmp_path)
        twin.match(release, making, Team(1))
        assert {n: (making / n).read_bytes() for n in tree(making)} == {
            n: (release / n).read_bytes() for n in tree(release)
        }
        assert folders(making) == folders(release)
        assert not any(path.is_symlink() for path in making.rglob("*"))
        os.rename(making, tmp_path / f"done{number}")  # noqa: PTH104


def test_what_was_served_becomes_the_twin_of_what_is(tmp_path: Path) -> None:
    publish(
        tmp_path, "one", {"index.html": "1", "s/x/a": "x", "s/y/a": "y", "s/z/a": "z", "l/a": "x"}
    )
    publish(tmp_path, "two", {"index.html": "2", "s/y/a": "y", "s/z/a": "new", "l/b": "y"})
    assert not twin.turn(tmp_path, "one", frozenset("xz"), Team(1))
    assert is_twin(tmp_path)
    assert not (tmp_path / "releases" / "one").exists()


def test_a_takedown_begins_with_the_twin_or_without_one(tmp_path: Path) -> None:
    release = publish(tmp_path, "one", {"index.html": "1", "s/x/a": "x"})
    for _ in range(2):
        twin.begin(tmp_path, tmp_path / "releases" / ".staging-1", Team(1))
        assert tree(tmp_path / "releases" / ".staging-1") == tree(release)
        assert not home(tmp_path).exists()
        tidy(tmp_path, 1, Team(1))
        assert not twin.keep(tmp_path, Team(1))


def test_a_link_of_the_elder_version_is_no_part_of_it(tmp_path: Path) -> None:
    release = publish(tmp_path, "one", {"index.html": "1", "s/x/a": "x", "elder/a": "1"})
    (release / "elder" / "s").symlink_to("../s")
    assert not twin.keep(tmp_path, Team(1))
    assert is_twin(tmp_path)
    assert not (home(tmp_path) / "elder" / "s").exists()


def test_a_twin_that_can_not_be_made_is_told_and_nothing_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "one", {"index.html": "1", "s/x/a": "x"})
    monkeypatch.setattr(os, "link", _full)
    assert "No space left" in twin.keep(tmp_path, Team(1))
    tidy(tmp_path, 1, Team(1))
    assert not list((tmp_path / "releases").glob(".*"))
    monkeypatch.undo()
    assert not twin.keep(tmp_path, Team(1))
    assert is_twin(tmp_path)


def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path: Path) -> None:
    publish(tmp_path, "one", {"index.html": "1", "s/x/a": "x"})
    assert not twin.keep(tmp_path, Team(1))
    publish(tmp_path, "two", {"index.html": "2", "s/x/a": "x"})
    for name in (".staging-twin", ".staging-7"):
        (tmp_path / "releases" / name / "s").mkdir(parents=True)
        (tmp_path / "releases" / name / "s" / "stray").write_text("x", "utf-8")
    assert not twin.keep(tmp_path, Team(1))
    assert is_twin(tmp_path)
    twin.begin(tmp_path, tmp_path / "releases" / ".staging-7", 1)
    assert tree(tmp_path / "releases" / ".staging-7") == tree(tmp_path / "releases" / "two")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
