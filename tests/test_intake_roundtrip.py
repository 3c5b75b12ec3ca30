"""What goes in as a record comes out as a table and in again as an equal record, in any encoding and any form."""

import io
import json
import random
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditsite import ledger
from creditsite.intake import deliveries, load_site
from creditsite.intake.cells import is_blank
from creditsite.intake.characters import first_forbidden
from creditsite.intake.guard import personal_kinds
from creditsite.intake.reading import read_file
from creditsite.intake.rowplan import Rules
from creditsite.intake.sheets import Hidden, Sheet
from creditsite.intake.texts import encoding_of
from creditsite.intake.wire import dump, load, parted
from creditsite.model.fields import columns, plain, public_values
from creditsite.model.kept import Kept, record_of
from creditsite.model.kinds import KINDS, kind
from creditsite.model.records import (
    ComplaintStat,
    Inspection,
    MeasureFeedback,
    Penalty,
    Permit,
    Rectification,
)
from creditsite.model.rows import Lot, Row
from creditsite.render import opendata
from tests.intake.deliveries import city, code, csv_bytes, loaded, penalty, put
from tests.small_release import DAY, ORANGE, PLUM, small_release

AGAIN = [
    of.name for of in KINDS if of.name not in ("removals", "objections")
]  # what is published of
NAUGHTY = Path(__file__).parents[2] / "shared/data/naughty-strings.json"
DAYS = st.dates(date(1990, 1, 1), date(2098, 12, 31))
AMOUNTS = st.decimals(0, 10**9, places=6, allow_nan=False)


def honest(text: str) -> bool:
    """Whether a text is one that a cell may hold, as it is."""
    return (
        text == text.strip()
        and not is_blank(text)
        and "\r" not in text
        and first_forbidden(text) is None
        and not personal_kinds(text)
        and not text.replace(".", "").replace("+", "").upper().replace("E", "").isdigit()
    )


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Co", "Cn", "Cc")), min_size=1, max_size=60
).filter(honest)


@st.composite
def penalties(draw) -> Penalty:
    decided = draw(DAYS)
    return Penalty(
        subject_name=draw(TEXTS),
        uscc=code(draw(st.integers(0, 9_999_999))),
        entity_kind="organization",
        document_no=draw(TEXTS),
        violation_kind=draw(TEXTS),
        facts=draw(TEXTS),
        legal_basis=draw(TEXTS),
        penalty_kinds=tuple(
            draw(st.lists(st.sampled_from(("fine", "warning", "other")), min_size=1, unique=True))
        ),
        content=draw(TEXTS),
        fine_wan=draw(AMOUNTS.map(lambda a: a.normalize())),
        decided_on=decided,
        effective_until=draw(st.none() | DAYS),
        display_until=draw(st.none() | st.just(decided)),
        severity=draw(st.sampled_from(("", "minor", "general", "serious"))),
        authority=draw(TEXTS),
        source_updated=draw(st.none() | DAYS),
    )


def read_again(rows: list[list[str]]) -> list[Penalty]:
    sheet = Sheet("", iter(enumerate(rows, 1)), Hidden(), fixed_width=True)
    made: dict[int, Penalty] = {}
    for message in read_file(iter([sheet]), "penalties", Rules()):
        line, _, body = dump(message).partition(b"\n")
        if (told := load(line))[0] == "rows":
            with_notes = [(row[0], row[1]) for row in told[1] if row[1] is not None]
            lot = Lot("", "", "penalties", parted(body))
            for number, kept in (*with_notes, *((row.place.row, row.kept) for row in lot.each())):
                made[number] = record_of(kind("penalties"), Kept(*kept))
    return [record for _, record in sorted(made.items())]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(penalties(), min_size=1, max_size=3))
def test_record_to_table_to_record(records):
    cols = columns(Penalty)
    headers = [col.header for col in cols.values()]
    rows = [[_cell(getattr(record, name)) for name in cols] for record in records]
    assert read_again([headers, *rows]) == records
    assert read_again([list(cols), *rows]) == records  # under our own field names as well


def _cell(value: object) -> str:
    shown = plain(value)  # type: ignore[arg-type]
    return ";".join(shown) if isinstance(shown, list) else "" if shown is None else str(shown)


