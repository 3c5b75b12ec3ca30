"""Every sentence that a cell can get, and every honest spelling that is read: the cases stand in `intake/cells.txt`."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from stdnum.cn import ric

from creditsite.model.fields import plain
from creditsite.model.rows import Outcome, Row
from tests.intake.deliveries import city, code, csv_bytes, loaded, penalty, put

GOOD = code(1)
ID = "11010519900101001" + ric.calc_check_digit(
    "11010519900101001?"
)  # nobody's: made from the rule
WORDS = {
    "{code}": GOOD,
    "{check}": GOOD[-1],
    "{wrong}": GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"),
    "{foreign}": "91000000MA00000009"[:17],
    "{person}": ID,
    "{spaced}": " ".join(chr(ord(sign) + 0xFEE0) for sign in ID),
    "{long}": "长" * 600,
}


@dataclass(slots=True)
class Case:
    title: str
    changes: dict[str, str] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)


def unescaped(text: str) -> str:
    """A text in which \\uXXXX stands for its sign."""
    return re.sub(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), text)


def cases() -> list[Case]:
    from stdnum.cn import uscc

    words = WORDS | {"{foreign}": WORDS["{foreign}"] + uscc.calc_check_digit(WORDS["{foreign}"])}
    text = (Path(__file__).parent / "intake/cells.txt").read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    found: list[Case] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line == "withheld" or line[:2] in ("=>", "! ", "? "):
            found[-1].expected.append(line)
        elif " = " in line:
            column, value = line.split(" = ", 1)
            found[-1].changes[column] = unescaped(value)
        else:
            found.append(Case(line))
    return found


CASES = cases()


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> list[Row]:
    """All cases as the rows of one file, for a reading process costs more than a row."""
    content = city(tmp_path_factory.mktemp("cells") / "content")
    put(content, "penalties/a.csv", csv_bytes([penalty(1, **case.changes) for case in CASES]))
    rows, faults = loaded(content)
    assert [f for f in faults if f.level != "warning"] == []
    assert [row.place.row for row in rows] == list(range(2, len(CASES) + 2))
    return rows


@pytest.mark.parametrize("at", range(len(CASES)), ids=[case.title for case in CASES])
def test_cell(at, rows):
    case, row = CASES[at], rows[at]
    told = [f"{f.place.column}: {f.message}" for f in row.faults]
    for expected in case.expected:
        if expected == "withheld":
            assert (row.outcome, row.record, told) == (Outcome.WITHHELD, None, [])
        elif expected.startswith("!"):
            assert (row.outcome, row.record, told) == (Outcome.SET_ASIDE, None, [expected[2:]])
        elif expected.startswith("?"):
            assert (row.outcome, told) == (None, [expected[2:]])
            assert row.record is not None
        else:
            _, name, value = expected.split(" ", 2)
            assert (told, row.outcome) == ([], None)
            assert plain(getattr(row.record, name)) == json.loads(unescaped(value))


def test_every_case_expects_something():
    assert [case.title for case in CASES if not case.expected or not case.changes] == []


def test_no_digit_of_a_person_is_told(rows):
    told = " ".join(f"{f.message} {f.value}" for row in rows for f in row.faults)
    assert ID not in told
    assert "13800000000" not in told
    assert ID[6:14] not in told


LISTING = {
    "名单类型": "重点关注名单", "领域": "电子商务", "信用主体名称": "试城青橙商贸", "统一社会信用代码": GOOD,
    "列入事由": "虚构的事由", "列入依据": "试城市办法", "文书号": "试信列〔2026〕3号", "出具日期": "2026-03-01",
    "认定机关": "试城市商务局", "列入日期": "2026-03-02", "移出日期": "2026-09-01", "移出原因": "整改到位",
    "移出决定机关": "试城市商务局", "名单状态": "已移出",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "delivered"),
    [
        ("listings", LISTING | {"移出原因": ""}),
        ("listings", LISTING | {"移出日期": "2026年9月", "名单状态": ""}),
        ("listings", LISTING | {"移出日期": "", "名单状态": "已撤销", "列入事由": "#N/A"}),
        ("penalties", penalty(1) | {"当前状态": "撤销", "罚款金额（万元）": "很多"}),
        ("listings", LISTING | {"移出日期": "", "名单状态": "已失效", "列入事由": ""}),
        ("penalties", penalty(1) | {"当前状态": "已修复", "罚款金额（万元）": "很多"}),
        ("penalties", penalty(1) | {"当前状态": "撤销", "违法事实": f"见 {ID}"}),
    ],
)
def test_a_row_at_fault_that_says_its_record_is_over_says_that_and_no_more(
    tmp_path: Path, kind: str, delivered: dict[str, str]
) -> None:
    """Set aside, it would leave the record on display."""
    content = city(tmp_path)
    put(content, f"{kind}/t.csv", csv_bytes([delivered]))
    (row,), faults = loaded(content)
    assert row.outcome is None
    assert row.record.list_status if kind == "listings" else row.record.source_status == "revoked"
    assert row.record.document_no
    assert not getattr(row.record, "reason", "") + getattr(row.record, "facts", "")
    told = [(one.level, one.message[:4]) for one in (*faults, *row.faults)]
    assert ("warning", "本行有误") in told
    assert "error" in {level for level, _ in told}


@pytest.mark.parametrize(
    "changes",
    [{"统一社会信用代码": GOOD[:-1] + "?"}, {"文书号": "#N/A"}, {"名单类型": "没有这种名单"}],
)
def test_a_row_that_does_not_say_which_record_is_over_is_set_aside(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    content = city(tmp_path)
    put(content, "listings/t.csv", csv_bytes([LISTING | changes]))
    (row,), _ = loaded(content)
    assert row.outcome is Outcome.SET_ASIDE
