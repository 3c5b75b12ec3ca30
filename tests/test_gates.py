"""Gates find what may not be published, however it is wrapped, and nothing in what may. All numbers are made up."""

import base64
import gzip
import html
import io
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pyarrow
import pyarrow.parquet
import pytest

from creditsite.model import privacy
from creditsite.model.needles import finder, needles_of
from creditsite.model.privacy import personal_numbers
from creditsite.model.readings import Piece
from creditsite.release.gates import documents, leaks, links, traces, unpack
from creditsite.release.gates.audit import audit
from creditsite.release.gates.documents import SOME_LINES
from creditsite.release.gates.eye import Eye, in_bytes
from creditsite.release.gates.finding import Check
from creditsite.release.gates.lost import Lost
from creditsite.release.gates.unpack import OVERLAP, pieces
from creditsite.release.workers import Team

BASE = "https://credit.yunpu.example"
NOTHING_LOST = Lost()
CLEAN_PAGE = (
    '<!doctype html><html lang="zh"><head><title>示例</title><link rel="stylesheet" href="/site.css"></head>'
    '<body><main id="main"><p>{}</p><a href="/s/x/">页面</a></main></body></html>\n'
)
NAME, DOCUMENT = "云浦市示例青橙商贸有限公司", "云市监处罚〔2026〕12号"


def id_number(luck: random.Random) -> str:
    """A number with a right check digit, of nobody: the county does not exist."""
    day = f"{luck.randrange(1950, 2008)}{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}"
    body = f"{luck.choice((11, 33, 65))}00{luck.randrange(50, 99)}{day}{luck.randrange(1000):03}"
    return body + privacy._check_sign(body)


def apart(number: str, between: str, *cuts: int) -> str:
    ends = (0, *cuts, len(number))
    return between.join(number[a:b] for a, b in pairwise(ends))


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "lower case": str.lower,
    "in a tax number of 20": lambda n: n + "00",
    "after an L": lambda n: f"L{n}",
    "inside digits": lambda n: f"8{n}7",
    "full width": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    "spaces": lambda n: apart(n, " ", 6, 14),
    "each apart": lambda n: " ".join(n),
    "no-break spaces": lambda n: apart(n, "\u00a0", 6, 10, 14),
    "hyphens": lambda n: apart(n, "-", 6, 10, 12, 14),
    "dots": lambda n: apart(n, ".", 6, 14),
    "middle dots": lambda n: apart(n, "·", 6, 14),
    "commas": lambda n: apart(n, ",", 6, 14),
    "slashes": lambda n: apart(n, " / ", 6, 14),
    "two lines": lambda n: apart(n, "\n", 9),
    "zero width": lambda n: "\u200b".join(n),
    "word joiners": lambda n: "\u2060".join(n),
    "soft hyphens": lambda n: "\u00ad".join(n),
    "circled": lambda n: "".join(chr(0x2460 + int(c) - 1) if c in "123456789" else c for c in n),
    "arabic": lambda n: "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in n),
    "bold": lambda n: "".join(chr(0x1D7CE + int(c)) if c.isdigit() else c for c in n),
    "ideographs": lambda n: "".join("〇一二三四五六七八九"[int(c)] if c.isdigit() else c for c in n),
    "decimal entities": lambda n: "".join(f"&#{ord(c)};" for c in n),
    "hexadecimal entities": lambda n: "".join(f"&#x{ord(c):x};" for c in n),
    "entities twice": lambda n: html.escape("".join(f"&#{ord(c)};" for c in n)),
    "percent": lambda n: "".join(f"%{ord(c):02X}" for c in n),
    "percent twice": lambda n: quote("".join(f"%{ord(c):02X}" for c in n)),
    "json escapes": lambda n: "".join(f"\\u{ord(c):04x}" for c in n),
    "script escapes": lambda n: "".join(f"\\x{ord(c):02x}" for c in n),
    "inline tags": lambda n: f"{n[:6]}<b>{n[6:14]}</b>{n[14:]}",
    "comments": lambda n: f"{n[:6]}<!-- -->{n[6:]}",
    "base64": lambda n: base64.b64encode(n.encode()).decode(),
    "base64 inside": lambda n: base64.urlsafe_b64encode(f'{{"a":"{n}"}}'.encode()).decode(),
    "hexadecimal": lambda n: n.encode().hex(),
}  # fmt: skip


