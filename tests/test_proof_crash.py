"""Killed at any call that changes a file, at any moment, or refused by the disk: the old release is served or the new.

Then the next run gives the very bytes of a run that nothing disturbed, and leaves no stray.
"""

import os
import random
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from creditsite.release.folder import STAGING
from tests.city import write_city
from tests.tools.builder import HOME, Builder, Told

CALLS = (  # every call by which a build changes a file or a folder
    "openat", "write", "pwrite64", "rename", "renameat", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat",
    "unlink", "unlinkat", "rmdir", "chmod", "fchmod", "fchmodat", "fchown", "ftruncate", "fsync", "fdatasync", "syncfs",
)  # fmt: skip
# Of the calls that a build makes by the hundred so many lie between two real kills and two refusals; of all others
# each is killed and refused.
OFTEN = {"openat": 197, "write": 61, "pwrite64": 29, "link": 61, "rename": 17, "mkdir": 61, "unlink": 61,
         "unlinkat": 61, "chmod": 61}  # fmt: skip
LEAN = '\n[badges]\nstyles = ["flat"]\npng = []\noembed = false\n'
MENDED = 5  # of so many disturbances one is followed by an undisturbed run; the others by the next disturbance


class City:
    """A city that was released, and whose content has changed since; what is served before and after."""

    def __init__(self, hand: Builder, root: Path, subjects: int = 0) -> None:
        self.hand, self.root = hand, root
        content = root / "old" / "content"
        if subjects:
            write_city(content, subjects=subjects, seed=5)
        else:
            shutil.copytree(HOME / "tests" / "content", content)
        path = content / "site.toml"
        text = re.sub(r"^languages = .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text + LEAN, "utf-8")
        assert self.build(root / "old").code == 0
        path.write_text(text.replace('name = "信用', 'name = "新信用', 1) + LEAN, "utf-8")
        self.before = served(root / "old")
        shutil.copytree(root / "old", root / "new", symlinks=True)
        assert self.build(root / "new").code == 0
        self.after = served(root / "new")
        assert self.before != self.after

    def orders(self, root: Path) -> tuple[str, ...]:
        return (
            "build",
            "--content",
            str(root / "content"),
            "--out",
            str(root / "out"),
            "--workers",
            "1",
        )

    def build(self, root: Path, **more: object) -> Told:
        return self.hand.run(*self.orders(root), luck=0 if root.name == "old" else 1, **more)

    def fresh(self) -> Path:
        """A copy of its own for one disturbance."""
        return copied(self.root / "old", self.root / "try")

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
        assert releases(root) == releases(self.root / "new")
        assert self.build(root).said.count("内容没有变化") == 1


def copied(old: Path, new: Path, put: Callable[[str, str], object] = shutil.copy2) -> Path:
    shutil.rmtree(new, ignore_errors=True)
    return Path(shutil.copytree(old, new, symlinks=True, copy_function=put))


def linked(old: str, new: str) -> None:
    """A second name for a file of a release, which nobody writes to; anything else is copied."""
    (os.link if "/releases/" in old else shutil.copy2)(old, new)


def releases(root: Path) -> list[str]:
    return sorted(one.name for one in (root / "out" / "releases").iterdir())


def served(root: Path) -> str:
    """One checksum of every name and byte that is served; read anew whenever a file is another or was written to."""
    home = (root / "out" / "current").resolve()
    found = sorted(_files(str(home)))
    return _digest(str(home), tuple(found))


@lru_cache(maxsize=4)
def _digest(home: str, found: tuple[tuple[str, int, int, int], ...]) -> str:
    told = [(name.removeprefix(home), Path(name).read_bytes()) for name, *_ in found]
    return sha256(repr(told).encode()).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int, int]]:
    for one in os.scandir(folder):
        if one.is_dir():
            yield from _files(one.path)
        else:
            kind = one.stat()
            yield one.path, kind.st_ino, kind.st_size, kind.st_mtime_ns


