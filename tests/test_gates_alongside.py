"""Of a large file that changed, the gates judge what does not stand near the same place before; they miss nothing."""

import csv
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from creditsite.model.needles import needles_of
from creditsite.release.gates import leaks, links, traces
from creditsite.release.gates.audit import audit
from creditsite.release.gates.finding import Check
from creditsite.release.gates.sieve import Sieve, alongside
from creditsite.release.gates.unpack import PIECE, pieces
from creditsite.release.workers import Team
from tests.leaks import id_number

HIDDEN = "云市监处罚〔2026〕77号"
STAYING = "云浦市示例商贸有限公司"
ROWS = 9_000
Rows = list[tuple[str, str]]


def workbook(path: Path, rows: Rows) -> None:
    cell = '<c r="{}{}" s="0" t="inlineStr"><is><t>{}</t></is></c>'
    lines = (
        f'<row r="{n}">{"".join(cell.format("AB"[at], n, text) for at, text in enumerate(row))}</row>'
        for n, row in enumerate(rows, start=1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{''.join(lines)}</sheetData>")


def columns(path: Path, rows: Rows) -> None:
    ids, texts = zip(*rows, strict=True)
    pyarrow.parquet.write_table(pyarrow.table({"id": ids, "text": texts}), path)


def table(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((("record_id", "text"), *rows))


FORMS = {"rows.xlsx": workbook, "rows.parquet": columns, "rows.csv": table}


def rows_of_a_city() -> Rows:
    luck = random.Random(4)
    ids = ("rec" + "".join(luck.choices("abcdefgh234567", k=24)) for _ in range(ROWS))
    rows = [(one, f"第{number}行{'一二三四五六七八九十' * 12}") for number, one in enumerate(ids)]
    rows[ROWS // 2] = (rows[ROWS // 2][0], STAYING)
    return rows


def changed(rows: Rows, at: int, text: str, *, more: bool) -> Rows:
    """With a row more at a place, or with another text there."""
    row = ("rec" + "z" * 24, text) if more else (rows[at][0], text)
    return [*rows[:at], row, *rows[at if more else at + 1 :]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("more", [True, False])
def test_what_is_new_in_a_large_table_is_judged_wherever_it_stands(
    tmp_path: Path, form: str, more: bool
) -> None:
    rows, write = rows_of_a_city(), FORMS[form]
    for home in ("one", "two"):
        (tmp_path / home).mkdir()
    write(tmp_path / "one" / form, rows)

    def seen(at: int, text: str, *needles: str, remembered: bool) -> set[str]:
        write(tmp_path / "two" / form, changed(rows, at, text, more=more))
        asked = Check(
            root=str(tmp_path / "two"),
            base_url="https://credit.yunpu.example",
            emails=frozenset(),
            needles=needles_of(needles),
            passed=str(tmp_path / "one"),
            remembered=remembered,
        )
        return {finding.gate for finding in audit(asked, Team(1)).findings}

    number = id_number(random.Random(9))
    for at in (0, 1, ROWS // 3, ROWS - 1):
        assert not seen(at, "新的一行", remembered=True)
        assert seen(at, f"身份证号 {number}", remembered=True) == {leaks.GATE}
        assert seen(at, f"依据{HIDDEN}", HIDDEN, remembered=True) == {traces.GATE}
    assert seen(0, "新的一行", STAYING, remembered=False) == {traces.GATE}


@pytest.mark.parametrize("form", FORMS)
def test_of_a_large_table_little_is_judged_again_where_little_changed(
    tmp_path: Path, form: str
) -> None:
    rows, write = rows_of_a_city(), FORMS[form]
    write(tmp_path / form, rows)
    (tmp_path / "new").mkdir()
    write(tmp_path / "new" / form, changed(rows, ROWS // 2, "新的一行", more=True))
    whole = fresh = 0
    for piece, passed in alongside(pieces(tmp_path / "new" / form), pieces(tmp_path / form)):
        if not piece.packed:
            whole += len(piece.data)
            fresh += len(Sieve().sift(piece, passed)[0].data)
    assert whole > 2 * PIECE
    assert fresh < whole / 100


def test_a_look_up_file_that_gives_an_address_is_refused(tmp_path: Path) -> None:
    """They are not read again where something is gone: so none may ever lead there."""
    written: Callable[[str], object] = (tmp_path / "search" / "n3" / "0a.json").write_text
    (tmp_path / "search" / "n3").mkdir(parents=True)
    (tmp_path / "there.json").write_text("{}", encoding="utf-8")
    asked = Check(root=str(tmp_path), base_url="https://credit.yunpu.example", emails=frozenset())
    for text, due in (('{"d":["云浦"]}', set()), ('{"d":["/there.json"]}', {links.GATE})):
        written(text)
        assert {one.gate for one in audit(asked, Team(1)).findings} == due