@pytest.mark.parametrize("form", ["csv", "gb18030", "utf-16", "xlsx", "xlsx-1904", "json", "jsonl"])
def test_every_form_gives_the_same_records(form, tmp_path):
    content = city(tmp_path / "content")
    rows = [penalty(n, 行政相对人名称=f"试城市䶮{n}公司") for n in range(1, 4)]
    expected = [r.record for r in _delivered(content, "x.csv", csv_bytes(rows))]
    (content / "tables/penalties/x.csv").unlink()
    bodies = {
        "csv": ("a.csv", csv_bytes(rows, "utf-8-sig")),
        "gb18030": ("a.csv", csv_bytes(rows, "gb18030", delimiter="\t")),
        "utf-16": ("a.csv", csv_bytes(rows, "utf-16")),
        "xlsx": ("a.xlsx", _workbook(rows, False)),
        "xlsx-1904": ("a.xlsx", _workbook(rows, True)),
        "json": ("a.json", json.dumps(rows, ensure_ascii=False, indent=1).encode()),
        "jsonl": ("a.jsonl", "\n".join(json.dumps(row) for row in rows).encode()),
    }
    assert [r.record for r in _delivered(content, *bodies[form])] == expected


def _delivered(content: Path, name: str, body: bytes) -> list[Row]:
    put(content, f"penalties/{name}", body)
    rows, faults = loaded(content)
    assert [f for f in faults if f.level != "warning"] == []
    return rows


