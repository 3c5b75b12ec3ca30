"""Hostile and odd texts in every text field of every kind, in every form: come through whole, or name their place."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from creditsite.intake.cells import is_blank
from creditsite.intake.characters import first_forbidden
from creditsite.intake.guard import personal_kinds
from creditsite.intake.templates import example
from creditsite.model.fields import Column, Type, columns
from creditsite.model.kinds import KINDS, Kind
from tests.intake.deliveries import city, code, csv_bytes, loaded, put
from tests.intake.dirty import TEXTS

NAUGHTY = Path(__file__).parents[2] / "shared/data/naughty-strings.json"
EXIT = {
    "移出日期": "2026-06-01",
    "移出原因": "已整改",
    "移出决定机关": "试城市商务局",
}  # go together
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")  # of spreadsheets
FORMS = ("csv", "excel.csv", "gb18030.csv", "xlsx", "xls", "json", "jsonl")


def texts_of(of: Kind) -> dict[str, Column]:
    record_class: type = of.record_class
    return {n: c for n, c in columns(record_class).items() if c.type is Type.TEXT}


def rows_of(of: Kind, texts: tuple[str, ...]) -> list[tuple[str, str, dict[str, str]]]:
    """Field, text, row: each text once in each field, in a row that is good without it."""
    base = example(of.name)
    found = []
    for name, col in texts_of(of).items():
        for text in texts:
            row = base | (EXIT if name.startswith("delist") else {}) | {col.header: text}
            if "统一社会信用代码" in row:
                row["统一社会信用代码"] = code(len(found) + 1)
            found.append((name, text, row))
    return found


def body(form: str, rows: list[dict[str, str]]) -> bytes:
    """The rows as a file of a form."""
    out = io.BytesIO()
    match form:
        case "csv":
            return csv_bytes(rows)
        case "excel.csv":
            quoted = [
                {h: f"'{c}" if c[:1] in "=+-@'\t＝＋－＠" and c else c for h, c in row.items()}
                for row in rows
            ]
            return csv_bytes(quoted, "utf-8-sig")
        case "gb18030.csv":
            return csv_bytes(rows, "gb18030")
        case "json":
            return json.dumps(rows).encode()
        case "jsonl":
            return "\n".join(map(json.dumps, rows)).encode()
        case "xls":
            return _old_book(rows)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(rows[0]))
    for number, row in enumerate(rows, 2):
        for at, cell in enumerate(row.values(), 1):
            made = book.active.cell(number, at)
            made.value, made.data_type = cell, "s"
    book.save(out)
    return out.getvalue()


def _old_book(rows: list[dict[str, str]]) -> bytes:
    out, book = io.BytesIO(), xlwt.Workbook()
    sheet = book.add_sheet("表")
    for number, row in enumerate([dict.fromkeys(rows[0]), *rows]):
        for at, (header, cell) in enumerate(row.items()):
            sheet.write(number, at, cell if cell is not None else header)
    book.save(out)
    return out.getvalue()


def writable(form: str, text: str) -> bool:
    """Whether a form can hold a text at all: workbooks have no control signs, the last surrogate is no text."""
    if form in ("xlsx", "xls"):
        return (
            not any(sign < " " and sign not in "\n\t" for sign in text)
            and max(text, default="") < "\ufffe"
            and ("_x" not in text and len(text) < 30_000)
        )
    return form != "gb18030.csv" or text.encode("gb18030", "ignore").decode("gb18030") == text


def seen(form: str, text: str) -> str:
    """The text as a form gives it back."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


def check(folder: Path, form: str, texts: tuple[str, ...], kinds: tuple[Kind, ...] = KINDS) -> int:
    content = city(folder / form.replace(".", "-"))
    usable = tuple(text for text in texts if writable(form, text))
    delivered: dict[str, list[Any]] = {}
    for of in kinds:
        delivered[of.name] = rows_of(of, usable)
        put(
            content,
            f"{of.name}/a.{form.rsplit('.')[-1]}",
            body(form, [row for *_, row in delivered[of.name]]),
        )
    rows, faults = loaded(content)
    assert [str(f) for f in faults if f.level != "warning"] == []
    assert len(rows) == sum(map(len, delivered.values()))
    by_kind = {of.name: iter([row for row in rows if row.kind == of.name]) for of in kinds}
    for of in kinds:
        for name, text, sent in delivered[of.name]:
            row = next(by_kind[of.name])
            header = texts_of(of)[name].header
            about = (form, of.name, name, text, [str(f) for f in row.faults])
            told = {f.place.column for f in row.faults if f.level == "error"}
            if told or row.record is None:  # an exit at fault says no more
                blank = is_blank(text) or not text.strip()
                assert told == {header}, about
                lost = "E+" in text or text.strip() in ERRORS
                assert blank or first_forbidden(text) or personal_kinds(text) or lost, about
            else:
                given = getattr(row.record, name)
                column = texts_of(of)[name]
                if personal_kinds(text) and not column.public:
                    assert given == "", about
                elif is_blank(text) or name in ("legal_rep", "address"):
                    assert given in ("", seen(form, text)), about
                else:
                    assert given == seen(form, text), about
                for other, col in texts_of(of).items():
                    if other != name and not is_blank(sent[col.header]):
                        assert getattr(row.record, other) == sent[col.header], (about, other)
    return len(rows)


@pytest.mark.parametrize("form", ["excel.csv", "xlsx"])
def test_payloads_in_every_text_field_of_every_kind(form, tmp_path):
    assert check(tmp_path, form, TEXTS[::2]) > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_all_payloads_in_every_form(form, tmp_path):
    assert check(tmp_path, form, TEXTS) > 2_500


@pytest.mark.slow
@pytest.mark.skipif(
    not NAUGHTY.is_file(), reason="the naughty strings lie beside the checkout only"
)
@pytest.mark.parametrize("form", FORMS)
def test_naughty_strings_in_every_text_field_of_every_kind(form, tmp_path):
    strings = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    texts = tuple(s for s in strings if s and s.encode("utf-8", "ignore").decode() == s)
    assert check(tmp_path, form, texts) > 30_000