@pytest.mark.parametrize("disguise", DISGUISES)
def test_an_id_number_is_found_in_every_disguise(tmp_path: Path, disguise: str) -> None:
    luck = random.Random(disguise)
    for number in (id_number(luck) for _ in range(20)):
        (tmp_path / "a.txt").write_text(
            f"编号：{DISGUISES[disguise](number)}。\n", encoding="utf-8"
        )
        assert leaks.GATE in found(tmp_path), number


@pytest.mark.parametrize(
    "path", ["M4 4.5h{0}", "M4 4.5h7m{0} 0h1", "M{1} {2}.5h1m2 0h1", "M4 4.5h7M4 5.5h1 {0}"]
)
def test_a_number_among_the_strokes_of_a_drawing_is_found(tmp_path: Path, path: str) -> None:
    number = id_number(random.Random(path))
    strokes = path.format(number, number[:6], number[6:])
    drawing = f'\n<p>一</p>\n<svg><path stroke="#000" d="{strokes}"/></svg>'
    (tmp_path / "index.html").write_text(CLEAN_PAGE.format(drawing), "utf-8")
    assert leaks.GATE in found(tmp_path)


def test_mobiles_cards_old_ids_and_addresses_are_found(tmp_path: Path) -> None:
    for text in (
        "13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "１３８００１３８０００", "8613800138000",
        "6222021234567890128", "6222 0212 3456 7890 128", "110101900307451", "someone@mail.example",
        "护照号码：E12345678", "护照（EA1234567）", "來往內地通行證 H1234567890", "台湾居民来往大陆通行证号为01234567",
        "passport No. G12345678", "830000199003074511", "身份证尾号2512", "身份證後四位：251X",
        "身份证号后6位为 100123",
    ):  # fmt: skip
        (tmp_path / "a.txt").write_text(f"联系{text}。\n", encoding="utf-8")
        assert leaks.GATE in found(tmp_path), text


