"""What was removed is nowhere: an own searcher unpacks every file of every kept release, and finds nothing of it.

The searcher shares no code with the gates. That it can find is shown first: before the removals it finds everything.
"""

import csv
import gzip
import html
import io
import json
import random
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet
import pytest

from tests.city import write_city
from tests.tools.builder import builder

NUMBERS = ("document_no", "commitment_no", "certificate_no", "task_no")
HEAD = "修复主题,信用信息ID,统一社会信用代码,理由,修复决定机关,决定文书号,修复日期,终止公示"
LISTS = ("listings", "penalties", "permits", "commitments", "honours", "ratings", "inspections")


def texts(name: str, data: bytes) -> Iterator[str]:
    """Every text in a file, packed or not."""
    yield name
    if data[:2] == b"\x1f\x8b":
        yield from texts(name, gzip.decompress(data))
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                yield from texts(one, archive.read(one))
    elif data[:4] == b"PAR1":
        for row in pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist():
            yield json.dumps(row, ensure_ascii=False, default=str)
    else:
        yield data.decode("utf-8", "replace")


def bare(text: str) -> str:
    """A text without disguise: only its letters and digits, of one width and case."""
    text = re.sub(
        r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), unquote(html.unescape(text))
    )
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def found(out: Path, needles: set[str]) -> dict[str, str]:
    """Which needles stand anywhere in any kept release, and in which file."""
    by_start: dict[str, list[str]] = {}
    for needle in needles:
        by_start.setdefault(needle[:6], []).append(needle)
    starts = re.compile("|".join(map(re.escape, sorted(by_start))) or "(?!)")
    seen: set[tuple[int, int]] = set()
    hits: dict[str, str] = {}
    for path in sorted((out / "releases").rglob("*")):
        kind = path.stat()
        if not path.is_file() or (kind.st_dev, kind.st_ino) in seen:
            continue
        seen.add((kind.st_dev, kind.st_ino))
        for text in texts(path.name, path.read_bytes()):
            plain = bare(text)
            for start in starts.finditer(plain):
                for needle in by_start[start[0]]:
                    if plain.startswith(needle, start.start()):
                        hits.setdefault(needle, path.relative_to(out).as_posix())
    return hits


def pages(out: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((out / "current" / "s").glob("*/index.json")):
        yield json.loads(path.read_bytes())


def removals(root: Path, luck: random.Random, number: int) -> tuple[list[list[str]], set[str]]:
    """Orders against subjects and records drawn by lot, and the texts that must be nowhere afterwards."""
    known = list(pages(root / "out"))
    orders: list[list[str]] = []
    needles: set[str] = set()
    gone: set[str] = set()
    for page in luck.sample(known, number // 2):
        orders.append(["信用主体", "", page["id"]])
        gone.add(page["id"])
        needles |= {
            page["name"],
            page["id"],
            *(a if isinstance(a, str) else a["name"] for a in page["aliases"]),
        }
        needles |= {r[n] for kind in LISTS for r in page[kind] for n in NUMBERS if r.get(n)}
    words = {"listings": "名单", "penalties": "行政处罚"}
    records = [(words[k], r) for p in known if p["id"] not in gone for k in words for r in p[k]]
    for kind, record in luck.sample(records, min(len(records), number - len(orders))):
        orders.append([kind, record["record_id"], ""])
        needles |= {record[n] for n in NUMBERS if record.get(n)}
    return orders, {bare(one) for one in needles}


def elsewhere(root: Path, needles: set[str], codes: set[str]) -> set[str]:
    """The needles that rows of others speak of, who stay: they are no traces."""
    rest = []
    for path in sorted((root / "content").rglob("*")):
        if path.suffix == ".csv" and path.parent.name != "removals":
            for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
                if not codes & set(row):
                    rest.append(bare("\n".join(row)))
        elif path.is_file() and path.suffix != ".csv":
            rest.append(bare(path.read_text("utf-8", "replace")))
    whole = "\n".join(rest)
    return {needle for needle in needles if needle in whole or len(needle) < 5}


def nothing_remains(root: Path, subjects: int, number: int) -> None:
    where = ("--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1")
    write_city(root / "content", subjects=subjects, seed=11)
    with builder() as hand:
        assert hand.run("build", *where, luck=1).code == 0
        site = root / "content" / "site.toml"
        site.write_text(site.read_text("utf-8").replace('name = "', 'name = "新', 1), "utf-8")
        assert hand.run("build", *where, luck=2).code == 0  # an older release is kept
        orders, needles = removals(root, random.Random(subjects), number)
        needles -= elsewhere(root, needles, {code for _, _, code in orders if code})
        assert len(orders) == number
        before = found(root / "out", needles)
        assert len(before) > 0.98 * len(needles), sorted(needles - before.keys())[:20]
        path = root / "content" / "tables" / "removals" / "lot.csv"
        path.parent.mkdir(exist_ok=True)
        lines = [",".join((*order, "紧急撤下", "云浦市信用办", f"撤〔2026〕{n}号", "2026-10-30", "终止公示"))
                 for n, order in enumerate(orders)]  # fmt: skip
        path.write_text("\n".join((HEAD, *lines)) + "\n", "utf-8")
        told = hand.run("build", *where, "--accept-bounds", luck=3)
        assert told.code == 0, told.said
        assert found(root / "out", needles) == {}
        homes = [one.name for one in (root / "out/releases").iterdir() if one.is_dir()]
        name = told.out.strip()
        assert sorted(homes) == [f".twin-{name}", name]
        gone = (root / "out" / "current" / "data" / "removed.jsonl").read_text("utf-8")
        assert all(order[1] in gone for order in orders if order[1])
        shutil.rmtree(root / "out" / "releases")  # restored from a backup of the ledger alone
        (root / "out" / "current").unlink()
        path.unlink()  # even if the orders are lost
        assert hand.run("build", *where, "--accept-bounds", luck=4).code == 0
        assert found(root / "out", needles) == {}


def test_nothing_remains_of_a_few_removals(tmp_path: Path) -> None:
    nothing_remains(tmp_path, subjects=40, number=8)


@pytest.mark.slow
def test_nothing_remains_of_two_hundred_removals(tmp_path: Path) -> None:
    nothing_remains(tmp_path, subjects=2000, number=200)
