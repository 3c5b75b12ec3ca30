"""Killed at any call that changes a file, at any moment, or refused by the disk: the old release is served or the new.

Then the next run gives the very bytes of a run that nothing disturbed, and leaves no stray.
"""

import random
import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from tests.city import write_city
from tests.tools.builder import HOME, Builder, Told, builder

CALLS = (  # every call by which a build changes a file or a folder
    "openat", "write", "pwrite64", "rename", "renameat", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat",
    "unlink", "unlinkat", "rmdir", "chmod", "fchmod", "fchmodat", "fchown", "ftruncate", "fsync", "fdatasync", "syncfs",
)  # fmt: skip
OFTEN = {
    "openat": 40,
    "write": 8,
    "chmod": 8,
    "mkdir": 8,
    "pwrite64": 4,
}  # in the sample of the kills: every so many


@pytest.fixture(scope="module")
def hand() -> Iterator[Builder]:
    with builder() as one:
        yield one


class City:
    """A city that was released, and whose content has changed since; what is served before and after."""

    def __init__(self, hand: Builder, root: Path, subjects: int = 0) -> None:
        self.hand, self.root = hand, root
        if subjects:
            write_city(root / "old" / "content", subjects=subjects, seed=5)
        else:
            shutil.copytree(HOME / "tests" / "content", root / "old" / "content")
        assert self.build(root / "old").code == 0
        path = root / "old" / "content" / "site.toml"
        path.write_text(
            path.read_text("utf-8").replace('name = "信用', 'name = "新信用', 1), "utf-8"
        )
        self.before = served(root / "old")
        shutil.copytree(root / "old", root / "new", symlinks=True)
        assert self.build(root / "new").code == 0
        self.after = served(root / "new")
        assert self.before != self.after

    def build(self, root: Path, **more: object) -> Told:
        return self.hand.run(
            "build", "--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1",
            luck=0 if root.name == "old" else 1, **more,
        )  # fmt: skip

    def fresh(self) -> Path:
        """A copy of its own for one disturbance."""
        shutil.rmtree(self.root / "try", ignore_errors=True)
        return Path(shutil.copytree(self.root / "old", self.root / "try", symlinks=True))

    def whole(self, root: Path) -> str:
        """Which of the two is served; it must be one of them."""
        found = served(root)
        assert found in (self.before, self.after)
        return "old" if found == self.before else "new"

    def mended(self, root: Path) -> None:
        """The next run succeeds, gives the bytes of an undisturbed run, leaves no stray and a ledger that agrees."""
        told = self.build(root)
        assert told.code == 0, told.said
        assert served(root) == self.after
        names = sorted(one.name for one in (root / "out" / "releases").iterdir())
        assert names == sorted(
            one.name for one in (self.root / "new" / "out" / "releases").iterdir()
        )
        assert self.build(root).said.count("内容没有变化") == 1


def served(root: Path) -> str:
    """One checksum of every name and byte that is served."""
    home = (root / "out" / "current").resolve()
    found = sorted(
        (p.relative_to(home).as_posix(), p.read_bytes()) for p in home.rglob("*") if p.is_file()
    )
    return sha256(repr(found).encode()).hexdigest()


@pytest.fixture(scope="module")
def city(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(hand, tmp_path_factory.mktemp("small"))


def injected(call: str, what: str) -> list[str]:
    return ["-e", f"trace={call}", "-e", f"inject={call}:{what}"]


def kills(city: City, call: str, numbers: Iterator[int]) -> int:
    """Kills a build at its n-th call for each n until there is none; how many were killed. Every seventh is mended."""
    killed = 0
    root = city.fresh()
    for number in numbers:
        told = city.build(root, trace=injected(call, f"signal=KILL:when={number}"))
        state = city.whole(root)
        if told.code == 0:
            assert state == "new"
            break
        assert told.code == -9, told.said
        killed += 1
        if state == "new" or killed % 7 == 0:
            city.mended(root)
            root = city.fresh()
    city.mended(root)
    return killed


@pytest.mark.parametrize(
    ("call", "number"), [("rename", 3), ("symlink", 1), ("syncfs", 1), ("link", 40)]
)
def test_a_build_that_is_killed_changes_nothing_or_all(city: City, call: str, number: int) -> None:
    assert kills(city, call, iter([number])) == 1


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_call_that_changes_a_file(city: City, call: str) -> None:
    """Every one: of those that also read (openat) each counts."""
    killed = kills(city, call, count(1))
    assert killed or call in (
        "renameat",
        "linkat",
        "symlinkat",
        "mkdirat",
        "fchmod",
        "fchmodat",
        "unlinkat",
        "fchown",
    )


@pytest.mark.slow
@pytest.mark.parametrize("luck", range(4))
def test_killed_at_fifty_moments(hand: Builder, tmp_path: Path, luck: int) -> None:
    """Four times fifty moments of a build of a larger city."""
    large = City(hand, tmp_path, subjects=60)
    chance = random.Random(luck)
    killed = 0
    for _ in range(50):
        root = large.fresh()
        told = large.build(root, kill=chance.uniform(0.1, 6))
        killed += told.code == -9
        large.whole(root)
        large.mended(root)
    assert killed > 25


FAULTS = [
    (call, error)
    for call in (
        "openat", "write", "pwrite64", "mkdir", "link", "rename", "symlink", "syncfs", "fsync", "fdatasync", "chmod"
    )
    for error in ("ENOSPC", "EIO", "EACCES")
]  # fmt: skip


def refuse(city: City, call: str, error: str, number: int) -> bool:
    """A disk that refuses from the n-th call on: whether the build still succeeded."""
    root = city.fresh()
    told = city.build(root, trace=injected(call, f"error={error}:when={number}+"))
    state = city.whole(root)
    if told.code == 0:
        return True
    assert state == "old" or call in ("fsync", "fdatasync", "pwrite64", "write"), (
        told.said
    )  # after the switch
    city.mended(root)
    return False


@pytest.mark.parametrize(("call", "error"), [("write", "ENOSPC"), ("syncfs", "EIO")])
def test_a_disk_that_refuses_changes_nothing(city: City, call: str, error: str) -> None:
    assert not refuse(city, call, error, 1 if call == "syncfs" else 60)


@pytest.mark.slow
@pytest.mark.parametrize(("call", "error"), FAULTS)
def test_a_disk_that_refuses_from_any_call_on_changes_nothing(
    city: City, call: str, error: str
) -> None:
    for number in count(1, OFTEN.get(call, 1)):
        if refuse(city, call, error, number):
            break
