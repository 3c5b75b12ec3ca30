"""The data files are complete, exact, described and provable, and no spreadsheet program calculates in them."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from flask.testing import FlaskClient
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from pyarrow import parquet

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.fields import columns
from creditsite.model.kinds import KINDS
from creditsite.render import opendata
from creditsite.render.packaging import MEDIA
from creditsite.render.sheet import CUT, LONGEST, xlsx_pen
from creditsite.render.source import Source
from creditsite.render.tableforms import (
    Pen,
    csv_pen,
    escape_cell,
    excel_csv_pen,
    jsonl_pen,
    written,
)
from creditsite.render.tables import Table, in_columns, tables
from tests.small_release import DAY, NAUGHTY, ORANGE, app_of, small_release

RELEASE = "2026-10-31-abcdefgh"
FORMULA = "=+-@\t\r\n\0＝＋－＠"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with small_release(tmp_path_factory.mktemp("city")) as one:
        yield one


@pytest.fixture(scope="module")
def folder(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as the release writes them."""
    root = tmp_path_factory.mktemp("published")
    write(source, root)
    return root / "data" / RELEASE


@pytest.fixture(scope="module")
def client(source: Source) -> FlaskClient:
    return app_of(source, opendata).test_client()


def write(source: Source, root: Path) -> None:
    for path, chunks in opendata.files(source):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(chunks))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def test_frictionless_finds_nothing_to_object_to(folder):
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["path", "fieldName", "type", "message"]) == []
    assert report.stats["tasks"] == len(list(tables()))


def test_every_table_and_every_field_says_what_it_is(folder):
    package = json.loads((folder / "datapackage.json").read_bytes())
    for one in package["resources"]:
        told = (one, *one["schema"]["fields"])
        assert [each["name"] for each in told if not each["title"] or not each["description"]] == []


def test_every_record_on_display_stands_in_every_form(source, folder):
    for table in tables():
        plain = lines(folder / f"{table.name}.jsonl")
        packed = gzip.decompress((folder / f"{table.name}.jsonl.gz").read_bytes())
        assert packed == (folder / f"{table.name}.jsonl").read_bytes()
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        assert [row[table.key] for row in rows] == [line[table.key] for line in plain]
        for row, line in zip(rows, plain, strict=True):
            for name, value in line.items():
                said = ";".join(value) if isinstance(value, list) else value
                if value is None or isinstance(value, bool):
                    said = {None: "", True: "true", False: "false"}[value]
                assert row[name] == str(said)
    counted = {
        name: ledger.total(source.ledger, name) for name in ("penalties", "listings", "measures")
    }
    assert all(len(lines(folder / f"{name}.jsonl")) == number for name, number in counted.items())
    assert counted["penalties"] == 2


def test_parquet_holds_the_same_rows(folder):
    for table in tables():
        rows = parquet.read_table(folder / f"{table.name}.parquet").to_pylist()
        plain = lines(folder / f"{table.name}.jsonl")
        assert len(rows) == len(plain)
        for row, line in zip(rows, plain, strict=True):
            assert list(row) == list(table.fields)
            for name, value in row.items():
                said = str(value) if isinstance(value, date) else value
                if isinstance(value, Decimal):
                    assert value == Decimal(line[name])
                else:
                    assert said == line[name]
    typed = parquet.read_schema(folder / "penalties.parquet")
    assert str(typed.field("decided_on").type) == "date32[day]"
    assert str(typed.field("fine_wan").type) == "decimal128(24, 6)"


def sheet(path: Path | io.BytesIO) -> list[list[Any]]:
    """The cells of a workbook as a spreadsheet program reads them, formulas as formulas."""
    book = load_workbook(path)
    (only,) = book.worksheets
    assert not [cell for row in only.iter_rows() for cell in row if cell.data_type == "f"]
    return [list(row) for row in only.iter_rows(values_only=True)]


