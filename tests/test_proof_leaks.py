"""Numbers of persons are found in a real release wherever they hide, and nothing is found where nothing hides.

Every disguise on every surface, each of the numbers: planted in a copy of a release, found by `build.py audit`.
"""

import gzip
import io
import json
import random
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pyarrow
import pyarrow.parquet
import pytest

from tests.city import write_city
from tests.leaks import DISGUISES, FOR_MOBILES, NUMBERS, ONLY_IDS
from tests.tools.builder import HOME, Builder

SUBJECT = "91990102MA0000001D"


@pytest.fixture(scope="module")
def built(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("city")
    shutil.copytree(HOME / "tests" / "content", root / "content")
    assert hand.run("build", *where(root)).code == 0
    return root


def where(root: Path) -> tuple[str, ...]:
    return "--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1"


def before(needle: str, shape: str) -> Callable[[Path, str], None]:
    """Plants a text before the first place of another."""

    def plant(path: Path, text: str) -> None:
        found = path.read_text("utf-8")
        assert needle in found, (path, needle)
        path.write_bytes(found.replace(needle, shape.format(text) + needle, 1).encode())

    return plant


def behind(shape: str) -> Callable[[Path, str], None]:
    """Plants a text at the end."""
    return lambda path, text: path.write_bytes(path.read_bytes() + shape.format(text).encode())


def as_json(path: Path, text: str) -> None:
    found = json.loads(path.read_bytes())
    if isinstance(found, list):
        found.append(text)
    else:
        found["note"] = {"编号": text}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


def packed_lines(path: Path, text: str) -> None:
    lines = gzip.decompress(path.read_bytes()) + json.dumps({"name": text}).encode() + b"\n"
    path.write_bytes(gzip.compress(lines, mtime=0))


def workbook(path: Path, text: str) -> None:
    """In the shared texts of a workbook, in two runs as where a part is bold."""
    file = io.BytesIO(path.read_bytes())
    half = len(text) // 2
    runs = f"<sst><si><r><t>{text[:half]}</t></r><r><t>{text[half:]}</t></r></si></sst>"
    if not re.fullmatch(r"[0-9X][0-9X .-]{9,24}", text):
        runs = f"<sst><si><t>{text}</t></si></sst>"
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/moreStrings.xml", runs)
    path.write_bytes(file.getvalue())


def columns(path: Path, text: str) -> None:
    table = pyarrow.parquet.read_table(path)
    assert table.num_rows
    filled = pyarrow.array([None] * (table.num_rows - 1) + [f"编号 {text}"])
    pyarrow.parquet.write_table(table.append_column("note", filled), path, compression="zstd")


def picture(kind: bytes) -> Callable[[Path, str], None]:
    """In a text beside a picture, packed as its kind says."""

    def plant(path: Path, text: str) -> None:
        said = text.encode()
        body = {
            b"tEXt": b"Comment\0" + said,
            b"zTXt": b"Comment\0\0" + zlib.compress(said),
            b"iTXt": b"Comment\0\1\0zh\0\0" + zlib.compress(said),
        }[kind]
        chunks = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")),
                  (kind, body), (b"IEND", b""))  # fmt: skip
        parts = [
            struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b))
            for k, b in chunks
        ]
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))

    return plant


def archive(path: Path, text: str) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as deep:
        deep.writestr("b/c.csv.gz", gzip.compress(f"名称\n{text}\n".encode(), mtime=0))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("a.zip", inner.getvalue())


def utf_16(path: Path, text: str) -> None:
    path.write_bytes(f"说明 {text}\n".encode("utf-16"))


Plant = Callable[[Path, str], None]
SURFACES: dict[str, tuple[str, Plant]] = {  # what it is: which file of the release, or a new one, and how
    "page": (f"s/{SUBJECT}/index.html", before("</main>", "<p>编号：{}。</p>")),
    "cell": ("lists/red/index.html", before("</td>", " {}")),
    "attribute": ("index.html", before("</main>", '<p title="{}">x</p>')),
    "comment": ("measures/index.html", before("</main>", "<!-- {} -->")),
    "script in a page": ("about/index.html", before("</main>", '<script type="application/json">["{}"]</script>')),
    "subject data": (f"s/{SUBJECT}/index.json", as_json),
    "drawing": (f"s/{SUBJECT}/badge.svg", before("</svg>", "<text>{}</text>")),
    "metadata of a drawing": ("static/*/mark.svg", before("</svg>", "<metadata>{}</metadata>")),
    "rss": ("feeds/all.rss", before("</title>", " {}")),
    "atom": ("feeds/all.atom", before("</title>", " {}")),
    "json feed": ("feeds/all.json", as_json),
    "sitemap": ("sitemaps/pages.xml", before("</loc>", "?q={}")),
    "table": ("data/*/subjects.csv", behind("编号,{}\r\n")),
    "lines": ("data/*/listings.jsonl", behind('{{"name":"{}"}}\n')),
    "packed lines": ("data/*/*.jsonl.gz", packed_lines),
    "workbook": ("data/*/*.xlsx", workbook),
    "columns": ("data/*/penalties.parquet", columns),
    "look-up configuration": ("search/config.json", as_json),
    "look-up script": ("search/scripts/*/engine.js", behind('\nconst x = "{}";\n')),
    "style sheet": ("static/*/site.css", behind("\n/* {} */\n")),
    "text": ("robots.txt", behind("# {}\n")),
    "headers": ("_headers", behind("  X-Note: {}\n")),
    "api": ("api/openapi.json", as_json),
    "text of a picture": ("a/a.png", picture(b"tEXt")),
    "packed text of a picture": ("a/b.png", picture(b"zTXt")),
    "text of a picture in utf-8": ("a/c.png", picture(b"iTXt")),
    "archive in an archive": ("a/a.zip", archive),
    "utf-16": ("a/notes.txt", utf_16),
}  # fmt: skip


