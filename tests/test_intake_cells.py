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