def test_the_workbook_holds_the_same_rows_typed(folder):
    for table in tables():
        headers, *rows = sheet(folder / f"{table.name}.xlsx")
        assert headers == [column.header for column in table.fields.values()]
        plain = lines(folder / f"{table.name}.jsonl")
        assert [row[list(table.fields).index(table.key)] for row in rows] == [
            line[table.key] for line in plain
        ]
    headers, row, _ = sheet(folder / "penalties.xlsx")
    told = dict(zip(headers, row, strict=True))
    assert told["违法事实"] == NAUGHTY
    assert told["处罚类别"] == "罚款；警告"
    assert (told["处罚决定日期"].date(), told[columns(r.Penalty)["fine_wan"].header]) == (
        date(2026, 6, 20),
        0.2,
    )
    _, row, _ = sheet(folder / "subjects.xlsx")
    assert ORANGE in row  # a code, not a number


def test_csv_is_for_machines(folder):
    data = (folder / "penalties.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.startswith(b"record_id,subject_id,subject_name,")
    assert data.endswith(b"\r\n")
    row = next(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert row["facts"] == NAUGHTY  # faithful: what a machine reads is what was decided
    assert row["content"] == "罚款，\n分两次缴"
    assert row["penalty_kinds"] == "fine;warning"
    assert row["fine_wan"] == "0.2"


def test_the_file_for_spreadsheets_has_words_and_no_formula(folder):
    data = (folder / "penalties.excel.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[0]["处罚类别"] == "罚款；警告"
    assert rows[0]["违法事实"] == "'" + NAUGHTY
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] and cell[0] in FORMULA]


@given(st.text(alphabet=st.sampled_from([*FORMULA, "'", "1", "E", ".", "a", "云", '"', ",", ";"])))
def test_no_cell_is_a_formula_and_every_cell_can_be_read_back(text):
    safe = escape_cell(text)
    assert not safe or safe[0] not in FORMULA
    assert safe.removeprefix("'") == text


@pytest.mark.parametrize("code", ["911101080000000001", "007", "2026-1", "1E5", "3/4"])
def test_a_code_stays_text(code):
    assert escape_cell(code) == "'" + code


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "record_id": st.text(min_size=1),
                "facts": st.text(st.characters(exclude_categories=["Cs"])),
            }
        ),
        max_size=5,
    )
)
def test_any_text_survives_every_form(given_lines):
    shown = columns(r.Penalty)
    table = Table(
        "t",
        "t",
        "",
        "record_id",
        {"record_id": shown["facts"], "facts": shown["facts"]},
        lambda _s, _c: iter(()),
    )
    wanted = [[line["record_id"], line["facts"]] for line in given_lines]

    def drawn(pen: Pen) -> bytes:
        return b"".join(written(pen, table, in_columns(given_lines, table.fields)))

    read = drawn(csv_pen).decode()
    assert list(csv.reader(io.StringIO(read, newline="")))[1:] == wanted
    read = drawn(excel_csv_pen).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(read, newline="")))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == wanted
    book = sheet(io.BytesIO(drawn(xlsx_pen)))[1:]
    assert [[unescape(cell or "") for cell in row] for row in book] == wanted
    assert [json.loads(x) for x in drawn(jsonl_pen).split(b"\n")[:-1]] == given_lines


def test_a_cell_too_long_for_a_workbook_says_that_it_is_cut():
    facts = columns(r.Penalty)["facts"]
    table = Table("t", "t", "", "facts", {"facts": facts}, lambda _s, _c: iter(()))
    chunks = written(xlsx_pen, table, [{"facts": ["云" * 40_000]}])
    ((_,), (told,)) = sheet(io.BytesIO(b"".join(chunks)))
    assert told == "云" * LONGEST + CUT