def _workbook(rows: list[dict[str, object]], epoch1904: bool) -> bytes:
    book = openpyxl.Workbook()
    if epoch1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append(list(rows[0]))
    for row in rows:
        day = datetime.fromisoformat(str(row["处罚决定日期"]))
        book.active.append(list((row | {"处罚决定日期": day, "罚款金额（万元）": 0.2}).values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_numbers_without_a_date_format_are_days_of_the_epoch(tmp_path):
    content = city(tmp_path / "content")
    for name, epoch, serial in (("a", False, 46162), ("b", True, 44700)):
        book = openpyxl.Workbook()
        if epoch:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        assert book.active is not None
        book.active.append(list(penalty(1)))
        book.active.append(list(penalty(1, 处罚决定日期=serial).values()))
        out = io.BytesIO()
        book.save(out)
        put(content, f"penalties/{name}.xlsx", out.getvalue())
    rows, _ = loaded(content)
    assert [row.record.decided_on for row in rows] == [date(2026, 5, 20)] * 2


RARE = ("㛃", "䶮", "𬭎", "𫖯", "电子商务", "云·浦", "（甲）", "ABC", "é")


def _encoded(rnd: random.Random) -> tuple[bytes, str, str]:
    name = "".join(rnd.choices(RARE, k=rnd.randrange(1, 6))) + "公司"
    encoding = rnd.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    rows = [penalty(n, 行政相对人名称=name) for n in range(1, rnd.randrange(2, 5))]
    return csv_bytes(rows, encoding), encoding, name


def _check_encodings(folder: Path, count: int) -> None:
    rnd = random.Random(count)
    path = folder / "a.csv"
    for _ in range(count):
        body, encoding, name = _encoded(rnd)
        path.write_bytes(body)
        assert encoding_of(path) == encoding
        assert name in path.read_text(encoding=encoding_of(path))


def test_200_files_decode_right(tmp_path):
    _check_encodings(tmp_path, 200)


@pytest.mark.slow
def test_5000_files_decode_right(tmp_path):
    _check_encodings(tmp_path, 5_000)


@pytest.mark.parametrize(
    "how", ["truncated", "mixed lines", "mixed cells", "mixed in gb18030", "binary"]
)
def test_mixed_and_truncated_files_are_refused(how, tmp_path):
    utf8, gb = csv_bytes([penalty(1)]), csv_bytes([penalty(2), penalty(3)], "gb18030")
    word = "虚假宣传"
    body = {
        "truncated": utf8[: utf8.index("试城市".encode()) + 4],
        "mixed lines": utf8 + gb,
        "mixed cells": utf8.replace(word.encode(), word.encode("gb18030")),
        "mixed in gb18030": gb.replace(word.encode("gb18030"), (word + "的销量").encode()),
        "binary": utf8 + b"\x00\x00",
    }[how]
    content = city(tmp_path / "content")
    put(content, "penalties/a.csv", body)
    rows, faults = loaded(content)
    assert (rows, [f.level for f in faults]) == ([], ["refused"])


@pytest.mark.skipif(
    not NAUGHTY.is_file(), reason="the naughty strings lie beside the checkout only"
)
def test_naughty_strings_come_through_whole_or_not_at_all(tmp_path):
    strings = [s for s in json.loads(NAUGHTY.read_text(encoding="utf-8")) if s]
    content = city(tmp_path / "content")
    safe = [s.encode("utf-8", "replace").decode() for s in strings]
    put(
        content,
        "penalties/a.jsonl",
        "\n".join(json.dumps(penalty(1, 违法事实=s)) for s in safe).encode(),
    )
    rows, faults = loaded(content)
    assert [f for f in faults if f.level == "refused"] == []
    assert [row.place.row for row in rows] == list(range(1, len(safe) + 1))
    for text, row in zip(safe, rows, strict=True):
        if row.record is None:
            assert all(f.place.column == "违法事实" for f in row.faults), row
            assert (
                first_forbidden(text) or personal_kinds(text) or is_blank(text) or "E+" in text
            ), text
        else:
            assert row.record.facts == text.strip().replace("\r", "\n")


def test_files_come_in_the_order_of_their_names_and_the_name_decides_too(tmp_path):
    content = city(tmp_path / "content")
    for name in ("b.csv", "a.csv", "中.csv"):
        put(content, f"penalties/{name}", csv_bytes([penalty(1)]))
    site = load_site(content)
    delivered = list(deliveries(content, site, lambda fault: None))
    names = [one.file for one in delivered]
    assert names == sorted(names)
    assert len({one.digest for one in delivered}) == 3
    again = deliveries(content, site, lambda fault: None)
    assert [one.digest for one in again] == [one.digest for one in delivered]


def more_records() -> Iterator[Any]:
    """One of each kind that the small release lacks; a rectification is shown of who is listed."""
    orange = {"subject_name": "青橙商贸", "uscc": ORANGE}
    plum = {"subject_name": "青梅小店", "uscc": PLUM}
    yield Permit(
        **orange, document_name="食品经营许可", document_no="小许〔2026〕1号", permit_kind="general",
        content="预包装食品", decided_on=date(2026, 2, 1), valid_from=date(2026, 2, 1),
        valid_until=date(2031, 1, 31), authority="小城市市监局", source_status="normal",
    )  # fmt: skip
    yield Inspection(
        **orange, authority="小城市市监局", kind="spot_check", checked_on=date(2026, 3, 1), result="未发现问题",
    )  # fmt: skip
    yield Rectification(
        **plum, batch="第1批", misdeed="false_advertising", county="990102", department="市监局",
        listed_on=date(2026, 3, 1), checked_on=date(2026, 3, 9), due_on=date(2026, 12, 1), state="rectifying",
    )  # fmt: skip
    yield MeasureFeedback(
        period="2026-09",
        department="小城市商务局",
        measure_name="从严审核",
        received=50,
        applied=40,
    )
    yield ComplaintStat(
        channel="12345", period="2026-09", region_code="990102", misdeed="false_advertising",
        received=50, closed=49, upheld=20, satisfied=40,
    )  # fmt: skip


def told_again(of: str, record: Any) -> Any:
    """What the open data say of a record: other names of a subject are told as one list."""
    values = public_values(record)
    if of == "subjects":
        values["aliases"] = sorted([*values["aliases"], *values.pop("former_names")])
        values["address"] = values["address"] if record.entity_kind == "organization" else ""
    return values


def test_open_data_comes_in_again_as_the_records_that_were_published(tmp_path):
    content = city(tmp_path / "content")
    published: dict[str, list[object]] = {}
    with small_release(tmp_path / "city", *more_records()) as source:
        for path, chunks in opendata.files(source):
            body, name = b"".join(chunks), path.rsplit("/", 1)[1]
            of, _, form = name.partition(".")
            if of in AGAIN and form in ("csv", "excel.csv", "jsonl", "xlsx"):
                put(content, f"{of}/{name}", body)
        for of in AGAIN:
            entries = [entry.record for _, entry in ledger.entries(source.ledger, of)]
            if of == "subjects":
                entries = [one.subject for one in ledger.profiles(source.ledger, source.site, DAY)]
            if (
                of == "complaint_stats"
            ):  # a row with a small count, which is hidden, cannot come again
                entries = [one for one in entries if one.upheld >= 5]
            published[of] = sorted((told_again(of, one) for one in entries), key=str)
    rows, faults = loaded(content)
    assert faults == []
    for of, records in published.items():
        assert records, of
        for form in ("csv", "excel.csv", "jsonl", "xlsx"):
            came = [row for row in rows if row.place.file == f"tables/{of}/{of}.{form}"]
            read = [row.record for row in came if row.record]
            wrong = [str(f) for row in came for f in row.faults if f.level == "error"]
            assert not wrong or of == "complaint_stats"
            assert sorted((told_again(of, one) for one in read), key=str) == records, (of, form)
            assert all(getattr(one, "openness", "") in ("", "public") for one in read)