@pytest.fixture(scope="module")
def city(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(hand, tmp_path_factory.mktemp("small"))


def injected(call: str, what: str) -> list[str]:
    return ["-e", f"trace={call}", "-e", f"inject={call}:{what}"]


def kills(city: City, call: str, numbers: Iterator[int]) -> int:
    """Kills a build at its n-th call for each n until there is none; how many were killed."""
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
        if state == "new" or killed % MENDED == 0:
            city.mended(root)
            root = city.fresh()
    city.mended(root)
    return killed


def test_a_build_that_is_refused_and_killed_changes_nothing_or_all(city: City) -> None:
    root = city.fresh()
    assert not refuse(city, root, "write", "ENOSPC", 60)
    assert city.build(root, trace=injected("symlink", "signal=KILL:when=1")).code == -9
    assert city.whole(root) == "old"
    city.mended(root)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_calls_that_change_a_file(city: City, call: str) -> None:
    """At each where a build makes few; every so many where it makes hundreds. The next test looks between them."""
    killed = kills(city, call, count(1, OFTEN.get(call, 1)))
    never = (
        "renameat",
        "linkat",
        "symlinkat",
        "mkdirat",
        "fchmod",
        "fchmodat",
        "unlinkat",
        "fchown",
    )
    assert killed or call in never


@pytest.mark.slow
def test_behind_every_call_that_changes_a_file_all_is_whole(city: City, tmp_path: Path) -> None:
    """A build is stopped behind each such call: what a kill would leave there is looked at.

    Wherever that is another state than behind the call before, the next run mends it. What lies in the folder of the
    release being made is no part of a state: the next run deletes it unread.
    """
    root, log = city.fresh(), tmp_path / "calls"
    os.mkfifo(log)
    end = os.open(log, os.O_RDONLY | os.O_NONBLOCK)
    calls, states, kept, last = ",".join(CALLS), list[str](), list[Path](), list[object]()
    trace = ["-o", str(log), *injected(calls, "signal=STOP")]
    child = city.hand.begin(*city.orders(root), luck=1, trace=trace)
    os.set_blocking(end, True)
    with os.fdopen(end, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if "--- stopped by SIGSTOP" in line:
                states.append(city.whole(root))
                if (left := left_behind(root)) != last:
                    kept.append(copied(root, tmp_path / str(len(states)), put=linked))
                    last = left
                os.kill(child, signal.SIGCONT)
    assert city.hand.end().code == 0
    assert len(states) > 2000
    assert len(kept) > 100
    assert states == sorted(states, reverse=True)  # the old one, then the new one
    for one in kept:
        city.mended(one)
        shutil.rmtree(one)


def left_behind(root: Path) -> list[object]:
    """What a run that ends here leaves to the next one, but for the release that it was making."""
    found: list[object] = []
    for folder, inner, names in os.walk(root / "out"):
        inner[:] = sorted(name for name in inner if not name.startswith(STAGING))
        stats = ((name, (Path(folder) / name).lstat()) for name in sorted(names))
        found += ((folder, name, of.st_ino, of.st_size, of.st_mtime_ns) for name, of in stats)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("luck", range(4))
def test_killed_at_fifty_moments(hand: Builder, tmp_path: Path, luck: int) -> None:
    """Four times fifty moments of builds of a larger city, each over what the one before left."""
    large = City(hand, tmp_path, subjects=60)
    chance = random.Random(luck)
    killed = 0
    root = large.fresh()
    for number in range(1, 51):
        told = large.build(root, kill=chance.uniform(0.1, 5))
        killed += told.code == -9
        if large.whole(root) == "new" or number % MENDED == 0:
            large.mended(root)
            root = large.fresh()
    assert killed > 25


REFUSED = (
    "openat",
    "write",
    "pwrite64",
    "mkdir",
    "link",
    "rename",
    "symlink",
    "syncfs",
    "fsync",
    "fdatasync",
    "chmod",
)


def refuse(city: City, root: Path, call: str, error: str, number: int) -> bool:
    """A disk that refuses from the n-th call on: whether the build still succeeded."""
    told = city.build(root, trace=injected(call, f"error={error}:when={number}+"))
    state = city.whole(root)
    if told.code == 0:
        return True
    # The ledger notes the switch, and what may be kept no more is renamed and deleted.
    after_the_switch = ("fsync", "fdatasync", "pwrite64", "write", "openat", "rename")
    assert state == "old" or call in after_the_switch, told.said
    return False


@pytest.mark.slow
@pytest.mark.parametrize("call", REFUSED)
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_refuses_from_any_call_on_changes_nothing(
    city: City, call: str, error: str
) -> None:
    root = city.fresh()
    for number in count(1, OFTEN.get(call, 1)):
        if refuse(city, root, call, error, number):
            break
        if city.whole(root) == "new" or number % MENDED == 0:
            city.mended(root)
            root = city.fresh()
    city.mended(root)