def test_checksums_and_index_speak_of_the_files_as_they_are(source, folder):
    found = json.loads((folder.parent / "index.json").read_bytes())
    assert found["release"] == RELEASE
    assert found["as_of"] == str(DAY)
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {
        one["url"].removeprefix(f"https://tiny.example/data/{RELEASE}/")
        for one in found["resources"]
    } == (on_disk - {"SHA256SUMS"})
    for one in found["resources"]:
        data = (folder.parent / one["url"].removeprefix("https://tiny.example/data/")).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sha, name = line.split("  ")
        assert sha == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert found["counts"]["penalties"] == 2


def test_the_balance_adds_up_to_the_row(source, folder):
    found = json.loads((folder.parent / "index.json").read_bytes())["balance"]
    assert {line["kind"] for line in found} >= {"penalties", "listings", "subjects"}
    for line in found:
        rest = [number for name, number in line.items() if name not in ("kind", "title", "read")]
        assert line["read"] == sum(rest)


def test_the_digest_can_be_worked_out_from_a_copy(folder):
    said = json.loads((folder.parent / "index.json").read_bytes())["state_digest"]
    copy = {
        table.name: [
            f"{json.loads(line)[table.key]}\t{hashlib.sha256(line).hexdigest()}\n"
            for line in (folder / f"{table.name}.jsonl").read_bytes().split(b"\n")[:-1]
        ]
        for table in tables()
    }
    every = [line for lines in copy.values() for line in lines]
    assert state_digest(every) == said
    assert state_digest(every[1:]) != said
    by_table = json.loads((folder.parent / "index.json").read_bytes())["table_digests"]
    assert {name: state_digest(lines) for name, lines in copy.items()} == by_table


def state_digest(lines: list[str]) -> str:
    """As the data guide tells re-users to work it out."""
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def test_every_line_keeps_its_json_schema(folder):
    for table in tables():
        schema = json.loads((folder / "schema" / f"{table.name}.json").read_bytes())
        jsonschema.Draft202012Validator.check_schema(schema)
        for line in lines(folder / f"{table.name}.jsonl"):
            jsonschema.validate(line, schema)


def test_only_public_fields_leave(folder):
    classes = {kind.name: kind.record_class for kind in KINDS}
    for table in tables():
        of = classes.get(table.name, r.Subject)
        secret = {name for name, col in columns(of).items() if not col.public}
        assert not set(table.fields) & secret
        assert "subject_no" not in table.fields
    shop_keeper = next(
        one for one in lines(folder / "subjects.jsonl") if one["entity_kind"] == "sole_trader"
    )
    assert shop_keeper["address"] == ""  # a home, most often


def test_small_totals_are_hidden(folder):
    (stat,) = lines(folder / "complaint_stats.jsonl")
    assert stat["upheld"] is None
    assert stat["received"] == 50


def test_a_profile_joins_the_records_of_a_subject(folder):
    profiles = {one["id"]: one for one in lines(folder / "profiles.jsonl")}
    orange = profiles[ORANGE]
    assert (orange["penalties_count"], orange["listings_count"], orange["standing"]) == (
        2,
        0,
        "penalty",
    )
    records = {
        line["record_id"]: line
        for name in ("shops", "penalties", "commitments", "ratings", "honours")
        for line in lines(folder / f"{name}.jsonl")
        if line["subject_id"] == ORANGE
    }
    assert sorted(orange["record_ids"]) == sorted(records)
    ends = [line["publish_until"] for line in records.values() if line["publish_until"]]
    assert orange["publish_until"] == min(ends)


def test_every_row_says_how_long_it_may_be_kept(folder):
    for table in tables():
        assert all("publish_until" in line for line in lines(folder / f"{table.name}.jsonl"))
    assert all(line["publish_until"] for line in lines(folder / "penalties.jsonl"))


def test_the_dictionary_names_every_field(folder):
    with (folder / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["table"], row["field"]) for row in rows} == {
        (t.name, f) for t in tables() for f in t.fields
    }
    assert all(row["title"] and row["help"] for row in rows)


