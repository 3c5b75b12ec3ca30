"""The report that goes back to the department, and the templates: both derive from what intake itself reads by."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

import html5lib
import openpyxl
import pytest

from creditsite.intake.report import check_csv, check_html
from creditsite.intake.templates import example, template_csv, template_xlsx
from creditsite.ledger import BalanceLine
from creditsite.ledger.faultbook import Faults
from creditsite.model.faults import Fault, Place
from creditsite.model.kinds import KINDS
from tests.intake.deliveries import city, csv_bytes, loaded, penalty, put

ID = "11010519491231002X"
FAULTS = [
    Fault(Place("tables/a.csv", row=3, column="违法事实"), "太短: 请补充", "=cmd|' /C calc'!A0"),
    Fault(
        Place("tables/a.csv", row=2),
        "<script>alert(1)</script>: 请改正",
        "<img src=x onerror=alert(1)>",
    ),
    Fault(Place("tables/b.xlsx", "表", 1), "缺少必备列 处罚依据: 请补上", level="refused"),
    Fault(Place("tables/c.csv", row=9), f"不该有{ID}: 请删去", ID),
    Fault(Place("tables/c.csv", row=8), "乱\u202e码: 请删去", "a\u202eb\x07", level="warning"),
]
BALANCE = [BalanceLine("tables/a.csv", "penalties", 6, 1, 1, 1, 0, 0, 1, 2)]


@pytest.fixture
def faults() -> Iterator[Faults]:
    """The faults as `check` tells them."""
    with Faults(len(FAULTS)) as found:
        for fault in FAULTS:
            found.add(fault)
        found.sort()
        yield found


def test_the_worst_comes_first_file_by_file(faults):
    assert sorted(faults, key=str) == sorted(FAULTS, key=str)
    assert [(f.level, f.place.file, f.place.row) for f in faults] == [
        ("refused", "tables/b.xlsx", 1),
        ("error", "tables/a.csv", 2),
        ("error", "tables/a.csv", 3),
        ("error", "tables/c.csv", 9),
        ("warning", "tables/c.csv", 8),
    ]


def test_csv_holds_every_fault_and_no_formula(faults):
    body = b"".join(check_csv(faults))
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(FAULTS)
    assert not any(cell[:1] in tuple("=+-@\t") for row in rows for cell in row.values() if cell)
    assert (rows[0]["问题"], rows[0]["怎么改"]) == ("缺少必备列 处罚依据", "请补上")
    assert "<U+202E>" in body.decode()


def test_page_holds_every_fault_as_text(faults):
    body = b"".join(check_html(faults, faults.levels, BALANCE)).decode()
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body)
    assert page.findall(".//script") == page.findall(".//img") == []
    assert "<script>alert(1)</script>" in "".join(page.itertext())
    assert len(page.findall(".//tbody/tr")) == len(FAULTS) + len(BALANCE)


def test_no_digit_of_a_person_goes_back(faults):
    for body in (check_csv(faults), check_html(faults, faults.levels)):
        assert ID[6:14] not in b"".join(body).decode()


def test_no_sentence_repeats_a_digit_of_a_person(tmp_path):
    """In the ledger, on a terminal and in whatever holds its lines."""
    cells = ("处罚决定日期", "失信信息分级", "罚款金额（万元）", "行政处罚决定书文号", "备注")
    rows = [penalty(n, **{cell: ID}) | {f"经办{ID}": ""} for n, cell in enumerate(cells)]
    put(city(tmp_path), "penalties/处罚.csv", csv_bytes(rows))
    read, faults = loaded(tmp_path)
    faults += [fault for row in read for fault in row.faults]
    told = [f"{fault} {fault.value}" for fault in faults]
    assert len(told) > len(cells)
    assert not [one for one in told if ID[6:14] in one]
    assert any("所填内容不是日期: 请写成 2026-05-20" in one for one in told)


def test_all_faults_are_counted_and_the_first_are_told():
    odd = Fault(Place("表\udcff.csv", row=1), "名称不是 UTF-8: 请改名")
    with Faults(2) as found:
        for fault in (odd, *FAULTS):
            found.add(fault)
        assert list(found) == [odd, FAULTS[0]]
        assert found.levels.total() == 1 + len(FAULTS)


def test_templates_are_read_without_a_fault_and_their_example_is_no_row(tmp_path):
    content = city(tmp_path / "content")
    for kind in KINDS:
        put(content, f"{kind.name}/t.csv", template_csv(kind.name))
        put(content, f"{kind.name}/t.xlsx", template_xlsx(kind.name))
    rows, faults = loaded(content)
    assert rows == []
    told = Counter(fault.message for fault in faults)
    files = 2 * len(KINDS)
    assert told == {
        "另有 1 个说明行, 不计入数据行": files,
        "只有表头, 没有数据行: 请核对是否漏报": files,
    }


def test_example_rows_are_good_rows(tmp_path):
    content = city(tmp_path / "content")
    for kind in KINDS:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([example(kind.name).keys(), example(kind.name).values()])
        put(content, f"{kind.name}/e.csv", out.getvalue().encode())
    rows, faults = loaded(content)
    assert faults == []
    assert [str(fault) for row in rows for fault in row.faults] == []
    assert [row.kind for row in rows] == sorted(kind.name for kind in KINDS)


def test_template_is_the_same_bytes_and_offers_the_words():
    assert template_xlsx("penalties") == template_xlsx("penalties")
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx("penalties")))
    lists = [v for v in book.worksheets[0].data_validations.dataValidation if v.type == "list"]
    assert lists
    assert book["可填值"].sheet_state == "hidden"
    shown = [
        row[6] for row in book["填表说明"].iter_rows(values_only=True) if row[0] == "失信信息分级"
    ]
    assert shown == ["轻微；一般；严重"]