@pytest.mark.parametrize(
    "text",
    [
        "91990102MA0000001P", "2026-05-20 2026-06-30 2027-05-20", "152 2026-05-20", "云市监处罚〔2026〕12号", "12345",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca13812345678b855", "office@yunpu.example",
        "车辆通行证 A20260001", "护照 2 本，编号 20260001", "护照；批次 A1234567",
        "核验身份证后四位，2026 人次", "身份证尾号不得公示", "身份证办理 2512 件",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "[12,345,6789,1990,307,4514,33,1,2,3,4,5]",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(f"说明 {text}\n", encoding="utf-8")
    assert not found(tmp_path)


SURFACES: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "page": lambda t: ("index.html", CLEAN_PAGE.format(t).encode()),
    "attribute": lambda t: ("a.html", CLEAN_PAGE.replace('id="main"', f'title="{t}"').encode()),
    "drawing": lambda t: (
        "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><title>{t}</title></svg>'.encode()
    ),
    "json": lambda t: ("a.json", json.dumps({"name": t}).encode()),
    "json lines": lambda t: ("a.jsonl", json.dumps({"name": t}, ensure_ascii=False).encode() + b"\n"),
    "table": lambda t: ("a.csv", f"名称\n{t}\n".encode()),
    "table for a spreadsheet": lambda t: ("b.csv", f"名称\n{t}\n".encode("utf-8-sig")),
    "feed": lambda t: ("a.rss", f"<rss><title>{html.escape(html.escape(t))}</title></rss>".encode()),
    "sitemap": lambda t: ("a.xml", f"<urlset><loc>{BASE}/?q={quote(t)}</loc></urlset>".encode()),
    "script": lambda t: ("a.js", f"const a = {json.dumps(t)};\n".encode()),
    "style sheet": lambda t: ("a.css", f"/* {t} */\n".encode()),
    "text": lambda t: ("a.txt", t.encode()),
    "file name": lambda t: (f"{t}.txt", b"x\n"),
    "folder name": lambda t: (f"{t}/a.txt", b"x\n"),
    "gzip": lambda t: ("a.jsonl.gz", gzip.compress(t.encode(), mtime=0)),
    "spreadsheet": lambda t: ("a.xlsx", zipped({"xl/sharedStrings.xml": f"<t>{t}</t>".encode()})),
    "zip in zip": lambda t: ("a.zip", zipped({"b.zip": zipped({"c.txt": t.encode()})})),
    "gzip in zip": lambda t: ("c.zip", zipped({"b.gz": gzip.compress(t.encode(), mtime=0)})),
    "parquet": lambda t: ("a.parquet", parquet(t)),
    "utf-16": lambda t: ("a.bin", t.encode("utf-16")),
    "base64": lambda t: ("b.txt", base64.b64encode(f"x{t}x".encode())),
    "look-up file": lambda t: ("search/a.json", json.dumps([["x", t]], ensure_ascii=False).encode()),
    "hidden file": lambda t: (".well-known/a.txt", t.encode()),
    "comment": lambda t: ("d.html", CLEAN_PAGE.format(f"<!-- {t} -->").encode()),
}  # fmt: skip


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def parquet(text: str) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"name": [text] * 3}), file, compression="zstd")
    return file.getvalue()


@pytest.mark.parametrize("surface", SURFACES)
def test_a_leak_and_a_trace_are_found_on_every_surface(tmp_path: Path, surface: str) -> None:
    luck = random.Random(surface)
    for text, gate in ((id_number(luck), leaks.GATE), (NAME, traces.GATE), (DOCUMENT, traces.GATE)):
        root = tmp_path / str(len(text))
        name, data = SURFACES[surface](text)
        (root / name).parent.mkdir(parents=True)
        (root / name).write_bytes(data)
        assert gate in found(root, (NAME, DOCUMENT)), text


