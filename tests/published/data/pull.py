"""A local copy of a Credit City's open data, kept in step: what a journalist or a platform runs from cron.

    python pull.py https://credit.example/ copy --form csv

It fetches what changed, checks every file and then the whole copy, deletes what was removed or has ended, and adds or
changes nothing if anything fails. One file that needs nothing but Python 3.11; for Parquet it needs pyarrow, to check
the publisher's signature (`--key`) cryptography.
"""

import argparse
import base64
import csv
import gzip
import hashlib
import json
import os
import re
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

DONE, FAILED, BUSY = 0, 1, 3
FORMS = ("sqlite", "csv", "parquet")
STORE = "credit.sqlite"
TRIES = 3  # a new release may replace the one that is being read
PIECE = 1 << 20
LARGEST = 1 << 26  # bytes of a file whose size nobody stated
LONGEST = 1 << 24  # bytes of a row
MOST = 1 << 36  # bytes of any file
BATCH = 10_000  # rows of a group of Parquet
_PATH = re.compile(r"data(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHA = re.compile(r"[0-9a-f]{64}")
_STORE = (
    "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Of a row that may no longer be kept the id and the checksum remain, by which the copy is still proven.
    "CREATE TABLE IF NOT EXISTS line (tbl TEXT, id TEXT, sha BLOB NOT NULL, until TEXT, text TEXT,"
    " PRIMARY KEY (tbl, id)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS line_id ON line (id)",
    "CREATE INDEX IF NOT EXISTS line_until ON line (until)",
)
_FORGET = "UPDATE line SET text = NULL, until = NULL WHERE text IS NOT NULL AND "

Json = dict[str, Any]
Read = Callable[[str], IO[bytes]]


class PullError(Exception):
    """Something is not as it should be; says what."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: how its publisher is read, the folder it lies in, and the store of its rows."""

    read: Read
    folder: Path
    db: sqlite3.Connection
    keys: tuple[str, ...] = ()  # whose signature the index must bear, if any are given


def pull(copy: Copy, form: str, today: date) -> str:
    """Brings the copy in step and says what was done; what must go goes, whether the rest succeeds or not."""
    gone = _expire(copy, today)
    try:
        gone += _forget(copy)
        done = _try_to_sync(copy)
    finally:
        gone += _expire(copy, today)
        _export(copy, form)
        _sweep(copy.db)
    return f"{done}; 撤下和到期删除 {gone} 条"


def _try_to_sync(copy: Copy) -> str:
    for _ in range(TRIES - 1):
        try:
            return _sync(copy, _index(copy))
        except (OSError, HTTPException, PullError):
            continue
    return _sync(copy, _index(copy))


def _index(copy: Copy) -> Json:
    """What the publisher says there is; where keys are given, only what one of them has signed."""
    data = _small(copy, "data/index.json")
    if copy.keys:
        _check_signature(data, _small(copy, "data/index.json.jws").decode("ascii"), copy.keys)
    found: Json = json.loads(data)
    _check_shape(found)
    return found


def _check_shape(index: Json) -> None:
    """What the index says is of the kind that it must be, before anything is done with it."""
    texts: list[Any] = [index["release"], index["as_of"], index["state_digest"]]
    texts += [one["release"] for one in index["history"]]
    texts += [one[end] for one in index["deltas"] for end in ("from", "to")]
    texts += [one["from"] for one in index["windows"]] + [one["form"] for one in index["resources"]]
    sizes = []
    for one in (*index["resources"], *index["deltas"], *index["windows"]):
        texts += [one["path"], one["sha256"]]
        sizes.append(isinstance(one["bytes"], int) and 0 <= one["bytes"] <= MOST)
        sizes.append(bool(_SHA.fullmatch(str(one["sha256"]))))
    if not all(isinstance(one, str) for one in texts) or not all(sizes):
        raise PullError("data/index.json: 内容不合规")


def _check_signature(data: bytes, signed: str, keys: Sequence[str]) -> None:
    from cryptography.exceptions import (
        InvalidSignature,  # here: whoever gives no key needs no library
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    head, _, signature = signed.strip().split(".")
    said = json.loads(_bytes(head))
    if (said.get("alg"), said.get("typ")) != ("Ed25519", "credit-data"):
        raise PullError("data/index.json.jws: 不是开放数据的签名")
    payload = base64.urlsafe_b64encode(data).rstrip(b"=")
    for key in keys:
        try:
            known = Ed25519PublicKey.from_public_bytes(_bytes(key))
            known.verify(_bytes(signature), head.encode() + b"." + payload)
        except InvalidSignature:
            continue
        return
    raise PullError("data/index.json: 签名与给出的公钥都不符")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _forget(copy: Copy) -> int:
    listed = _small(copy, "data/removed.jsonl").splitlines()
    ids = [(json.loads(line)["record_id"],) for line in listed]
    with _whole(copy.db):
        count = copy.db.executemany(_FORGET + "id = ?", ids).rowcount if ids else 0
        _touch(copy.db, count)
    return count


def _expire(copy: Copy, today: date) -> int:
    with _whole(copy.db):
        count = copy.db.execute(_FORGET + "until <= ?", (str(today),)).rowcount
        _touch(copy.db, count)
    return count


def _sync(copy: Copy, index: Json) -> str:
    """The copy as the index says: wholly or not at all."""
    state = _state(copy.db)
    if index["as_of"] < state.get("as_of", ""):
        raise PullError(f"发布者退回到了 {index['as_of']}, 早于副本的 {state['as_of']}: 副本不变")
    have, release = state.get("release", ""), index["release"]
    if index.get("withdrawn"):  # after an emergency removal, until the next whole release
        return f"{release} 的数据正在重新制作, 下一期再同步"
    if have and _digest(copy.db) == index["state_digest"]:
        if have != release:
            with _whole(copy.db):
                _settle(copy, index)
        return f"{release} 没有变化"
    for way in _ways(index, have):
        try:
            with _whole(copy.db):
                for delta in way:
                    _apply(copy, delta)
                _settle(copy, index)
        except (OSError, HTTPException, PullError):
            continue  # the copy was altered, or the chain is broken: the whole data mends it
        return f"{release} 增量 {len(way)} 份"
    with _whole(copy.db):
        _load(copy, index)
        _settle(copy, index)
    return f"{release} 全量"


def _ways(index: Json, have: str) -> list[list[Json]]:
    """The deltas that lead from a release to the current one, the shortest way first; none longer than the data."""
    found: list[list[Json]] = []
    way, at = list[Json](), have
    steps = {one["from"]: one for one in index["deltas"]}
    while at in steps and len(way) < len(steps):
        way.append(steps[at])
        at = steps[at]["to"]
    if way and at == index["release"]:
        found.append(way)
    order = [one["release"] for one in index["history"]]
    found += [[one] for one in index["windows"] if have in order[order.index(one["from"]) :]]
    whole = sum(one["bytes"] for one in index["resources"] if one["form"] == "jsonl")
    sizes = [(sum(one["bytes"] for one in way), number) for number, way in enumerate(found)]
    return [found[number] for size, number in sorted(sizes) if size <= max(whole, PIECE)]


def _apply(copy: Copy, delta: Json) -> None:
    with _checked(copy, delta) as lines:
        for line in _lines(lines):
            one = json.loads(line)
            if one["op"] == "remove":
                key = (one["table"], one["record_id"])
                copy.db.execute("DELETE FROM line WHERE tbl = ? AND id = ?", key)
            else:
                record = one["record"]
                text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                _put(copy.db, one["table"], record, text)


def _load(copy: Copy, index: Json) -> None:
    copy.db.execute("DELETE FROM line")
    plain = {one["table"]: one["bytes"] for one in index["resources"] if one["form"] == "jsonl"}
    for one in index["resources"]:
        if one["form"] == "jsonl.gz":
            left = plain[one["table"]]
            with _checked(copy, one) as packed:
                for line in _lines(gzip.GzipFile(fileobj=packed)):
                    if (left := left - len(line)) < 0:
                        raise PullError(f"{one['path']}: 解开后比目录所说的大")
                    text = line.decode().removesuffix("\n")
                    _put(copy.db, one["table"], json.loads(text), text)


def _lines(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """The lines of a file, none of them so long that it fills the memory."""
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise PullError(f"一行超过 {LONGEST} 字节")
        yield line


def _put(db: sqlite3.Connection, table: str, record: Json, text: str) -> None:
    db.execute(
        "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?)",
        (_name(table), record["record_id"], _sha(text), record["publish_until"], text),
    )


def _settle(copy: Copy, index: Json) -> None:
    """The last step of a change: it is proven, and the views show the columns that the publisher describes."""
    if _digest(copy.db) != index["state_digest"]:
        raise PullError("副本的状态校验值与发布者的不同")
    (described,) = (one for one in index["resources"] if one["path"].endswith("/datapackage.json"))
    with _checked(copy, described) as file:
        package = json.load(file)
    tables = {_name(one["name"]): one["schema"]["fields"] for one in package["resources"]}
    for (table,) in copy.db.execute("SELECT DISTINCT tbl FROM line"):
        if table not in tables:
            raise PullError(f"{table!r} 没有说明")
    for (view,) in copy.db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        copy.db.execute(f'DROP VIEW "{view}"')
    for table, fields in tables.items():
        columns = ", ".join(
            f"json_extract(text, '$.{_name(one['name'])}') AS \"{one['name']}\"" for one in fields
        )
        copy.db.execute(
            f'CREATE VIEW "{table}" AS SELECT {columns} FROM line'
            f" WHERE tbl = '{table}' AND text IS NOT NULL"
        )
    said = {name: index[name] for name in ("release", "as_of", "state_digest")}
    for name, value in (*said.items(), ("tables", json.dumps(tables))):
        copy.db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
    _touch(copy.db, 1)


def _digest(db: sqlite3.Connection) -> str:
    """The state digest of the copy, from what really lies in it."""
    total = hashlib.sha256()
    for row_id, sha, text in db.execute("SELECT id, sha, text FROM line ORDER BY id, sha"):
        found = sha if text is None else _sha(text)
        total.update(f"{row_id}\t{found.hex()}\n".encode())
    return total.hexdigest()


def _sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _name(text: str) -> str:
    """A name from outside that goes into SQL and file names."""
    if not _NAME.fullmatch(text):
        raise PullError(f"名称不合规: {text!r}")
    return text


def _state(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT name, value FROM state"))


def _touch(db: sqlite3.Connection, changed: int) -> None:
    """What follows a change is to be done again: the files of other forms, and the sweeping of the store."""
    if changed:
        db.execute("DELETE FROM state WHERE name IN ('exported', 'swept')")


@contextmanager
def _whole(db: sqlite3.Connection) -> Iterator[None]:
    """Everything in the block, or nothing of it, also if the machine stops."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _small(copy: Copy, path: str) -> bytes:
    with copy.read(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise PullError(f"{path}: 超过 {LARGEST} 字节")
    return data


@contextmanager
def _checked(copy: Copy, one: Json) -> Iterator[IO[bytes]]:
    """A file that the index names, fetched and found to be what the index says, before anything of it is used."""
    sha, left = hashlib.sha256(), one["bytes"]
    with TemporaryFile("w+b") as kept:
        with copy.read(one["path"]) as file:
            while left >= 0 and (piece := file.read(PIECE)):
                left -= len(piece)
                sha.update(piece)
                kept.write(piece)
        if left or sha.hexdigest() != one["sha256"]:
            raise PullError(f"{one['path']}: 与目录中的大小或校验值不符")
        kept.seek(0)
        yield kept


def _export(copy: Copy, form: str) -> None:
    """The rows as files for other programs; each is replaced in one go, and what a crash left undone is done again."""
    state = _state(copy.db)
    if form == "sqlite" or "release" not in state or state.get("exported") == form:
        return
    tables: dict[str, list[Json]] = json.loads(state["tables"])
    for table, fields in tables.items():
        target = copy.folder / f"{table}.{form}"
        fresh = target.with_name(f".{target.name}.new")
        (_write_csv if form == "csv" else _write_parquet)(fresh, fields, _rows(copy.db, table))
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(target)
    for left in copy.folder.glob(f"*.{form}"):
        if left.stem not in tables:
            left.unlink()
    with _whole(copy.db):
        copy.db.execute("INSERT OR REPLACE INTO state VALUES ('exported', ?)", (form,))


def _sweep(db: sqlite3.Connection) -> None:
    """Writes the store anew after a change: in the gaps of its pages something of a deleted row may be left."""
    if "swept" not in _state(db):
        db.execute("VACUUM")
        db.execute("INSERT INTO state VALUES ('swept', '')")


def _rows(db: sqlite3.Connection, table: str) -> Iterator[Json]:
    for (text,) in db.execute(
        "SELECT text FROM line WHERE tbl = ? AND text IS NOT NULL ORDER BY id", (table,)
    ):
        yield json.loads(text)


def _write_csv(path: Path, fields: list[Json], rows: Iterable[Json]) -> None:
    """As the publisher writes it: UTF-8 without a mark, several values parted by `;`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(one["name"] for one in fields)
        writer.writerows([_cell(row[one["name"]]) for one in fields] for row in rows)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


def _write_parquet(path: Path, fields: list[Json], rows: Iterator[Json]) -> None:
    import pyarrow as pa  # here: whoever wants no Parquet needs no library
    from pyarrow import parquet

    types = {
        "date": pa.date32(),
        "number": pa.decimal128(24, 6),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    schema = pa.schema([(one["name"], types.get(one["type"], pa.string())) for one in fields])
    reads: dict[str, Callable[[str], Any]] = {"date": date.fromisoformat, "number": Decimal}
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, BATCH)):
            columns = [
                [
                    reads[one["type"]](value)
                    if value is not None and one["type"] in reads
                    else value
                    for value in (row[one["name"]] for row in batch)
                ]
                for one in fields
            ]
            writer.write_table(pa.Table.from_arrays(
                [pa.array(column, type=of.type) for column, of in zip(columns, schema, strict=True)],
                schema=schema,
            ))  # fmt: skip


class _Home(HTTPRedirectHandler):
    """Follows the publisher within its own host only, and never from https to http."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        same = (old.hostname, old.scheme, old.port) == (new.hostname, new.scheme, new.port)
        if same or (old.hostname, old.scheme, new.scheme) == (new.hostname, "http", "https"):
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        raise PullError(f"发布者转到了别处: {newurl!r}")


def reader(source: str) -> Read:
    """How the files of a publisher are read: by http or https, or from a folder of this machine."""

    def read(path: str) -> IO[bytes]:
        if not _PATH.fullmatch(path):
            raise PullError(f"地址不合规: {path!r}")
        if source.startswith(("http://", "https://")):
            found: IO[bytes] = build_opener(_Home).open(f"{source.rstrip('/')}/{path}", timeout=60)
            return found
        return (Path(source) / path).open("rb")

    return read


def open_store(folder: Path) -> sqlite3.Connection:
    """The store of a copy, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / STORE, isolation_level=None, timeout=0)
    for statement in _STORE:
        db.execute(statement)
    return db


def today_in_beijing() -> date:
    """The day by which display ends."""
    return (datetime.now(UTC) + timedelta(hours=8)).date()


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command: 0 the copy is in step, 1 it could not be brought in step, 3 another run works on it."""
    parser = argparse.ArgumentParser(description="让一份本地副本与信用网站的开放数据保持一致")
    parser.add_argument("source", help="网站的地址 (https://…), 或本机上网站的文件夹")
    parser.add_argument("copy", type=Path, help="副本所在的文件夹")
    parser.add_argument("--form", choices=FORMS, default="sqlite", help="另存为哪种文件")
    parser.add_argument(
        "--today", type=date.fromisoformat, help="按哪一天判断到期, 默认北京时间今天"
    )
    parser.add_argument("--key", action="append", default=[], help="发布者的公钥; 目录须有它的签名")
    asked = parser.parse_args(argv)
    try:
        with closing(open_store(asked.copy)) as db:
            copy = Copy(reader(asked.source), asked.copy, db, tuple(asked.key))
            print(pull(copy, asked.form, asked.today or today_in_beijing()))
    except sqlite3.OperationalError as error:
        print(f"{asked.copy}: 另一次同步正在进行, 或文件夹不可写 ({error})", file=sys.stderr)
        return BUSY
    except (
        OSError,
        HTTPException,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        zlib.error,
        sqlite3.Error,
        PullError,
    ) as error:
        print(f"没有同步, 副本没有增改: {error}", file=sys.stderr)
        return FAILED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
