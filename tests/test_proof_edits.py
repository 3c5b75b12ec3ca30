"""Whatever an office does in whatever order: a build over what is there gives the bytes of a build from nothing."""

import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.edits import Office
from tests.tools.builder import HOME, Builder, Told, builder

CONTENT = HOME / "tests" / "content"
EDITED = {  # another hand draws: every kind of file that a build is made by
    "site/creditsite/render/templates/base.html": ("</footer>", "<p>改版</p></footer>"),
    "site/creditsite/render/static/site.css": ("\n", "\n/* other */\n"),
    "site/creditsite/render/static/site.js": ("\n", "\n// other\n"),
}


SETS = (  # scripts and styles of another hand stay for pages that are still open
    "static/", "elder/static/", "elder/max/static/", "search/scripts/",
)  # fmt: skip

Hands = Callable[[int], Builder]


@pytest.fixture(scope="module")
def hands(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """The program as it is (0), and the program after somebody edited its templates, style sheet and script (1)."""
    with ExitStack() as stack:

        @cache
        def other() -> Builder:
            return stack.enter_context(builder(edited(tmp_path_factory.mktemp("code"))))

        yield lambda number: other() if number else hand


def edited(folder: Path) -> Path:
    for name in ("site", "search"):
        shutil.copytree(HOME / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "build.py").write_bytes((HOME / "build.py").read_bytes())
    (folder / "tests").symlink_to(HOME / "tests")
    for name, (old, new) in EDITED.items():
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


@dataclass(slots=True)
class City:
    """One city, built over and over; each build is compared with one from nothing."""

    root: Path
    hands: Hands
    luck: random.Random
    lean: bool = False  # one badge for each subject, not all that a city may have
    hand: int = 0
    steps: int = 0
    told: list[str] = field(default_factory=list)
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        shutil.copytree(CONTENT, self.root / "content")
        if self.lean:
            with (self.root / "content" / "site.toml").open("a", encoding="utf-8") as file:
                file.write('\n[badges]\nstyles = ["flat"]\npng = []\noembed = false\n')
        self.office = Office(self.root / "content", self.luck)

    def run(self, out: Path, *orders: str, **more: object) -> Told:
        command, *options = orders or ("build",)
        told = self.hands(self.hand).run(
            command, "--content", str(self.root / "content"), "--out", str(out), "--workers", "1",
            "--as-of", str(self.office.day), *options, luck=f"{self.steps}", **more,
        )  # fmt: skip
        assert told.code in (0, 1), "\n".join([*self.told, told.said])
        return told

    def step(self) -> None:
        """Something happens, perhaps a run fails, a run succeeds: what is served is what a clean run serves."""
        self.steps += 1
        out, clean = self.root / "out", self.root / "clean"
        turned = self.luck.random() < 0.04
        if turned:
            self.hand = 1 - self.hand
            self.told.append("another hand")
        if self.luck.random() < 0.08:
            self.told.append(f"rollback {self.run(out, 'rollback').code}")
        for _ in range(self.luck.choice((1, 1, 2, 4))):
            self.told.append(self.office.any_edit())
        if self.luck.random() < 0.15:
            self.fail(out)
        shutil.rmtree(clean, ignore_errors=True)
        clean.mkdir()
        for ending in ("", "-wal"):
            if (kept := out / f"ledger.sqlite{ending}").exists():
                shutil.copyfile(kept, clean / kept.name)
        if turned and (out / "current").is_symlink():  # a clean run must know whose name is taken
            (clean / "current").symlink_to((out / "current").readlink())
        if self.luck.random() < 0.1:
            self.killed(out)
        told = self.accepted(out, unjudged=self.luck.random() < 0.7)  # its bytes are compared
        again = self.accepted(clean, unjudged=True)
        assert told.code == again.code, self.story(told, again)
        if told.code == 0:
            assert told.out == again.out, self.story(told, again)
            self.compare(tree(out), tree(clean))
            assert state(out) == state(clean), self.story(told, again)

    def accepted(self, out: Path, **more: object) -> Told:
        """A build; one that only the bounds refuse changes nothing and is then let through."""
        before = tree(out)
        told = self.run(out, **more)
        if told.code == 1:
            assert tree(out) == before, self.story(told)
            assert set(re.findall(r"^(..): ", told.said, re.MULTILINE)) == {"幅度"}, self.story(
                told
            )
            told = self.run(out, "build", "--accept-bounds")
        assert told.code == 0, self.story(told)
        return told

    def fail(self, out: Path) -> None:
        """A run that must publish nothing, for one of several reasons."""
        before = tree(out)
        spoilt = self.luck.choice(("tables/permits/坏.xlsx", "prose/cases/bad.md"))
        path = self.root / "content" / spoilt
        head = "---\n标题: 案例\n摘要: 无。\n发布日期: 2026-01-01\n---\n\n"
        path.write_text(f"{head}请拨打 13800138000。\n", "utf-8")
        told = self.run(out, "build", "--accept-bounds")
        path.unlink()
        assert told.code == 1, self.story(told)
        assert tree(out) == before, self.story(told)
        self.told.append(f"a run fails over {spoilt}")

    def killed(self, out: Path) -> None:
        before = tree(out)
        told = self.run_killed(out)
        self.told.append(f"a run is killed: {told.code}")
        if told.code:
            assert tree(out) == before or not before or (out / "current").exists()

    def run_killed(self, out: Path) -> Told:
        return self.hands(self.hand).run(
            "build", "--content", str(self.root / "content"), "--out", str(out), "--workers", "1",
            "--as-of", str(self.office.day), "--accept-bounds", luck=f"{self.steps}",
            kill=self.luck.uniform(0.3, 1.6),
        )  # fmt: skip

    def compare(self, one: dict[str, bytes], other: dict[str, bytes]) -> None:
        taken_over = {name for name in one if name.startswith(SETS) and name not in other}
        names = sorted({*one, *other} - taken_over)
        differ = [name for name in names if one.get(name) != other.get(name)]
        if differ:
            texts = [side.get(differ[0], b"-").decode("utf-8", "replace") for side in (one, other)]
            at = next((n for n, (x, y) in enumerate(zip(*texts, strict=False)) if x != y), 0)
            parts = [text[max(0, at - 200) : at + 200] for text in texts]
            pytest.fail("\n".join((*self.told, str(differ), parts[0], "-- clean:", parts[1])))

    def story(self, *told: Told) -> str:
        return "\n".join((*self.told, *(f"{one.code} {one.out} {one.said}" for one in told)))


def tree(out: Path) -> dict[str, bytes]:
    """Every file that is served."""
    home = (out / "current").resolve()
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def state(out: Path) -> list[object]:
    """All that the ledger keeps for good."""
    with sqlite3.connect(out / "ledger.sqlite") as db:
        kept = ("subject_id", "record_id", "removed", "whole_subject", "shown", "display_end")
        found = [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in kept]
        found += [
            db.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
            for table, order in (("event", "seq"), ("line", "tbl, id, since"))
        ]
    db.close()
    return found


def history(root: Path, hands: Hands, luck: int, steps: int) -> None:
    city = City(root, hands, random.Random(luck), lean=luck % 5 > 0)
    for _ in range(steps):
        city.step()


def test_a_short_history_gives_the_bytes_of_clean_builds(tmp_path: Path, hands: Hands) -> None:
    history(tmp_path, hands, luck=3, steps=2)


@pytest.mark.slow
@pytest.mark.parametrize("luck", range(50))
def test_a_thousand_histories_give_the_bytes_of_clean_builds(
    tmp_path: Path, hands: Hands, luck: int
) -> None:
    """Each beginning of a history is one: 50 of 20 steps, and every step is compared."""
    history(tmp_path, hands, luck, steps=20)