@pytest.mark.parametrize(
    "text",
    [
        "雲浦市示例青橙商貿有限公司", "云浦市 示例 青橙商贸有限公司", "云浦市<b>示例</b>青橙商贸有限公司",
        "云市监处罚[2026]12号",
        "云市监处罚（２０２６）１２号", "%E4%BA%91%E6%B5%A6%E5%B8%82%E7%A4%BA%E4%BE%8B%E9%9D%92%E6%A9%99"
        "%E5%95%86%E8%B4%B8%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8", "91990102ma0000001p",
        "９１９９０１０２ＭＡ０００００01P",
    ],
)  # fmt: skip
def test_a_trace_is_found_in_any_spelling(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(f"关于{text}的说明\n", encoding="utf-8")
    assert traces.GATE in found(tmp_path, (NAME, DOCUMENT, "91990102MA0000001P"))


def test_what_is_not_removed_is_no_trace(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "云市监处罚〔2026〕112号 云市监处罚〔2026〕1号 示例青橙 https://shops.example/shop/227 xshop-9876 \n",
        encoding="utf-8",
    )
    removed = (NAME, DOCUMENT, "云市监处罚〔2026〕11", "https://shops.example/shop/22", "shop-9876")
    assert not found(tmp_path, removed)
    assert found(tmp_path, ("https://shops.example/shop/227",))


@pytest.mark.parametrize("start", range(6))
def test_a_longer_number_is_no_trace_in_base64_either(tmp_path: Path, start: int) -> None:
    said = f"{'a' * start}https://shops.example/shop/227\xff\ufffd https://shops.example/shop/9 "
    token = base64.urlsafe_b64encode(said.encode() + b"\xff").decode().rstrip("=")
    (tmp_path / "status.jwt").write_text(f"eyJhIjoxfQ.{token}.{'Qb_-' * 20}\n", encoding="ascii")
    assert not found(tmp_path, ("https://shops.example/shop/22", "hops.example/shop/227"))
    for removed in ("shops.example/shop/227", "https://shops.example/shop/9"):
        assert traces.GATE in found(tmp_path, (removed,)), removed


def test_links_lead_to_files_of_the_release(tmp_path: Path) -> None:
    clean_city(tmp_path)
    beside = CLEAN_PAGE.format('<a href="../../s/x/?a#b">x</a><a href="./">y</a>')
    (tmp_path / "s/x/beside.html").write_text(beside, encoding="utf-8")
    assert not found(tmp_path)
    for name, data in {
        "a.html": CLEAN_PAGE.format('<a href="/s/none/">x</a>'),
        "s/x/a.html": CLEAN_PAGE.format('<a href="../../s/none/">x</a>'),
        "s/x/b.html": CLEAN_PAGE.format('<a href="../none/">x</a>'),
        "b.html": CLEAN_PAGE.format('<a href="../s/y/index.json">x</a>'),
        "c.html": CLEAN_PAGE.format('<img alt="" src="https://other.example/a.png">'),
        "d.html": CLEAN_PAGE.format('<a href="javascript:alert(1)">x</a>'),
        "e.css": "p { background: url('none.svg') }\n",
        "f.rss": f"<rss><channel><item><link>{BASE}/none/</link></item></channel></rss>",
        "g.json": json.dumps({"items": [{"url": f"{BASE}/s/none/"}]}),
        "h.svg": '<svg xmlns="http://www.w3.org/2000/svg"><a href="/none"/></svg>',
    }.items():
        (tmp_path / name).write_text(data, encoding="utf-8")
        assert links.GATE in found(tmp_path), name
        (tmp_path / name).unlink()


def test_a_link_that_leads_out_of_the_release_is_found_and_not_followed(tmp_path: Path) -> None:
    clean_city(tmp_path / "release")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/index.html").write_text("91330", encoding="utf-8")
    for name, target in (("more", "../outside"), ("s/x/more.html", "../../../outside/index.html")):
        (tmp_path / "release" / name).symlink_to(target)
        assert found(tmp_path / "release") == {documents.GATE}, name
        (tmp_path / "release" / name).unlink()


def test_a_file_is_what_its_name_says(tmp_path: Path) -> None:
    clean_city(tmp_path)
    for name, data in {
        "a.html": b"<p>no doctype</p>",
        "b.html": CLEAN_PAGE.format("<b>x</i>").encode(),
        "c.html": CLEAN_PAGE.format('<i id="main"></i>').encode(),
        "d.json": b'{"a": NaN}',
        "e.json": b'{"a": 1',
        "f.jsonl": b'{"a": 1}\n{"b"\n',
        "g.rss": b"<rss><title>&nbsp;</title></rss>",
        "h.csv": "甲,乙\n1,2,3\n".encode(),
        "i.txt": "云浦".encode("gb18030"),
        "j.html": CLEAN_PAGE.format("甲\u202e乙").encode(),
        "k.jsonl.gz": gzip.compress(b"x" * 100)[:-9],
    }.items():
        (tmp_path / name).write_bytes(data)
        assert documents.GATE in found(tmp_path), name
        (tmp_path / name).unlink()


@pytest.mark.parametrize(
    ("name", "line", "wrong", "sentence"),
    [
        ("a.jsonl", '{"a": "云浦"}', b'{"a": 1', "无法解析"),
        ("a.jsonl", '{"a": "云浦"}', "云浦".encode("gb18030"), "第 {} 字节起不是 UTF-8"),
        ("a.jsonl", '{"a": "云浦"}', b'{"a": "/no/such/page/"}', "链接无效: /no/such/page/"),
        ("a.csv", '"甲\n"",,",乙,丙', "乙,丙".encode(), "各行的列数不一"),
        ("a.csv", "甲,乙,丙", '甲,乙,"'.encode(), "无法解析"),
        ("a.csv", "甲,乙,丙", "甲,乙,云\u202e浦".encode(), "U+202E"),
    ],
)
def test_the_last_line_of_a_long_file_is_judged_as_the_first(
    tmp_path: Path, name: str, line: str, wrong: bytes, sentence: str
) -> None:
    """A file of lines as long as the city is large is never held as a whole."""
    clean_city(tmp_path)
    lines = line.encode() + b"\n"
    right = lines * (3 * SOME_LINES // 2 // len(lines))
    (tmp_path / name).write_bytes(right)
    assert not found(tmp_path)
    (tmp_path / name).write_bytes(right + wrong + b"\n")
    told = audit(check(tmp_path), Team(1)).findings
    assert any(sentence.format(len(right)) in str(one) for one in told)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_what_was_looked_at_before_hides_nothing_beside_it(disguise: str) -> None:
    """Each line of a leak stands in clean texts too; only where the lines come together is it one."""
    number = DISGUISES[disguise](id_number(random.Random(disguise)))
    eye = Eye(check(Path("unused")), None)
    for frame in (
        "<ul>\n<li>前</li>\n{}\n<li>后</li>\n</ul>\n",
        '{{"first":"前","middle":"{}","last":"后"}}',
    ):
        lines = number.split("\n")
        for text in ("正文", *(lines if len(lines) > 1 else ())):
            assert not list(in_bytes([Piece("", frame.format(text).encode())], eye))
        leak = Piece("", frame.format(number).encode())
        for _ in range(2):  # what was found once is found again
            assert list(in_bytes([leak], eye))


@pytest.mark.parametrize(
    ("member", "row", "cell"),
    [
        ("!xl/worksheets/sheet1.xml", '<row r="2">{}</row>', '<c r="B2"><v>{}</v></c>'),
        ("!xl/worksheets/sheet1.xml", "{}</row>", '<c r="B2" s="0" t="inlineStr"><is><t>{}</t></is></c>'),
        ("", "<table>\n  <tr>{}\n  </tr>\n</table>", "\n    <td><b>{}</b></td>"),
    ],
)  # fmt: skip
def test_digits_each_in_a_cell_are_found_between_cells_that_are_known(
    member: str, row: str, cell: str
) -> None:
    number, eye = id_number(random.Random(6)), Eye(check(Path("unused")), None)
    for text in ("云浦", *number):
        known = row.format(cell.format("云浦") + cell.format(text))
        assert not list(in_bytes([Piece(member, known.encode())], eye))
    leak = row.format("".join(map(cell.format, ("云浦", *number, "云浦"))))
    assert list(in_bytes([Piece(member, leak.encode())], eye))


def test_two_numbers_side_by_side_are_not_a_removed_one() -> None:
    """In a table of a million shops, one at `shop/38` since 2022 stands beside what is gone from `shop/382022`."""
    found = finder(needles_of(["https://jiang.example/shop/382022", "云市监处罚〔2026〕12号"]))
    for between in (",", '","', "\n|\n", "\t", " | ", "', '"):
        assert not found(f"https://jiang.example/shop/38{between}2022-10-03"), between
    for text in ("云市监处罚〔2026〕1、2号", "云市监处罚〔2026〕1，2号"):
        assert not found(text)
    for end in ("382022,2022-10-03", "38-2022"):
        assert found(f"https://jiang.example/shop/{end}"), end
    for number in ("〔2026〕\n12号", "[2026] - 12号", "（2026）1 2号"):
        assert found(f"云市监处罚{number}"), number


@pytest.mark.parametrize("known", [False, True])
def test_small_files_that_are_looked_at_together_are_told_one_by_one(
    tmp_path: Path, known: bool
) -> None:
    """Each is told for what stands in it alone, for what stands in another too, and nobody else is told for it."""
    clean_city(tmp_path / "one")
    wrong = dict.fromkeys(("s/a/index.html", "s/c/index.html", "s/q/index.html", "s/y.json"), "")
    for letter in "abcdefghijklmnopqrstuvw":
        page = tmp_path / "one" / "s" / letter / "index.html"
        page.parent.mkdir(parents=True)
        held = f"<ul>\n<li>{NAME}</li>\n</ul>" if f"s/{letter}/index.html" in wrong else ""
        page.write_text(
            CLEAN_PAGE.format(f"{letter * 9}</p>{held}\n<p>{'字' * 3_000}{letter}"), "utf-8"
        )
    for letter in "yz":
        text = json.dumps({"a": 1, "name": NAME if letter == "y" else "云浦"}, ensure_ascii=True)
        (tmp_path / "one" / "s" / f"{letter}.json").write_text(text, "utf-8")
    asked = check(tmp_path / "one", (NAME,))
    if known:
        shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=os.link)
        asked = replace(asked, passed=str(tmp_path / "two"))
    for workers in (1, 2):
        with Team(workers) as team:
            found = audit(asked, team)
        assert {one.path for one in found.findings if one.gate == traces.GATE} == set(wrong)
        assert found.total == len(found.findings) >= len(wrong)


@pytest.mark.parametrize("remembered", [False, True])
def test_a_page_that_changed_is_judged_for_what_is_new_and_for_what_stood_there(
    tmp_path: Path, remembered: bool
) -> None:
    rows = [f"<li>第{n}行 {'一' * n}</li>" for n in range(9)] + [f"<li>{NAME}</li>"]

    def written(root: Path, *more: str) -> None:
        clean_city(root)
        body = "\n".join(("<ul>", *rows[:5], *more, *rows[5:], "</ul>"))
        (root / "index.html").write_text(CLEAN_PAGE.format(f"</p>\n{body}\n<p>"), "utf-8")

    def seen(*needles: str) -> set[str]:
        before = str(tmp_path / "one")
        asked = replace(
            check(tmp_path / "two", needles), passed=before, remembered=remembered, secrets=()
        )
        return {finding.gate for finding in audit(asked, Team(1)).findings}

    number = id_number(random.Random(5))
    written(tmp_path / "one")
    for disguise, disguised in DISGUISES.items():
        written(tmp_path / "two", f"<li>{disguised(number)}</li>")
        assert leaks.GATE in seen(), disguise
    written(tmp_path / "two", f"<li>{DOCUMENT}</li>")
    assert seen(DOCUMENT) == {traces.GATE}
    assert seen(NAME) == {traces.GATE}
    assert not seen()


@pytest.mark.parametrize("remembered", [False, True])
def test_of_a_long_file_of_objects_every_new_line_is_judged_and_all_for_what_is_new(
    tmp_path: Path, remembered: bool
) -> None:
    rows = [f'{{"facts":"{"一" * 90}","record_id":"{n}"}}\n'.encode() for n in range(9_000)]
    rows[7_000] = f'{{"facts":"{NAME}","record_id":"7000"}}\n'.encode()

    def seen(at: int, line: str, *needles: str, lost: Lost | None = NOTHING_LOST) -> set[str]:
        for root, held in (("one", rows), ("two", [*rows[:at], line.encode(), *rows[at:]])):
            clean_city(tmp_path / root)
            (tmp_path / root / "rows.jsonl").write_bytes(b"".join(held))
        passed = str(tmp_path / "one")
        of = replace(check(tmp_path / "two", needles), passed=passed, lost=lost, secrets=())
        return {one.gate for one in audit(replace(of, remembered=remembered), Team(1)).findings}

    number = id_number(random.Random(7))
    for at in (0, 1, 4_500, 8_999, 9_000):
        assert not seen(at, '{"facts":"新","record_id":"x"}\n')
        assert seen(at, f'{{"facts":"{number}","record_id":"x"}}\n') == {leaks.GATE}
        assert seen(at, f'{{"facts":"{DOCUMENT}","record_id":"x"}}\n', DOCUMENT) == {traces.GATE}
        assert seen(at, '{"url":"/nowhere/"}\n', lost=None) == {links.GATE}
        assert seen(at, '{"url":"/nowhere/"}\n') == {links.GATE}
        assert seen(at, '{"facts":\n') == {documents.GATE}
    assert seen(0, "", NAME) == (set() if remembered else {traces.GATE})


def test_a_hash_may_begin_like_a_mobile_and_a_mobile_may_stand_beside_one(tmp_path: Path) -> None:
    digest = "13644558058d5a52840227cbc59404d67de7c8c637278b5b85728eb3f404cd2b"
    (tmp_path / "a.json").write_text(f'{{"bytes":2586,"sha256": "{digest}"}}', encoding="utf-8")
    assert not found(tmp_path)
    (tmp_path / "b.txt").write_text(f"13800138000 {digest}\n", encoding="utf-8")
    assert found(tmp_path) == {leaks.GATE}


def test_no_secret_is_published(tmp_path: Path) -> None:
    for text in ("-----BEGIN EC PRIVATE KEY-----\nMHc", "const key = 'a-master-key-of-16';"):
        (tmp_path / "a.js").write_text(text, encoding="utf-8")
        assert found(tmp_path) == {"密钥"}


def test_as_many_processes_as_one_find_the_same(tmp_path: Path) -> None:
    clean_city(tmp_path)
    (tmp_path / "a.txt").write_text("13800138000\n", encoding="utf-8")
    one = audit(check(tmp_path), Team(1))
    with Team(3) as team:
        three = audit(check(tmp_path), team)
    assert one == three
    assert one.total == 1


def clean_city(root: Path) -> None:
    for name in ("index.html", "s/x/index.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(CLEAN_PAGE.format("正文"), encoding="utf-8")
    (root / "site.css").write_text("p { color: red }\n", encoding="utf-8")


def check(root: Path, needles: tuple[str, ...] = ()) -> Check:
    return Check(
        root=str(root),
        base_url=BASE,
        emails=frozenset({"office@yunpu.example"}),
        needles=needles_of(needles),
        secrets=("a-master-key-of-16",),
    )


def found(root: Path, needles: tuple[str, ...] = ()) -> set[str]:
    return {finding.gate for finding in audit(check(root, needles), Team(1)).findings}


@pytest.mark.parametrize("border", [1 << 14, (1 << 14) - OVERLAP])
@pytest.mark.parametrize("begin", ["<t>", "无 ", ","])
def test_a_long_number_that_stands_in_two_pieces_is_no_mobile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str, border: int
) -> None:
    """A large file is read piece by piece: half a licence number there must not stop a release."""
    monkeypatch.setattr(unpack, "PIECE", 1 << 14)
    path, filled = tmp_path / "a.txt", b"<p>\n" * 5_000

    def told(number: str, before: int) -> set[str]:
        text = f"{begin}{number}</t>".encode()
        path.write_bytes(filled[: border - before] + text + filled)
        held = [piece.data.decode() for piece in pieces(path)]
        assert len(held) > 1
        return {what for text in held for what, _ in personal_numbers(text)}

    for number in ("JY19901002025072581", "581JY7258119901002025", "云邮1990100202507258许"):
        for before in range(32):
            assert not told(number, before), before
    for before in range(20):
        assert told("13800138000", before) == {"手机号码"}
