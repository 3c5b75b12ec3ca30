"""Workbooks as they are really sent: error cells, formulas never computed, hidden parts, old and open formats."""

import io
from datetime import date

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.intake.deliveries import PENALTY, city, loaded, penalty, put
from tests.intake.hostile import repacked

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
OLD_ERRORS = (0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A)
MANDATORY = ("行政相对人名称", "行政处罚决定书文号", "处罚决定日期", "公示截止期")


def workbook(rows: list[dict[str, object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(PENALTY))
    for row in rows:
        book.active.append(list(row.values()))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(rows) -> list[tuple[int, str, str]]:
    return [(f.place.row, f.place.column, f.message) for row in rows for f in row.faults]


def test_error_cells_and_formulas_without_a_value_are_never_blank(tmp_path):
    content = city(tmp_path / "c")
    cases = [(column, error) for column in MANDATORY for error in (*ERRORS, "=1+1")]
    rows = [penalty(n, **{column: error}) for n, (column, error) in enumerate(cases)]
    put(content, "penalties/a.xlsx", saved(workbook(rows)))
    rows, _ = loaded(content)
    words = ["没有结果的公式" if error == "=1+1" else error for _, error in cases]
    assert told(rows) == [
        (n, column, f"单元格是 {word}: 请在原表中改正后重新保存")
        for n, ((column, _), word) in enumerate(zip(cases, words, strict=True), 2)
    ]


def test_error_cells_of_old_workbooks_are_never_blank(tmp_path):
    content = city(tmp_path / "c")
    book = xlwt.Workbook()
    sheet = book.add_sheet("处罚")
    for at, header in enumerate(PENALTY):
        sheet.write(0, at, header)
    for number, error in enumerate(OLD_ERRORS, 1):
        for at, (header, cell) in enumerate(penalty(number).items()):
            if header == "公示截止期":
                sheet.row(number).set_cell_error(at, error)
            else:
                sheet.write(number, at, cell)
    sheet.row(3).hidden = True
    sheet.col(0).hidden = True
    out = io.BytesIO()
    book.save(out)
    put(content, "penalties/a.xls", out.getvalue())
    rows, faults = loaded(content)
    assert [message.split(":")[0] for _, _, message in told(rows)] == [
        f"单元格是 {error}" for error in ERRORS
    ]
    assert any("有隐藏的列 行政相对人名称" in f.message for f in faults)
    assert any("有隐藏的行 (第 4 行, 共 1 行)" in f.message for f in faults)


def test_open_sheets_are_read_with_their_errors_and_hidden_rows(tmp_path):
    content = city(tmp_path / "c")
    book = OpenDocumentSpreadsheet()
    table = Table(name="处罚")
    good, bad = penalty(1, 处罚决定日期=date(2026, 5, 20)), penalty(2, 公示截止期="#N/A")
    for cells, how in (
        (PENALTY, {}),
        (good.values(), {}),
        (bad.values(), {"visibility": "collapse"}),
    ):
        row = TableRow(**how)
        for cell in cells:
            if isinstance(cell, date):
                one = TableCell(valuetype="date", datevalue=cell.isoformat())
            elif cell == "#N/A":
                one = TableCell(formula="of:=NA()", valuetype="string", stringvalue="")
                one.addElement(P(text="#N/A"))
            else:
                one = TableCell(valuetype="string")
                one.addElement(P(text=cell))
            row.addElement(one)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.write(out)
    put(content, "penalties/a.ods", out.getvalue())
    rows, faults = loaded(content)
    assert rows[0].record.decided_on == date(2026, 5, 20)
    assert told(rows) == [(3, "公示截止期", "单元格是 #N/A: 请在原表中改正后重新保存")]
    assert [f.message for f in faults] == ["有隐藏的行 (第 3 行, 共 1 行), 已照常读取: 请核对"]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path):
    content = city(tmp_path / "c")
    book = workbook([penalty(1), penalty(2)])
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    again = book.create_sheet("旧表")
    again.append(list(PENALTY))
    again.append(list(penalty(3).values()))
    again.sheet_state = "hidden"
    put(content, "penalties/a.xlsx", saved(book))
    rows, faults = loaded(content)
    assert [row.record is not None for row in rows] == [True] * 3
    assert [f.message for f in faults] == [
        "有隐藏的列 行政相对人类别, 已照常读取: 请核对",
        "有隐藏的行 (第 3 行, 共 1 行), 已照常读取: 请核对",
        "是隐藏的工作表, 已照常读取: 请核对是否应当报送",
    ]


def test_numbers_that_were_codes_are_faults(tmp_path):
    content = city(tmp_path / "c")
    codes = {"行政相对人代码_1（统一社会信用代码）": 919901000000000000}
    row = penalty(1, 行政处罚决定书文号=20260520000000001, **codes)
    put(content, "penalties/a.xlsx", saved(workbook([row])))
    rows, _ = loaded(content)
    assert [message.split(":")[0] for _, _, message in told(rows)] == [
        "代码是数字格式, 位数可能已丢失",
        "数字超过 15 位, 末尾已被表格软件改成 0",
    ]


def test_several_kinds_in_one_workbook_and_a_sheet_without_headers(tmp_path):
    content = city(tmp_path / "c")
    book = workbook([penalty(1)])
    other = book.create_sheet("荣誉")
    other.append(["表彰名称", "主体名称", "表彰等级", "表彰部门", "表彰时间"])
    other.append(["示范", "试城市甲公司", "市级", "某局", date(2026, 5, 20)])
    for title in ("指标说明", "杂项"):
        book.create_sheet(title).append(["甲", "乙"])
    book.create_sheet("空表")
    put(content, "mixed/a.xlsx", saved(book))
    rows, faults = loaded(content)
    assert [row.kind for row in rows] == ["penalties", "honours"]
    assert [(f.place.sheet, f.level) for f in faults] == [
        ("指标说明", "warning"),
        ("杂项", "refused"),
    ]


def test_carriage_returns_of_the_format_are_line_breaks(tmp_path):
    content = city(tmp_path / "c")
    put(content, "penalties/a.xlsx", saved(workbook([penalty(1, 违法事实="甲_x000D_\n乙")])))
    rows, _ = loaded(content)
    assert rows[0].record.facts == "甲\n乙"


def test_a_strict_workbook_is_refused_rather_than_read_as_empty(tmp_path):
    content = city(tmp_path / "c")
    path = put(content, "penalties/a.xlsx", b"")
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    with repacked(path, lambda name, body: body.replace(old, new) if "sheet1" in name else body):
        pass
    rows, faults = loaded(content)
    assert (rows, [f.level for f in faults]) == ([], ["refused"])


@pytest.mark.parametrize("kind", ["removals", "objections"])
def test_orders_and_disputes_of_persons_stand_without_their_code(kind, tmp_path):
    content = city(tmp_path / "c")
    shared = "统一社会信用代码,原决定文书号,{}\n11010519491231002X,试处1号,{}"
    removal = "修复主题,修复决定机关,修复日期,理由", "行政处罚,某局,2026-05-20,信用修复"
    objection = "办件编号,异议信息类名称,处理状态,收到日期", "试1,行政处罚,待审核,2026-05-20"
    put(
        content,
        f"{kind}/a.csv",
        shared.format(*(removal if kind == "removals" else objection)).encode(),
    )
    rows, faults = loaded(content)
    assert faults == []
    assert [(row.outcome, row.record.uscc, row.record.document_no) for row in rows] == [
        (None, "", "试处1号")
    ]
