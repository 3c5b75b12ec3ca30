"""A bad delivery is refused with a sentence that says why, and the live site stays as it was.

Each is one that departments really send: empty, half, doubled, of another month, of another city, spoilt on the way.
"""

import csv
import io
import random
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from tests.edits import Office
from tests.sites import code
from tests.tools.builder import HOME, Builder, Told

PENALTIES = "tables/penalties/新.csv"
CODE, DAY, CLASS = "行政相对人代码_1（统一社会信用代码）", "处罚决定日期", "失信信息分级"
NUMBER, NAME = "行政处罚决定书文号", "行政相对人名称"
Rows = list[dict[str, str]]
LUCK = count()


@pytest.fixture(scope="module")
def built(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with forty penalties, released."""
    root = tmp_path_factory.mktemp("city")
    shutil.copytree(HOME / "tests" / "content", root / "content")
    office = Office(root / "content", random.Random(4))
    for _ in range(20):
        office.add_subject()
    rows = [penalty(office, number) for number in range(40)]
    office.write(PENALTIES, rows)
    told = build(hand, root)
    assert told.code == 0, told.said
    return root


def penalty(office: Office, number: int) -> dict[str, str]:
    name, made = office.people[number % len(office.people)]
    return {
        NAME: name, CODE: made, NUMBER: f"小市监罚〔2026〕{300 + number}号", "违法行为类型": office.word(),
        "违法事实": office.word(9), "处罚依据": "虚构条例第五条", "处罚类别": "罚款", "处罚内容": "罚款",
        "罚款金额（万元）": "1", DAY: str(office.day - timedelta(days=3 + number * 5)),
        "处罚机关": "小城市市场监督管理局", CLASS: ("一般", "严重")[number % 2],
    }  # fmt: skip


def build(hand: Builder, root: Path, *options: str) -> Told:
    return hand.run(
        "build", "--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1",
        *options, luck=next(LUCK),
    )  # fmt: skip


def live(root: Path) -> dict[str, bytes]:
    home = (root / "out" / "current").resolve()
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def text(rows: Rows, head: list[str] | None = None) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, head or list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def each(change: Callable[[dict[str, str]], dict[str, str]]) -> Callable[[Path, Rows], None]:
    """A delivery in which every row is changed."""
    return lambda file, rows: put(file, text([change(dict(row)) for row in rows]))


def put(file: Path, content: str | bytes) -> None:
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def other_city(number: int, row: dict[str, str]) -> dict[str, str]:
    made = code(f"91880102MB{number:07}")
    return {**row, NAME: f"大城某某{number}号商贸有限公司", CODE: made, NUMBER: f"大市监罚〔2026〕{number}号",
            "处罚机关": "大城市市场监督管理局"}  # fmt: skip


def instead(file: Path, name: str, content: bytes) -> None:
    file.unlink()
    put(file.with_name(name), content)


def workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (list(rows[0]), *(list(one.values()) for one in rows)):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def two_sheets(rows: Rows) -> bytes:
    """Each sheet under the other's headers."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("名单")
    assert first is not None
    first.append(["名单类型", "信用主体名称", "统一社会信用代码", "列入事由", "文书号", "列入日期"])
    second.append(list(rows[0]))
    for row in rows:
        first.append(list(row.values()))
        second.append(["红名单", row[NAME], row[CODE], "守信", "小信红〔2026〕9号", "2026-02-01"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def renamed(old: str, new: str) -> Callable[[Path, Rows], None]:
    return lambda file, rows: put(file, text(rows).replace(old, new, 1))


def swapped(one: str, other: str) -> Callable[[Path, Rows], None]:
    return each(lambda row: {**row, one: row[other], other: row[one]})


def shifted(file: Path, rows: Rows) -> None:
    head = list(rows[0])
    put(
        file, text([dict(zip(head, ["", *row.values()][: len(head)], strict=True)) for row in rows])
    )


def nested(rows: Rows) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("新.csv", text(rows))
    return file.getvalue()


def next_year(row: dict[str, str]) -> dict[str, str]:
    return {**row, DAY: str(date.fromisoformat(row[DAY]) + timedelta(days=365))}


DELIVERIES: dict[str, Callable[[Path, Rows], None]] = {
    "empty": lambda file, rows: put(file, b""),
    "header only": lambda file, rows: put(file, text(rows).split("\n")[0] + "\n"),
    "half": lambda file, rows: put(file, text(rows[:20])),
    "cut off in a row": lambda file, rows: put(file, text(rows)[: len(text(rows)) // 2]),
    "every row twice": lambda file, rows: put(file, text([*rows, *rows])),
    "twice as many": lambda file, rows: put(
        file, text([*rows, *({**row, NUMBER: row[NUMBER].replace("〕", "〕7")} for row in rows)])
    ),
    "last month's": lambda file, rows: put(file, text([r for r in rows if r[DAY] < "2026-10-01"])),
    "another city's": lambda file, rows: put(
        file, text([other_city(number, row) for number, row in enumerate(rows)])
    ),
    "another city's as well": lambda file, rows: put(
        file.with_name("更多.csv"), text([other_city(number, row) for number, row in enumerate(rows)])
    ),
    "missing": lambda file, rows: file.unlink(),
    "codes under another name": renamed(CODE, "编码"),
    "class under another name": renamed(CLASS, "备用一"),
    "day under another name": renamed(DAY, "日子"),
    "in the folder of permits": lambda file, rows: shutil.move(
        file, file.parents[1] / "permits" / "新.csv"
    ),
    "in an unknown coding": lambda file, rows: put(file, text(rows).encode("utf-16-be")),
    "in two codings": lambda file, rows: put(
        file, text(rows[:20]).encode() + text(rows[20:]).encode("gb18030")
    ),
    "codes as numbers": each(lambda row: {**row, CODE: "9.19901E+17"}),
    "moved by a column": shifted,
    "name and code swapped": swapped(NAME, CODE),
    "facts and content of all changed": swapped("违法事实", "处罚内容"),
    "sheets swapped": lambda file, rows: instead(file, "新.xlsx", two_sheets(rows)),
    "all of next year": each(next_year),
    "all of one day": each(lambda row: {**row, DAY: "2026-10-30"}),
    "a column blank": each(lambda row: {**row, CLASS: ""}),
    "another word for the class": each(lambda row: {**row, CLASS: "二级"}),
    "a workbook of no byte": lambda file, rows: instead(file, "新.xlsx", b""),
    "a workbook cut off": lambda file, rows: instead(file, "新.xlsx", workbook(rows)[:-900]),
    "an archive": lambda file, rows: instead(file, "新.zip", nested(rows)),
    "an archive as a workbook": lambda file, rows: instead(file, "新.xlsx", nested(rows)),
    "a page of the web": lambda file, rows: put(file, "<html><body>请先登录</body></html>"),
}  # fmt: skip
SAMPLE = ("header only", "half", "another city's", "a workbook cut off")


def refused(hand: Builder, built: Path, root: Path, delivery: str) -> None:
    shutil.copytree(built, root, symlinks=True)
    before = live(root)
    office = Office(root / "content", random.Random(0))
    DELIVERIES[delivery](root / "content" / PENALTIES, office.rows(PENALTIES))
    told = build(hand, root)
    assert told.code == 1, told.said
    assert "没有发布; 线上保持原样" in told.said
    assert live(root) == before
    shutil.copyfile(built / "content" / PENALTIES, root / "content" / PENALTIES)
    for path in (root / "content" / "tables").glob("*/*"):
        if not (built / path.relative_to(root)).exists():
            path.unlink()
    assert build(hand, root).code == 0
    assert live(root) == before


@pytest.mark.parametrize("delivery", SAMPLE)
def test_a_bad_delivery_is_refused(
    hand: Builder, built: Path, tmp_path: Path, delivery: str
) -> None:
    refused(hand, built, tmp_path / "city", delivery)


@pytest.mark.slow
@pytest.mark.parametrize("delivery", sorted({*DELIVERIES} - {*SAMPLE}))
def test_every_bad_delivery_is_refused(
    hand: Builder, built: Path, tmp_path: Path, delivery: str
) -> None:
    refused(hand, built, tmp_path / "city", delivery)


def test_an_ordinary_day_is_released(hand: Builder, built: Path, tmp_path: Path) -> None:
    """What a good delivery brings: some new rows, a few that are changed, one that left, and time goes on."""
    root = tmp_path / "city"
    shutil.copytree(built, root, symlinks=True)
    office = Office(root / "content", random.Random(0))
    rows = office.rows(PENALTIES)
    del rows[7]
    rows[3]["处罚内容"] = "罚款，分期缴纳"
    rows += [penalty(office, number) for number in range(40, 50)]
    office.write(PENALTIES, rows)
    assert build(hand, root).code == 0
    assert build(hand, root, "--as-of", "2026-12-24").code == 0
