"""The switch: `current` always leads to a whole release, releases share files but never bytes in flux, strays go."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from creditsite.release import reuse
from creditsite.release.folder import (
    LockedError,
    _delete,
    current_id,
    discard,
    files,
    locked,
    same_bytes,
)
from creditsite.release.gates.lost import Lost
from creditsite.release.switch import Note, kept, note_of, seal, switch, tidy
from creditsite.release.workers import Team


def staged(out: Path, contents: dict[str, str]) -> Path:
    """A staging folder with these files."""
    staging = out / "releases" / f".staging-{os.getpid()}"
    for name, text in contents.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_text(text, encoding="utf-8")
    return staging


def note(out: Path, release: str) -> Note:
    return Note(
        release=release, previous=current_id(out), as_of="2026-10-31", state=release, inputs="", counts={}, traces=""
    )  # fmt: skip


def publish(out: Path, release: str, contents: dict[str, str]) -> Path:
    """A release as a build makes it, without the building."""
    published(out, release, contents)
    return out / "releases" / release


def published(out: Path, release: str, contents: dict[str, str]) -> reuse.Change:
    """What the build of that release finds."""
    staging = staged(out, contents)
    live = out / "releases" / current_id(out)
    change, _ = compare(staging, live if current_id(out) else None, release)
    seal(staging, Team(1), change.subjects)
    switch(out, staging, note(out, release))
    return change


def compare(
    new: Path, old: Path | None, release: str = "", workers: int = 1, staying: tuple[str, ...] = ()
) -> tuple[reuse.Change, list[str]]:
    """What a build finds of two releases: with the addresses that caches are told."""
    with TemporaryDirectory(dir=new.parent) as notes:
        both = reuse.Both(new=new, old=old, release=release, staying=staying, notes=Path(notes))
        with Team(workers) as team:
            change = reuse.compare(both, team)
        return change, change.purge.read_text(encoding="utf-8").splitlines()


def names(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "releases").iterdir())


def test_the_link_leads_to_the_new_release_and_nothing_can_be_written(tmp_path: Path) -> None:
    old_mask = os.umask(0o077)
    try:
        publish(tmp_path, "one", {"index.html": "1", "s/x/index.html": "x"})
    finally:
        os.umask(old_mask)
    assert (tmp_path / "current").readlink() == Path("releases", "one")
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "releases" / "one").rglob("*")}
    assert modes == {0o444, 0o755}
    remembered = note_of(tmp_path, "one")
    assert remembered
    assert remembered.previous == ""


def test_equal_files_are_kept_once_and_the_older_release_keeps_its_bytes(tmp_path: Path) -> None:
    one = publish(tmp_path, "one", {"a": "same", "b": "old", "c/d": "same too"})
    before = {path: path.read_bytes() for path in one.rglob("*") if path.is_file()}
    two = publish(tmp_path, "two", {"a": "same", "b": "new", "c/d": "same too"})
    assert (two / "a").samefile(one / "a")
    assert (two / "c/d").samefile(one / "c/d")
    assert not (two / "b").samefile(one / "b")
    assert {path: path.read_bytes() for path in before} == before


def test_equal_open_data_are_kept_once_though_their_folder_bears_another_name(
    tmp_path: Path,
) -> None:
    one = publish(tmp_path, "one", {"data/one/a.csv": "same", "data/one/b.csv": "old"})
    two = publish(tmp_path, "two", {"data/two/a.csv": "same", "data/two/b.csv": "new"})
    assert (two / "data/two/a.csv").samefile(one / "data/one/a.csv")
    assert (two / "data/two/b.csv").read_text(encoding="utf-8") == "new"
    assert (one / "data/one/b.csv").read_text(encoding="utf-8") == "old"


def test_changed_addresses_are_told_in_every_form(tmp_path: Path) -> None:
    one = publish(
        tmp_path,
        "one",
        {"index.html": "1", "s/x/index.html": "x", "gone.json": "1", "same.css": "1"},
    )
    two = publish(tmp_path, "two", {"index.html": "2", "s/y/index.html": "y", "same.css": "1"})
    pages = [
        "/",
        "/index.html",
        "/s/x/",
        "/s/x/index.html",
        "/s/x",
        "/s/y/",
        "/s/y/index.html",
        "/s/y",
    ]
    told = [start + page for start in ("", "/elder", "/elder/max") for page in pages]
    told += ["/elder", "/elder/max", "/gone.json"]
    change, asked = compare(two, one, "two")
    assert sorted(asked) == sorted([*told, "/release.json"])
    assert change.told == {"written": 3, "kept": 1, "gone": 2}  # and the card, written last


def test_packed_forms_have_no_address_and_are_missed_with_their_files(tmp_path: Path) -> None:
    one = publish(
        tmp_path, "one", {"a.html": "1", "a.html.gz": "p", "b.html": "1", "c.html.gz": "1"}
    )
    (one / "b.html.gz").write_text("q")
    two = publish(tmp_path, "two", {"a.html": "2", "a.html.gz": "r", "b.html": "1"})
    change, asked = compare(two, one, "two")
    assert sorted(asked) == ["/a.html", "/c.html.gz", "/release.json"]
    assert change.lost == Lost(("b.html.gz", "c.html.gz"), (b"b.html.gz", b"c.html.gz"))


def test_what_is_taken_over_at_the_end_stays_for_caches(tmp_path: Path) -> None:
    one = publish(
        tmp_path, "one", {"static/a/x.js": "1", "static/b/x.js": "1", "release.json": "1"}
    )
    two = staged(tmp_path, {"static/c/x.js": "1"})
    change, asked = compare(two, one, "two", staying=("static/b/",))
    assert sorted(asked) == ["/release.json", "/static/a/x.js", "/static/c/x.js"]
    assert change.told == {"written": 2, "kept": 1, "gone": 1}
    # The gates see the release as it is until then.
    assert change.lost == Lost(
        ("release.json", "static/a/", "static/b/"), (b"a/", b"b/", b"release.json")
    )


def test_it_is_told_whose_folders_differ_where_they_are_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {f"{start}s/{one}/index.html": one for start in ("", "en/") for one in "uvwxyz"}
    after = before | {"s/u/index.html": "2", "s/v/more.json": "1", "en/s/w/index.html": "2"}
    del after["en/s/x/index.html"]
    one, two = (publish(tmp_path, name, of) for name, of in (("1", before), ("2", after)))
    monkeypatch.setattr(reuse, "MOST", 4)
    assert compare(two, one, "2")[0].subjects == frozenset("uvwx")
    monkeypatch.setattr(reuse, "MOST", 3)
    assert compare(two, one, "2")[0].subjects is None


def test_a_first_release_is_all_written(tmp_path: Path) -> None:
    change, asked = compare(staged(tmp_path, {"index.html": "1", "a.csv": "1"}), None, "one")
    assert {"/", "/a.csv", "/release.json"} <= set(asked)
    assert change.told == {"written": 3}
    assert (change.linked, change.lost) == (0, None)


def test_releases_are_compared_by_several_processes_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{start}s/{n}/index.html" for start in ("", "en/") for n in range(12)]
    names += ["index.html", "404.html", "permits/index.html", "permits/2/index.html"]
    names += [f"feeds/{n}.atom" for n in range(9)]
    old = tmp_path / "old"
    for number, name in enumerate(names):
        for home, is_there in (("new-1", number % 5 != 1), ("old", number % 5 != 2)):
            if is_there:
                write(tmp_path / home / name, home[:3] if number % 3 else name)
    for number in range(9):
        write(tmp_path / "new-1" / f"data/new/{number}.csv", f"{number}")
        write(old / f"data/old/{number}.csv", f"{number if number % 2 else 'old'}")
    shutil.copytree(tmp_path / "new-1", tmp_path / "new-2")
    monkeypatch.setattr("creditsite.release.reuse.is_large", lambda _: True)
    whole, asked = compare(tmp_path / "new-1", old, "new")
    shares, told = compare(tmp_path / "new-2", old, "new", workers=2)
    assert (shares.told, shares.linked, shares.lost) == (whole.told, whole.linked, whole.lost)
    assert sorted(told) == sorted(asked)
    assert set(whole.told) == {"written", "kept", "gone"}
    for new in (tmp_path / "new-1", tmp_path / "new-2"):
        twice = [path for path in everything(new) if path.stat().st_nlink > 2]
        assert len(twice) == whole.linked > 4
        assert {path.suffix for path in twice} == {".html", ".atom", ".csv"}


def test_strays_and_orphans_go_and_the_last_releases_stay(tmp_path: Path) -> None:
    for number in range(5):
        publish(tmp_path, f"r{number}", {"index.html": str(number)})
    staged(tmp_path, {"half": "x"})
    (tmp_path / "releases" / ".trash-r0" / "s").mkdir(parents=True)
    write(tmp_path / "releases" / f".staging-{os.getpid()}-compared" / "purge-0", "/half/\n")
    (tmp_path / "releases" / "renamed-but-never-current").mkdir()
    (tmp_path / "releases" / "renamed-but-never-current.json").write_text("{}", encoding="utf-8")
    (tmp_path / "releases" / ".r9.json-123").write_text("{", encoding="utf-8")
    tidy(tmp_path, 3, Team(1))
    assert names(tmp_path) == ["r2", "r2.json", "r3", "r3.json", "r4", "r4.json"]
    assert [one.release for one in kept(tmp_path)] == ["r4", "r3", "r2"]


def test_a_run_that_was_cut_off_between_its_last_two_steps_is_as_if_it_never_was(
    tmp_path: Path,
) -> None:
    publish(tmp_path, "one", {"index.html": "1"})
    staging = staged(tmp_path, {"index.html": "2"})
    seal(staging, Team(1))
    staging.rename(tmp_path / "releases" / "two")
    assert (tmp_path / "current" / "index.html").read_text(encoding="utf-8") == "1"
    tidy(tmp_path, 3, Team(1))
    assert names(tmp_path) == ["one", "one.json"]
    publish(tmp_path, "two", {"index.html": "2"})
    assert (tmp_path / "current" / "index.html").read_text(encoding="utf-8") == "2"


def test_a_current_release_without_a_note_is_kept(tmp_path: Path) -> None:
    publish(tmp_path, "one", {"index.html": "1"})
    (tmp_path / "releases" / "one.json").unlink()
    tidy(tmp_path, 1, Team(1))
    assert (tmp_path / "current" / "index.html").is_file()


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(LockedError), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_every_file_is_in_exactly_one_part_and_none_has_most_of_them(
    tmp_path: Path, parts: int
) -> None:
    folders = [f"{top}/{n}" for n in range(40) for top in ("s", "en/s", "zh-hant/s", "data")]
    staged(tmp_path, {f"{folder}/a/index.html": "x" for folder in folders})
    staged(tmp_path, {f"{number}.txt": "x" for number in range(40)})
    staged(tmp_path, {f"data/2026-11-01-a/{number}.csv": "x" for number in range(80)})
    root = next((tmp_path / "releases").iterdir())
    shares = [list(files(root, part, parts)) for part in range(parts)]
    assert sorted(path for share in shares for path in share) == sorted(everything(root))
    assert max(map(len, shares)) <= 2 * 280 / parts
    tables = [sum(path.suffix == ".csv" for path in share) for share in shares]
    assert max(tables) <= 2 * 80 / parts


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def everything(root: Path) -> Iterable[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def test_a_release_that_is_being_deleted_is_no_release(tmp_path: Path) -> None:
    folder = publish(tmp_path, "one", {"index.html": "1"})
    (tmp_path / "releases" / ".trash-one").mkdir()  # left by a run that was cut off
    discard(folder, Team(1))
    assert names(tmp_path) == ["one.json"]


def test_a_large_release_is_deleted_by_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_of = [f"s/{number}/index.html" for number in range(9)] + ["top.json", "data/r/a.csv"]
    folder = publish(tmp_path, "one", dict.fromkeys(names_of, "1"))
    trash = folder.rename(tmp_path / "trash")
    for part in range(2):
        _delete(trash, 3, part)
    assert 0 < sum(1 for _ in everything(trash)) < len(names_of)
    trash.rename(folder)
    monkeypatch.setattr("creditsite.release.folder.is_large", lambda _: True)
    with Team(2) as team:
        discard(folder, team)
    assert names(tmp_path) == ["one.json"]


def test_files_are_equal_only_if_all_their_bytes_are(tmp_path: Path) -> None:
    for name, text in {"a": "12", "b": "12", "c": "13", "d": "123"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = {other for other in "abcd" if same_bytes(tmp_path / "a", tmp_path / other)}
    assert found == {"a", "b"}
    assert not same_bytes(tmp_path / "a", tmp_path / "none")