def leaks() -> list[tuple[str, str, str]]:
    """Every disguise of every kind of number: (kind, name, leak)."""
    found = []
    for kind, number in NUMBERS.items():
        shapes = DISGUISES | {"id": ONLY_IDS, "mobile": FOR_MOBILES}.get(kind, {})
        for name, disguise in shapes.items():
            found.append((kind, name, disguise(number(random.Random(f"{kind} {name}")))))
    return found


Leak = tuple[str, str, str]


def planted(built: Path, root: Path, leaks_of: Iterator[Leak]) -> dict[str, tuple[str, Leak]]:
    """A copy of the city whose release holds a leak on each surface, each the next one; surface → file and leak."""
    shutil.copytree(built, root, symlinks=True)
    home = (root / "out" / "current").resolve()
    files: dict[str, tuple[str, Leak]] = {}
    for what, (shape, plant) in SURFACES.items():
        taken = {file for file, _ in files.values()}
        free = [p for p in sorted(home.glob(shape)) if p.relative_to(home).as_posix() not in taken]
        path = free[0] if free else home / shape
        assert "*" not in path.name, shape
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name("fresh")
        if path.exists():
            shutil.copyfile(path, fresh)
            path.unlink()  # releases share files
            fresh.rename(path)
        leak = next(leaks_of)
        plant(path, leak[2])
        files[what] = path.relative_to(home).as_posix(), leak
    for what in ("file name", "folder name"):
        leak = next(one for one in leaks_of if is_name(one[2]))
        path = (
            home / "a" / f"{leak[2]}.txt" if what == "file name" else home / "b" / leak[2] / "x.txt"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x\n")
        files[what] = path.relative_to(home).as_posix(), leak
    leak = next(leaks_of)
    (home / "c.html").write_text(f'<a href="/?q={quote(leak[2])}">', "utf-8")
    files["address"] = "c.html", leak
    return files


def is_name(text: str) -> bool:
    """Whether a file may be called so."""
    return not re.search(r"[/\0]", text) and len(text.encode()) < 240


def missed(hand: Builder, built: Path, root: Path, leaks_of: Iterator[Leak]) -> list[object]:
    """Where which leak was not found."""
    files = planted(built, root, leaks_of)
    told = hand.run("audit", *where(root))
    assert told.code == 1, told.said
    shutil.rmtree(root)
    return [
        (what, *leak[:2])
        for what, (file, leak) in files.items()
        if f"隐私: {file}: 疑似" not in told.out
    ]


def every_leak(start: int) -> Iterator[Leak]:
    """All leaks over and over, in an order in which neighbours are different."""
    known = leaks()
    random.Random(7).shuffle(known)
    return cycle(known[start:] + known[:start])


def test_a_sample_of_leaks_is_found_on_every_surface(
    hand: Builder, built: Path, tmp_path: Path
) -> None:
    assert missed(hand, built, tmp_path / "city", every_leak(11)) == []


@pytest.mark.slow
def test_leaks_in_every_disguise_are_found_on_every_surface(
    hand: Builder, built: Path, tmp_path: Path
) -> None:
    """On each surface of a round another leak: 45 rounds plant over 1,300, each of them on five surfaces or more."""
    order = every_leak(0)
    lost = [one for _ in range(45) for one in missed(hand, built, tmp_path / "city", order)]
    assert lost == []


def test_nothing_is_found_in_a_clean_release(hand: Builder, built: Path) -> None:
    told = hand.run("audit", *where(built))
    assert (told.code, told.out) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_found_in_clean_releases_of_cities(
    hand: Builder, tmp_path: Path, seed: int
) -> None:
    write_city(tmp_path / "content", subjects=(40, 150, 400)[seed % 3], seed=seed)
    told = hand.run("build", *where(tmp_path))
    assert told.code == 0, told.said
    assert "核验发现" not in told.said
