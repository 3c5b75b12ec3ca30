"""Programs of others read the open data: `python tests/outside.py FOLDER OFFICE`, in an environment of their own.

FOLDER is the folder of a release, OFFICE the program of LibreOffice. Prints what anyone has to object to.
"""

import csv
import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import openpyxl
import pandas
import pyshacl
import rdflib
from csvw import CSVW
from rdflib.compare import isomorphic

# A CSV filter of LibreOffice: comma, quote, UTF-8; every cell as it is shown, but formulas as formulas.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
READ = "CSV:44,34,76,1"
Rows = list[dict[str, str]]


def said(value: Any) -> str:
    """A value as the CSV for machines writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


def rows_of(folder: Path, table: str) -> Rows:
    """What the JSON Lines say, which are the faithful form."""
    text = (folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [{k: said(v) for k, v in json.loads(line).items()} for line in text.split("\n")[:-1]]


def columns_on_the_web(folder: Path, table: str) -> Iterator[str]:
    """The CSV is what its metadata say it is."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        read = CSVW(str(folder / f"{table}.csv-metadata.json"), validate=True)
        if not read.is_valid or told:
            yield f"csvw: {[str(one.message) for one in told]}"
        found = list(read.tables[0].iterdicts())
    if len(found) != len(rows_of(folder, table)):
        yield f"csvw: {len(found)} rows"


def engines(folder: Path, table: str) -> Iterator[str]:
    """duckdb and pandas find equal rows in every form."""
    due = sorted(map(repr, map(dict.items, rows_of(folder, table))))
    named = {
        "duckdb csv": f"read_csv('{folder}/{table}.csv', all_varchar=true, header=true, nullstr='\x01')",
        "duckdb parquet": f"read_parquet('{folder}/{table}.parquet')",
    }
    for what, source in named.items():
        read = duckdb.sql(f"SELECT * FROM {source}")
        names = [one[0] for one in read.description]
        yield from differ(
            what, due, [dict(zip(names, row, strict=True)) for row in read.fetchall()]
        )
    text = pandas.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
    yield from differ("pandas csv", due, text.to_dict("records"))
    typed = pandas.read_parquet(folder / f"{table}.parquet", dtype_backend="pyarrow")
    found = [{k: plain(v) for k, v in one.items()} for one in typed.to_dict("records")]
    yield from differ("pandas parquet", due, found)
    count = duckdb.sql(f"SELECT COUNT(*) FROM read_json('{folder}/{table}.jsonl.gz')").fetchall()
    if rows_of(folder, table) and count != [(len(due),)]:
        yield f"duckdb jsonl.gz: {count}"


def plain(value: Any) -> Any:
    """A value of pandas as Python has it."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return None if not isinstance(value, list) and pandas.isna(value) else value


def differ(what: str, due: list[str], read: list[dict[str, Any]]) -> Iterator[str]:
    """A fault where what was read is not what is due, in the order of names that JSON Lines have."""
    found = sorted(repr({k: said(one[k]) for k in sorted(one)}.items()) for one in read)
    if found != due:
        yield f"{what}: {next(pair for pair in zip(found, due, strict=False) if pair[0] != pair[1])}"


def office(folder: Path, tables: list[str], program: str) -> Iterator[str]:
    """A spreadsheet program shows in the workbook and in its CSV what is meant, and calculates nothing."""
    with TemporaryDirectory() as place:
        out = Path(place)
        start = [program, "--headless", f"-env:UserInstallation=file://{out}/profile"]
        books = [str(folder / f"{table}.xlsx") for table in tables]
        shown = ["--convert-to", AS_SHOWN, "--outdir", str(out / "shown"), *books]
        texts = [str(folder / f"{table}.excel.csv") for table in tables]
        opened = [f"--infilter={READ}", "--convert-to", "xlsx", "--outdir", str(out / "opened")]
        for order in ([*start, *shown], [*start, *opened, *texts]):
            subprocess.run(order, check=True, capture_output=True)
        for table in tables:
            yield from workbook(folder, table, next((out / "shown").glob(f"{table}*.csv")))
            yield from spreadsheet(folder, table, out / "opened" / f"{table}.excel.xlsx")


def written(path: Path) -> list[list[str]]:
    """The cells of a CSV that a spreadsheet program reads."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def workbook(folder: Path, table: str, shown: Path) -> Iterator[str]:
    """What is shown in the workbook is what the CSV for spreadsheets says, without its marks."""
    due = [
        [cell.removeprefix("'") for cell in row] for row in written(folder / f"{table}.excel.csv")
    ]
    found = written(shown)
    for ours, theirs in zip(due, found, strict=True):
        for cell, seen in zip(ours, theirs, strict=True):
            if " ".join(cell.split()) != " ".join(seen.split()):
                yield f"{table}.xlsx: {cell!r} is shown as {seen!r}"


def spreadsheet(folder: Path, table: str, opened: Path) -> Iterator[str]:
    """Of the CSV no cell becomes a formula, and no text that was marked becomes a number."""
    (sheet,) = openpyxl.load_workbook(opened).worksheets
    for ours, cells in zip(written(folder / f"{table}.excel.csv"), sheet.iter_rows(), strict=True):
        for text, cell in zip(ours, cells, strict=False):
            if cell.data_type == "f":
                yield f"{table}.excel.csv: {cell.value!r} is calculated"
            elif text.startswith("'") and str(cell.value).removeprefix("'") != text[1:]:
                yield f"{table}.excel.csv: {text!r} is read as {cell.value!r}"


def catalogue(folder: Path, shapes: str) -> Iterator[str]:
    """Both forms of the catalogue say the same, and it keeps what the profile demands."""
    turtle = rdflib.Graph().parse(folder.parent / "dcat.ttl")
    if not isomorphic(
        turtle, rdflib.Graph().parse(folder.parent / "dcat.jsonld", format="json-ld")
    ):
        yield "dcat.ttl and dcat.jsonld differ"
    keeps, _, report = pyshacl.validate(turtle, shacl_graph=rdflib.Graph().parse(data=shapes))
    if not keeps:
        yield report


def main() -> int:
    """The command; the shapes of the profile come from its standard input."""
    folder, shapes = Path(sys.argv[1]), sys.stdin.read()
    tables = sorted(path.stem for path in folder.glob("*.jsonl"))
    faults = [
        *(f"{table}: {one}" for table in tables for one in columns_on_the_web(folder, table)),
        *(f"{table}: {one}" for table in tables for one in engines(folder, table)),
        *office(folder, tables, sys.argv[2]),
        *catalogue(folder, shapes),
    ]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
