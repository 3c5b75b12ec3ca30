"""Headers of every generation and what stands around the data: the cases stand in `intake/sheets.txt`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from stdnum.cn import ric

from creditsite.intake.headers import bind, field_of, fields_of, is_known, is_never
from creditsite.intake.normal import header_form
from creditsite.intake.terms import read_term
from creditsite.model.fields import plain
from creditsite.model.kinds import KINDS, kind
from creditsite.model.rows import Outcome
from tests.intake.deliveries import city, code, csv_bytes, loaded, penalty, put


@dataclass(slots=True)
class Case:
    title: str
    folder: str = ""
    lines: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    text = (Path(__file__).parent / "intake/sheets.txt").read_text(encoding="utf-8")
    person = "11010519900101001" + ric.calc_check_digit("11010519900101001?")
    for word, value in {"{code}": code(1), "{other}": code(2), "{person}": person}.items():
        text = text.replace(word, value)
    found: list[Case] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append(Case(line[3:]))
        elif not line or line.startswith("#"):
            continue
        elif line.startswith("in "):
            found[-1].folder = line[3:]
        elif line.split(" ")[0] in ("=", "!", "?", "x", "->"):
            found[-1].expected.append(line)
        else:
            found[-1].lines.append(line)
    return found


CASES = cases()


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """All cases as the files of one city, for a reading process costs more than a file."""
    content = city(tmp_path_factory.mktemp("sheets") / "content")
    for at, case in enumerate(CASES):
        put(content, f"{case.folder}/{at:03}.csv", "\n".join(case.lines).encode())
    return loaded(content)


@pytest.mark.parametrize("at", range(len(CASES)), ids=[case.title for case in CASES])
def test_sheet(at, delivered):
    case = CASES[at]
    name = f"tables/{case.folder}/{at:03}.csv"
    rows = [row for row in delivered[0] if row.place.file == name]
    faults = [fault for fault in delivered[1] if fault.place.file == name]
    wrong = [row for row in rows if any(fault.level == "error" for fault in row.faults)]
    good = [row for row in rows if row.record is not None and row not in wrong]
    refused = [f.message for f in faults if f.level == "refused"]
    told = [f.message for f in faults if f.level == "warning"]
    aside = [
        f"第{f.place.row}行 {f.place.column}: {f.message}"
        for row in rows
        for f in row.faults
        if row.outcome or f.level == "error"  # an exit at fault is no record, but ends one
    ]
    assert refused == [line[2:] for line in case.expected if line.startswith("! ")]
    assert aside == [line[2:] for line in case.expected if line.startswith("x ")]
    for line in case.expected:
        sign, words = line.split(" ", 1)
        if sign == "=":
            assert len(good) == int(words)
        elif sign == "?":
            assert words in told
        elif sign == "->":
            name, value = words.split(" ", 1)
            assert plain(getattr(good[0].record, name)) == json.loads(value)
    assert len(told) == sum(line.startswith("? ") for line in case.expected)


def known_headers() -> list[tuple[str, str, str]]:
    """Kind, field and header of every line of `headers.txt`."""
    found, of = [], ""
    text = (Path(__file__).parent / "intake/headers.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("## "):
            of = line[3:]
        elif line and not line.startswith("#"):
            field, headers = line.split(": ", 1)
            found += [(of, field, header) for header in headers.split(" | ")]
    return found


def dressed(header: str) -> tuple[str, ...]:
    """A header as clerks and programs write it."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in header)
    return (
        header,
        wide,
        f" {header[:2]} {header[2:]}\n*",
        header.replace("（", "(").replace("）", ")"),
    )


def test_every_known_header_is_read_in_any_dress():
    wrong = []
    for of, name, header in known_headers():
        for spelling in dressed(header):
            form = header_form(spelling)
            got = field_of(kind(of), form)[0] or ("never" if is_never(form) else "unused")
            if got != name or not is_known(kind(of), form):
                wrong.append((of, name, spelling, got))
    assert wrong == []
    assert len(known_headers()) > 250


def test_every_term_is_read_by_label_synonym_and_identifier():
    for vocabulary in {c.vocabulary for k in KINDS for c in fields_of(k).values() if c.vocabulary}:
        for term in vocabulary.terms:
            words = [w for w in (term.id, term.label, *term.synonyms) if not w.isdigit()]
            for word in words:
                for cell in (word, f" {word} ", word if word[0].isascii() else f"0{word}"):
                    assert read_term(cell, vocabulary, {}).ids == (term.id,), (
                        vocabulary.name,
                        cell,
                    )


@pytest.mark.parametrize("sign", [";", "|", "\t"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_full_of_another_separator_does_not_part_the_file(
    tmp_path: Path, sign: str, delimiter: str
) -> None:
    rows = [penalty(1, 处罚依据=sign.join(["广告法"] * 60)), penalty(2)]
    content = city(tmp_path)
    put(content, "penalties/t.csv", csv_bytes(rows, delimiter=delimiter))
    read, faults = loaded(content)
    assert [one.record and one.record.document_no for one in read] == [
        row["行政处罚决定书文号"] for row in rows
    ] or sign == "\t"  # a tab is no sign of a text: that row alone is set aside
    assert len(read) == 2
    assert faults == []


def test_codes_may_stand_in_two_columns_those_of_persons_apart(tmp_path):
    """A list of organisations and persons in one table: only equal codes are one subject's."""
    person = "11010519900101001" + ric.calc_check_digit("11010519900101001?")
    content = city(tmp_path / "content")
    head = "名单类型,信用主体名称,统一社会信用代码,证件号码,列入事由,列入依据,文书号,出具日期,失信信息分级"
    head += ",认定机关,列入日期"
    rest = "虚构,虚构条例,试关〔2026〕%d号,2026-03-01,一般,试城市商务局,2026-03-01"
    numbers = [
        (code(1), ""),
        ("", code(2)),
        (code(3), code(3)),
        (code(4), code(5)),
        ("", person),
        (code(6), person),
    ]
    lines = [
        f"重点关注名单,某某,{one},{other},{rest % at}" for at, (one, other) in enumerate(numbers)
    ]
    put(content, "listings/a.csv", "\n".join([head, *lines]).encode())
    rows, faults = loaded(content)
    assert faults == []
    assert [row.record.uscc for row in rows if row.record] == [code(1), code(2), code(3)]
    set_aside, *withheld = rows[3:]
    assert [one.message for one in set_aside.faults] == [
        "同一行的两列是两个不同的代码, 不知属于谁: 请来源单位核对"
    ]
    assert [row.outcome for row in withheld] == [Outcome.WITHHELD] * 2
    assert person not in repr(rows)


def test_a_header_above_states_the_unit_of_those_below_and_no_other_unit_is_taken_for_it():
    bound = bind(
        kind("penalties"),
        [
            ("金额（万元）", "罚款金额"),
            ("金额（元）", "没收违法所得金额"),
            ("金额（千元）", "罚款金额"),
            ("", "罚款金额（千元）"),
        ],
    )
    assert [(one.field, one.unit) for one in bound.bound] == [
        ("fine_wan", "万元"),
        ("confiscated_wan", "元"),
        ("fine_wan", ""),
    ]
    assert bound.unknown == (("罚款金额（千元）", ""),)
