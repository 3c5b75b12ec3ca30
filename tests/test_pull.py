"""The copy that `pull` keeps equals what is published, whatever happened between, and holds nothing that must go."""

import csv
import gzip
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pytest
from pyarrow import parquet

from creditsite import pull
from creditsite.release.datasigns import detached
from creditsite.release.signing import new_key
from tests.histories import history, rows_of

Release = tuple[Path, date, set[str]]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Six releases of a city, each as it is served on its day, and what must not be told any more."""
    found = []
    with history(tmp_path_factory.mktemp("city"), 3, 6, (0, 1, 2)) as made:
        for city, _, root in made:
            found.append((root, city.day, set(city.gone)))
    return found


def run(source: Path | str, copy: Path, day: date, form: str = "sqlite") -> int:
    return pull.main([str(source), str(copy), "--form", form, "--today", str(day)])


def held(copy: Path) -> dict[tuple[str, str], bytes]:
    with closing(sqlite3.connect(copy / pull.STORE)) as db:
        rows = db.execute("SELECT tbl, id, text FROM line WHERE text IS NOT NULL")
        return {(table, key): text.encode() for table, key, text in rows}


def without_removed(rows: dict[tuple[str, str], bytes], root: Path) -> dict[Any, bytes]:
    """What stays of a copy where a release could be asked only what must go."""
    gone = (root / "data/removed.jsonl").read_text(encoding="utf-8")
    return {place: line for place, line in rows.items() if place[1] not in gone}


def published(root: Path, name: str) -> bytes:
    index = json.loads((root / "data/index.json").read_bytes())
    return (root / "data" / index["release"] / name).read_bytes()


def test_a_copy_follows_every_release_in_every_form(releases, tmp_path, capsys):
    for number, (root, day, gone) in enumerate(releases):
        for form in pull.FORMS:
            assert run(root, tmp_path / form, day, form) == pull.DONE
            assert ("全量" in capsys.readouterr().out) == (number == 0)
            assert held(tmp_path / form) == rows_of(root)
        for table in ("penalties", "subjects", "profiles", "permits"):
            ours = (tmp_path / "csv" / f"{table}.csv").read_bytes()
            theirs = published(root, f"{table}.csv")
            read = [sorted(csv.reader(io.StringIO(d.decode(), newline=""))) for d in (ours, theirs)]
            assert read[0] == read[1]
            assert sorted(ours.split(b"\r\n")) == sorted(theirs.split(b"\r\n"))
            ours_typed = parquet.read_table(tmp_path / "parquet" / f"{table}.parquet")
            theirs_typed = parquet.read_table(io.BytesIO(published(root, f"{table}.parquet")))
            assert ours_typed.sort_by("record_id") == theirs_typed.sort_by("record_id")
            with closing(sqlite3.connect(tmp_path / "sqlite" / pull.STORE)) as db:
                (count,) = db.execute(f"SELECT COUNT(record_id) FROM {table}").fetchone()
            assert count == ours_typed.num_rows
        for path in (p for p in tmp_path.rglob("*") if p.is_file()):
            assert not [one for one in gone if one.encode() in path.read_bytes()], path


def test_a_late_copy_jumps_and_a_lost_one_starts_again(releases, tmp_path, capsys):
    (first, day, _), (last, today, _) = releases[0], releases[-1]
    run(first, tmp_path / "late", day)
    run(last, tmp_path / "late", today)
    told = capsys.readouterr().out.splitlines()[-1]
    steps = {one["from"] for one in json.loads((last / "data/index.json").read_bytes())["deltas"]}
    assert ("增量" in told) == (
        json.loads((first / "data/index.json").read_bytes())["release"] in steps
    )
    assert held(tmp_path / "late") == rows_of(last)
    with closing(sqlite3.connect(tmp_path / "late" / pull.STORE)) as db:
        db.execute("UPDATE line SET text = '{}' WHERE tbl = 'penalties'")
        db.commit()
    run(last, tmp_path / "late", today)
    assert "全量" in capsys.readouterr().out
    assert held(tmp_path / "late") == rows_of(last)


def test_what_is_not_as_the_index_says_changes_nothing(releases, tmp_path, capsys):
    root, day, _ = releases[1]
    run(releases[0][0], tmp_path / "copy", releases[0][1])
    before = held(tmp_path / "copy")
    bad = tmp_path / "bad"
    shutil.copytree(root, bad)
    for path in (*bad.glob("data/delta/*"), *bad.glob("data/*/*.jsonl.gz")):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert run(bad, tmp_path / "copy", releases[0][1]) == pull.FAILED
    assert "校验值不符" in capsys.readouterr().err
    assert held(tmp_path / "copy") == without_removed(before, root)
    for path in bad.glob("data/delta/*"):  # a delta that cannot be had is no reason to stay behind
        path.unlink()
    shutil.copytree(root, bad, dirs_exist_ok=True, ignore=shutil.ignore_patterns("delta"))
    assert run(bad, tmp_path / "copy", day) == pull.DONE
    assert held(tmp_path / "copy") == rows_of(root)


def test_what_ended_goes_on_its_day_even_if_nobody_publishes(releases, tmp_path):
    root, day, _ = releases[-1]
    run(root, tmp_path, day, "csv")
    ends = {one["publish_until"] for one in map(json.loads, held(tmp_path).values())} - {None}
    last = date.fromisoformat(max(ends))
    assert run(tmp_path / "unreachable", tmp_path, last, "csv") == pull.FAILED
    assert not [one for one in map(json.loads, held(tmp_path).values()) if one["publish_until"]]
    assert len((tmp_path / "penalties.csv").read_bytes().splitlines()) == 1
    assert (
        run(root, tmp_path, last, "csv") == pull.DONE
    )  # proven still, by what remains of the ended rows
    assert not [one for one in map(json.loads, held(tmp_path).values()) if one["publish_until"]]


def test_an_older_release_does_not_bring_back_what_went(releases, tmp_path, capsys):
    (first, _, _), (last, today, _) = releases[0], releases[-1]
    run(last, tmp_path, today)
    assert run(first, tmp_path, today) == pull.FAILED
    assert "副本不变" in capsys.readouterr().err
    assert held(tmp_path) == rows_of(last)


@pytest.mark.parametrize("where", ["_settle", "_apply", "_put", "_write_csv"])
def test_a_crash_leaves_the_old_copy_or_the_new_one(releases, tmp_path, monkeypatch, where):
    (first, day, _), (second, later, _) = releases[0], releases[1]
    run(first, tmp_path, day, "csv")
    before = held(tmp_path)
    whole, calls = getattr(pull, where), iter(range(1000))

    def dies(*args: Any) -> None:
        if next(calls):  # the first call is still done
            raise KeyboardInterrupt
        whole(*args)
        if where in ("_settle", "_apply"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pull, where, dies)
        patch.setattr(pull, "_ways", lambda *_: []) if where == "_put" else None
        with pytest.raises(KeyboardInterrupt):
            run(second, tmp_path, day, "csv")
    old = without_removed(before, second)
    assert held(tmp_path) == (rows_of(second) if where == "_write_csv" else old)
    assert run(second, tmp_path, later, "csv") == pull.DONE
    assert held(tmp_path) == rows_of(second)
    ours = (tmp_path / "subjects.csv").read_bytes().split(b"\r\n")
    assert sorted(ours) == sorted(published(second, "subjects.csv").split(b"\r\n"))


def test_two_runs_do_not_mix(releases, tmp_path, capsys):
    root, day, _ = releases[0]
    run(root, tmp_path, day)
    with closing(sqlite3.connect(tmp_path / pull.STORE, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        assert run(root, tmp_path, day + timedelta(days=1)) == pull.BUSY


def test_it_runs_alone_and_over_the_network(releases, tmp_path, serve_folder):
    root, day, _ = releases[0]
    url = serve_folder(root)
    alone = [sys.executable, "-I", "-S", str(root / "data/pull.py")]  # as it is taken from the site
    order = [*alone, url, str(tmp_path), "--form", "csv", "--today", str(day)]
    told = subprocess.run(order, capture_output=True, text=True, check=True, encoding="utf-8")
    assert "全量" in told.stdout
    assert held(tmp_path) == rows_of(root)


def test_only_what_the_publisher_signed_is_taken(releases, tmp_path, capsys):
    root, day, _ = releases[0]
    ours, other = new_key(tmp_path / "ours.pem"), new_key(tmp_path / "other.pem")
    index = (root / "data/index.json").read_bytes()
    signed = tmp_path / "site/data"
    shutil.copytree(root / "data", signed)
    order = [
        str(tmp_path / "site"),
        str(tmp_path / "copy"),
        "--today",
        str(day),
        "--key",
        ours.public,
    ]
    assert pull.main(order) == pull.FAILED  # nothing is signed
    for text in (detached(index, other), detached(index + b" ", ours), ours.sign(index)):
        (signed / "index.json.jws").write_text(text, encoding="ascii")
        assert pull.main(order) == pull.FAILED
    assert held(tmp_path / "copy") == {}
    (signed / "index.json.jws").write_text(detached(index, ours) + "\n", encoding="ascii")
    assert pull.main(order) == pull.DONE
    assert pull.main([*order, "--key", other.public]) == pull.DONE  # a key on its way out
    assert held(tmp_path / "copy") == rows_of(root)


def of(index: dict[str, Any], form: str, table: str) -> dict[str, Any]:
    """The resource of a table in a form."""
    return next(o for o in index["resources"] if (o["form"], o["table"]) == (form, table))


def packed_bomb(index: dict[str, Any], root: Path) -> None:
    """A file that its own index vouches for, and that unpacks to far more than it says."""
    one = of(index, "jsonl.gz", "penalties")
    data = gzip.compress(b'{"a":1}\n' * 1_000_000, mtime=0)
    (root / one["path"]).write_bytes(data)
    one.update(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


HOSTILE: dict[str, Callable[[dict[str, Any], Path], Any]] = {
    "a path that leads out": lambda index, _: [
        one.update(path="data/../../../etc/passwd") for one in index["resources"]
    ],
    "a path of another host": lambda index, _: [
        one.update(path="https://elsewhere.example/x") for one in index["resources"]
    ],
    "a size beyond any": lambda index, _: [one.update(bytes=1 << 60) for one in index["resources"]],
    "a size that is none": lambda index, _: [one.update(bytes="9") for one in index["resources"]],
    "a sum that is none": lambda index, _: [one.update(sha256="'") for one in index["resources"]],
    "a table of our own": lambda index, _: [
        one.update(table="state") for one in index["resources"] if one["table"] == "penalties"
    ],
    "a table that is a command": lambda index, _: [
        one.update(table='x"; DROP TABLE line; --') for one in index["resources"]
    ],
    "a bomb": packed_bomb,
    "no list": lambda index, _: index.update(resources=7),
    "another digest": lambda index, _: index.update(state_digest="0" * 64),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_index_changes_nothing(releases, tmp_path, capsys, what):
    (root, day, _), (later, _, _) = releases[0], releases[1]
    copy, bad = tmp_path / "copy", tmp_path / "bad"
    run(root, copy, day, "csv")
    before = held(copy)
    shutil.copytree(later, bad)
    index = json.loads((bad / "data/index.json").read_bytes())
    index.update(deltas=[], windows=[])
    HOSTILE[what](index, bad)
    (bad / "data/index.json").write_text(json.dumps(index), encoding="utf-8")
    files = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    assert run(bad, copy, day, "csv") == pull.FAILED
    assert "没有同步" in capsys.readouterr().err
    assert held(copy) == without_removed(before, later)
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == files


def test_a_redirection_to_another_host_is_not_followed(releases, tmp_path, capsys):
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_port}/there")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    asked: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert run(url, tmp_path, releases[0][1]) == pull.FAILED
        server.shutdown()
    assert "/there" not in asked
    assert "转到了别处" in capsys.readouterr().err


def test_a_release_that_is_switched_while_it_is_read_is_read_anew(releases, tmp_path, monkeypatch):
    (first, _, _), (second, day, _) = releases[0], releases[1]
    opened: list[str] = []

    def switching(_: str) -> pull.Read:
        def read(path: str) -> IO[bytes]:
            opened.append(path)
            root = first if opened.count("data/index.json") == 1 and len(opened) < 9 else second
            return (root / path).open("rb")

        return read

    monkeypatch.setattr(pull, "reader", switching)
    assert run("https://city.example", tmp_path, day) == pull.DONE
    assert opened.count("data/index.json") == 2
    assert held(tmp_path) == rows_of(second)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [21, 22, 23])
def test_copies_in_every_form_follow_twenty_releases(tmp_path, seed):
    (tmp_path / "city").mkdir()
    with history(tmp_path / "city", seed, 20) as made:
        for city, _, root in made:
            for form in pull.FORMS:
                copy = tmp_path / "copies" / form
                assert run(root, copy, city.day, form) == pull.DONE
                assert held(copy) == rows_of(root)
            for path in (p for p in (tmp_path / "copies").rglob("*") if p.is_file()):
                assert not [one for one in city.gone if one.encode() in path.read_bytes()], path
            ours = (tmp_path / "copies/csv/penalties.csv").read_bytes()
            assert sorted(ours.split(b"\r\n")) == sorted(
                published(root, "penalties.csv").split(b"\r\n")
            )
            typed = parquet.read_table(tmp_path / "copies/parquet/penalties.parquet")
            assert typed.num_rows == len(ours.split(b"\r\n")) - 2


def test_no_address_leads_out_of_the_data(tmp_path):
    read = pull.reader(str(tmp_path))
    for path in ("../etc/passwd", "data/../x", "http://x/data/y", "/data/x", "data/.x", "data//x"):
        with pytest.raises(pull.PullError):
            read(path)