def test_equal_releases_give_equal_bytes(folder, tmp_path):
    with small_release(tmp_path) as again:
        write(again, tmp_path / "again")
    for path in folder.rglob("*"):
        if path.is_file():
            other = tmp_path / "again" / "data" / RELEASE / path.relative_to(folder)
            assert path.read_bytes() == other.read_bytes(), path


def test_what_is_removed_leaves_an_opaque_id_alone(tmp_path):
    order = r.Removal(
        target_kind="penalties", uscc=ORANGE, document_no="小市监罚〔2026〕1号", decided_by="小城市信用办",
        decided_on=DAY, reason_code="repaired", effect="display_end",
    )  # fmt: skip
    with small_release(tmp_path, order) as source:
        write(source, tmp_path)
    data = tmp_path / "data"
    (gone,) = lines(data / "removed.jsonl")
    assert set(gone) == {"record_id", "removed_on", "reason_code"}
    for path in data.rglob("*"):
        if path.is_file():
            assert "〔2026〕1号".encode() not in path.read_bytes()
    assert gone["record_id"] not in (data / RELEASE / "penalties.jsonl").read_text(encoding="utf-8")


def test_an_exit_is_announced_in_a_table_of_its_own(tmp_path):
    left = r.Listing(
        subject_name="青橙商贸", uscc=ORANGE, list_kind="watch", reason="不再提起的事由", legal_basis="虚构的依据",
        document_no="小信名〔2026〕9号", decided_on=date(2026, 3, 1), listed_on=date(2026, 3, 2),
        designating_body="小城市商务局", delisted_on=DAY - timedelta(days=3), delist_reason="已整改",
        delisted_by="小城市商务局",
    )  # fmt: skip
    with small_release(tmp_path, left) as source:
        write(source, tmp_path)
        ((_, announced),) = ledger.exits(source.ledger)
    (told,) = lines(tmp_path / "data" / RELEASE / "exits.jsonl")
    assert told["record_id"] == announced.record_id
    assert told["publish_until"] == str(announced.publish_until)
    assert (told["delisted_on"], told["delist_reason"]) == ("2026-10-28", "已整改")
    assert json.loads((tmp_path / "data/index.json").read_bytes())["counts"]["exits"] == 1
    for path in (tmp_path / "data").rglob("*.*"):
        assert path.is_dir() or "不再提起的事由".encode() not in path.read_bytes()


def test_the_columns_are_described_to_the_web(folder):
    for table in tables():
        said = json.loads((folder / f"{table.name}.csv-metadata.json").read_bytes())
        with (folder / said["url"]).open(encoding="utf-8", newline="") as file:
            headers = next(csv.reader(file))
        columns = said["tableSchema"]["columns"]
        assert [title for column in columns for title in column["titles"]] == headers
        assert said["tableSchema"]["primaryKey"] in headers
        assert all(column["dc:description"] for column in columns)


