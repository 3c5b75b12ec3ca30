"""A takedown leaves no trace on any surface and nothing else changes; the next build is as if it had not been."""

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

import tests.test_persons as people
from creditsearch.persons import address
from creditsite.ledger.schema import BALANCE
from tests.city import write_city
from tests.test_proof_edits import state, tree
from tests.test_proof_removals import bare, elsewhere, found, pages, removals
from tests.tools.builder import Builder

LEAN = '\n[badges]\nstyles = ["flat"]\npng = []\noembed = false\n'


def where(root: Path, out: str = "out") -> tuple[str, ...]:
    return ("--content", str(root / "content"), "--out", str(root / out), "--workers", "1")


def made(hand: Builder, root: Path, subjects: int, *, rich: bool = False) -> Path:
    """A city that was released, if it is rich in every language and packed."""
    write_city(root / "content", subjects=subjects, seed=12)
    path = root / "content" / "site.toml"
    kept = [
        line
        for line in path.read_text("utf-8").splitlines()
        if rich or not line.startswith(("languages", "precompress"))
    ]
    path.write_text("\n".join(kept) + LEAN, "utf-8")
    assert hand.run("build", *where(root), luck=1, unjudged=True).code == 0
    return root


def taken_down(hand: Builder, root: Path, luck: int) -> None:
    """One thing after another is taken down; each time nothing of it is left, and then a build is a clean build."""
    orders, needles = removals(root, random.Random(luck), 4)  # half of them subjects, half records
    needles -= elsewhere(root, needles, {code for _, _, code in orders if code})
    assert found(root / "out", needles)
    for number, (kind, record, code) in enumerate(orders):
        what = ("--subject", code) if kind == "信用主体" else ("--record", record)
        told = hand.run(
            "remove", *where(root), *what, "--reason", "emergency", "--at-once", luck=number
        )
        assert told.code == 0, told.said
        assert "已从线上撤下" in told.said, told.said
    assert found(root / "out", needles) == {}
    name = told.out.strip()
    homes = sorted(one.name for one in (root / "out/releases").iterdir() if one.is_dir())
    assert homes == [f".twin-{name}", name]
    listed = (root / "out/current/data/removed.jsonl").read_text("utf-8")
    assert all(record in listed for _, record, _ in orders if record)
    audit = hand.run("audit", *where(root))
    assert audit.code == 0, audit.out
    kept, counted = balances(root / "out")
    assert kept == counted
    gathered = bulk(root / "out")
    clean(hand, root)
    assert found(root / "out", needles) == {}
    assert gathered == bulk(root / "out")


def balances(out: Path) -> tuple[list[object], list[object]]:
    """The balance as it was carried on, and as it is counted from the rows."""
    with sqlite3.connect(out / "ledger.sqlite", isolation_level=None) as db:
        asked = "SELECT * FROM balance ORDER BY file, kind"
        kept = db.execute(asked).fetchall()
        db.execute("BEGIN")
        db.execute("DELETE FROM balance")
        db.execute(BALANCE)
        counted = db.execute(asked).fetchall()
        db.execute("ROLLBACK")
    db.close()
    return kept, counted


def bulk(out: Path) -> dict[str, object]:
    """What the files for bulk look-up say, whichever release they are of."""
    home = out / "current" / "api"
    told = {}
    for path in [*home.glob("platforms/**/*.json"), *home.glob("codes/*.json")]:
        said = json.loads(path.read_bytes())
        told[str(path.relative_to(home))] = said | {"release": "", "as_of": ""}
    return told


def clean(hand: Builder, root: Path) -> None:
    """The next build gives the bytes of a build from nothing with the same ledger, and keeps the same."""
    (root / "clean").mkdir()
    for ending in ("", "-wal"):
        if (kept := root / "out" / f"ledger.sqlite{ending}").exists():
            shutil.copyfile(kept, root / "clean" / kept.name)
    told = [
        hand.run("build", *where(root, out), "--accept-bounds", luck=9, unjudged=out == "clean")
        for out in ("out", "clean")
    ]
    assert [one.code for one in told] == [0, 0], told
    assert tree(root / "out") == tree(root / "clean")
    assert state(root / "out") == state(root / "clean")


def test_nothing_is_left_of_what_was_taken_down(hand: Builder, tmp_path: Path) -> None:
    taken_down(hand, made(hand, tmp_path, 8), 1)


@pytest.mark.slow
def test_a_text_that_names_what_is_removed_is_withheld_and_told(
    hand: Builder, tmp_path: Path
) -> None:
    made(hand, tmp_path, 8)
    gone = next(pages(tmp_path / "out"))
    path = tmp_path / "content" / "prose" / "news" / "named.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "---\n标题: 动态\n摘要: 无。\n发布日期: 2026-10-01\n---\n\n"
    path.write_text(f"{head}记者走访了{gone['name']}。\n", "utf-8")
    path.with_name("linked.md").write_text(f"{head}见[前文](/news/named/)。\n", "utf-8")
    assert hand.run("build", *where(tmp_path), luck=2).code == 0
    assert (tmp_path / "out/current/news/named/index.html").is_file()
    what = ("--subject", gone["id"], "--reason", "emergency", "--at-once")
    told = hand.run("remove", *where(tmp_path), *what, luck=3)
    assert told.code == 0, told.said
    assert "prose/news/named.md" in told.said
    said = (tmp_path / "out/current/news/named/index.html").read_text("utf-8")
    assert "本文暂不公示" in said
    assert "走访" not in said
    assert found(tmp_path / "out", {bare(gone["name"])}) == {}


@pytest.mark.slow
@pytest.mark.parametrize("luck", range(10))
def test_nothing_is_left_of_many(hand: Builder, tmp_path: Path, luck: int) -> None:
    taken_down(hand, made(hand, tmp_path, 40, rich=luck % 3 == 0), luck)


@pytest.mark.slow
@pytest.mark.parametrize("call", ["link", "write", "rename", "symlink", "unlink", "pwrite64"])
def test_a_takedown_that_is_killed_is_whole_and_is_made_up_for(
    hand: Builder, tmp_path: Path, call: str
) -> None:
    made(hand, tmp_path, 8)
    gone = next(pages(tmp_path / "out"))["id"]
    what = ("--subject", gone, "--reason", "emergency", "--at-once")
    before = tree(tmp_path / "out")
    for number in (1, 2, 5, 17, 40):
        kill = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
        told = hand.run("remove", *where(tmp_path), *what, luck=2, trace=kill)
        now = tree(tmp_path / "out")
        assert now == before or not any(gone in name for name in now)
        if told.code == 0:
            break
    clean(hand, tmp_path)
    assert not any(gone.encode() in data for data in tree(tmp_path / "out").values())


def test_a_person_that_is_taken_down_is_on_no_surface(tmp_path: Path) -> None:
    run = people.content(tmp_path)
    assert run("build") == 0
    gone, search = people.ids(tmp_path)["欧阳*"], tmp_path / "out/current/search"
    assert (search / address(people.NAME)).is_file()
    assert run("remove", "--subject", gone, "--reason", "emergency", "--at-once") == 0
    assert not (search / address(people.NAME)).exists()
    held = {
        path: path.read_bytes() for path in (tmp_path / "out/releases").rglob("*") if path.is_file()
    }
    assert not [path for path, data in held.items() if gone.encode() in data or gone in str(path)]
    assert (search / address(people.OTHER)).is_file()  # the others stay
    assert run("audit") == run("build", "--accept-bounds") == run("audit") == 0
    assert not any(gone.encode() in data for data in tree(tmp_path / "out").values())