# What DCAT-AP 3.0.1 demands of the classes that are used: must be there, at most once, and of which class it is.
DEMANDS = {
    "dcat:Catalog": {
        "dct:title": (1, None, ""), "dct:description": (1, None, ""), "dct:publisher": (1, 1, "foaf:Agent"),
        "dcat:dataset": (1, None, "dcat:Dataset"), "dct:license": (0, 1, "dct:LicenseDocument"),
        "foaf:homepage": (0, 1, "foaf:Document"), "dcat:themeTaxonomy": (0, None, "skos:ConceptScheme"),
        "dct:rights": (0, None, "dct:RightsStatement"), "dct:language": (0, None, "dct:LinguisticSystem"),
        "dct:spatial": (0, None, "dct:Location"), "dct:modified": (0, 1, ""),
    },
    "dcat:Dataset": {
        "dct:title": (1, None, ""), "dct:description": (1, None, ""), "dct:publisher": (0, 1, "foaf:Agent"),
        "dcat:distribution": (1, None, "dcat:Distribution"), "dcat:theme": (0, None, "skos:Concept"),
        "dcat:contactPoint": (0, None, "vcard:Kind"), "dct:accessRights": (0, 1, "dct:RightsStatement"),
        "dct:accrualPeriodicity": (0, 1, "dct:Frequency"), "dct:conformsTo": (0, None, "dct:Standard"),
        "dcat:landingPage": (0, None, "foaf:Document"), "dcat:version": (0, 1, ""),
    },
    "dcat:Distribution": {
        "dcat:accessURL": (1, None, ""), "dct:license": (0, 1, "dct:LicenseDocument"),
        "dcat:mediaType": (0, 1, "dct:MediaType"), "dct:format": (0, 1, "dct:MediaTypeOrExtent"),
        "dcat:compressFormat": (0, 1, "dct:MediaType"), "dct:rights": (0, None, "dct:RightsStatement"),
        "dcatap:availability": (0, 1, "skos:Concept"), "spdx:checksum": (0, 1, "spdx:Checksum"),
    },
    "spdx:Checksum": {
        "spdx:algorithm": (1, 1, "spdx:ChecksumAlgorithm"), "spdx:checksumValue": (1, 1, ""),
    },
    "foaf:Agent": {"foaf:name": (1, None, "")},
    "skos:Concept": {"skos:prefLabel": (1, None, "")},
    "skos:ConceptScheme": {"dct:title": (1, None, "")},
}  # fmt: skip


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_the_catalogue_keeps_what_its_profile_demands(folder):
    nodes = json.loads((folder.parent / "dcat.jsonld").read_bytes())["@graph"]
    classes = {node["@id"]: several(node["@type"]) for node in nodes}
    assert len(classes) == len(nodes)
    for node in nodes:
        for of in several(node["@type"]):
            for name, (least, most, kind) in DEMANDS.get(of, {}).items():
                values = several(node.get(name, []))
                assert least <= len(values) <= (most or len(values)), (node["@id"], name)
                assert all(not kind or kind in classes[value["@id"]] for value in values)
                assert kind or all("@id" in v or "@value" in v for v in values)
    offered = [node for node in nodes if node["@type"] == "dcat:Distribution"]
    assert len(offered) == len(MEDIA) * len(list(tables()))
    for node in offered:
        data = (folder.parents[1] / urlsplit(node["dcat:downloadURL"]["@id"]).path[1:]).read_bytes()
        assert node["dcat:byteSize"] == {
            "@value": str(len(data)),
            "@type": "xsd:nonNegativeInteger",
        }
    text = (folder.parent / "dcat.ttl").read_text(encoding="utf-8")
    assert all(f"\n<{node['@id']}> a " in text for node in nodes)


def test_the_terms_go_with_the_files_and_bind_every_copy(folder):
    text = (folder / "LICENSE.txt").read_text(encoding="utf-8")
    assert all(word in text for word in ("24 小时", "publish_until", "removed.jsonl", "CC BY 4.0"))


def test_the_page_leads_to_every_file(client, folder):
    page = html.fromstring(client.get("/data/").data)
    linked = {str(h) for h in page.xpath("//main//a/@href")}
    for path in folder.rglob("*.*"):
        if path.is_file():
            assert f"/data/{RELEASE}/{path.relative_to(folder).as_posix()}" in linked
    (data,) = page.xpath("//script[@type='application/ld+json']")
    dataset = json.loads(data.text)
    assert dataset["@type"] == "Dataset"
    assert 50 <= len(dataset["description"]) <= 5000


def test_a_preview_shows_the_same_bytes(client, folder):
    for name in ("penalties.csv", "subjects.jsonl.gz", "datapackage.json", "SHA256SUMS"):
        assert client.get(f"/data/{RELEASE}/{name}").data == (folder / name).read_bytes()
    assert client.get("/data/index.json").data == (folder.parent / "index.json").read_bytes()
    for name in (f"{RELEASE}/none.csv", "none", "2020-01-01-aaaaaaaa/penalties.csv"):
        assert client.get(f"/data/{name}").status_code == 404
