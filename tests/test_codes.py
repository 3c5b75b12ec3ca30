"""Codes: our quick check says what the library says, and no corrupted code ever becomes another subject's."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as library

from creditsite.model.codes import PLACEHOLDER, are_valid, compact, fault_of, is_valid
from creditsite.model.rows import Outcome
from tests.intake.deliveries import city, csv_bytes, loaded, penalty, put

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.tuples(
    st.text("0123456789", min_size=8, max_size=8), st.text(SIGNS, min_size=9, max_size=9)
)
CODES = (
    BODIES.map("".join)
    .filter(lambda body: body.strip("0"))  # eighteen zeros are right by their figures, and nobody's
    .map(lambda body: body + library.calc_check_digit(body))
)


@given(CODES)
def test_valid_codes_are_valid(code):
    assert library.is_valid(code)
    assert (is_valid(code), compact(code)) == (True, code)


@given(
    st.lists(
        CODES
        | st.text(SIGNS, min_size=18, max_size=18)
        | st.sampled_from(("0" * 18, PLACEHOLDER, "9" * 17 + "é"))
    )
)
def test_several_codes_are_told_as_one_by_one(codes):
    assert list(are_valid(codes)) == list(map(is_valid, codes))


@given(
    st.text(SIGNS + "IOSVZ-*aé", min_size=16, max_size=20) | CODES.map(lambda code: code[:-1] + "0")
)
def test_what_the_library_accepts_is_what_we_accept(code):
    ours = is_valid(code)
    assert (
        ours
        or not code.strip("0")
        or not (library.is_valid(code) and library.compact(code) == code)
    )
    if ours:  # the library wants eight figures first; codes with letters there exist
        assert library.is_valid(code) or not code[:8].isdigit()


def test_a_check_digit_of_zero_is_right_and_the_placeholder_is_not():
    bodies = (f"91990100{number:09d}" for number in range(200))
    zero = [body + "0" for body in bodies if library.calc_check_digit(body) == "0"]
    assert zero
    assert all(map(is_valid, zero))
    assert not is_valid(PLACEHOLDER)
    assert library.is_valid("0" * 18)
    assert not is_valid("0" * 18)


def test_inner_check_unknown_region_and_letters_in_front_are_no_faults():
    for head in ("91000000", "Y1440101", "91220101"):
        body = head + "MA0000001"
        assert is_valid(body + library.calc_check_digit(body))


@given(CODES, st.integers(0, 17), st.sampled_from(SIGNS))
def test_every_single_slip_is_found(code, at, sign):
    assert is_valid(code[:at] + sign + code[at + 1 :]) == (code[at] == sign)


@given(CODES, st.integers(0, 16))
def test_every_neighbours_swapped_are_found(code, at):
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_valid(swapped) == (swapped == code)


def a_code(rnd: random.Random) -> str:
    body = rnd.choice(("91", "92", "93", "51", "12")) + "990100"
    body += "".join(rnd.choices(rnd.choice(("0123456789", SIGNS)), k=9))
    return body + library.calc_check_digit(body)


def a_person(rnd: random.Random) -> str:
    body = f"110105{rnd.randrange(1950, 2009)}{rnd.randrange(1, 13):02}{rnd.randrange(1, 29):02}{rnd.randrange(999):03}"
    return body + ric.calc_check_digit(body + "?")


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def spelled(rnd: random.Random) -> Iterator[tuple[str, str]]:
    """A code in every honest spelling, and the code."""
    code = a_code(rnd)
    for cell in (
        code, code.lower(), wide(code), f" {code} ", " ".join(code), f"{code[:8]}-{code[8:]}", f"'{code}", f'="{code}"',
        f"\u3000{code}\u3000", f"{code[:2]} {code[2:8]} {code[8:17]} {code[17]}", f"\t{code}",
    ):  # fmt: skip
        yield cell, code


def corrupted(rnd: random.Random) -> Iterator[str]:
    """Codes as they arrive broken, none of which may join anything."""
    code = a_code(rnd)
    at = rnd.randrange(8, 17)
    wrong = rnd.choice([sign for sign in SIGNS if sign != code[17]])
    yield code[:17] + wrong
    for sign in "IOSVZ":
        yield code[:at] + sign + code[at + 1 :]
    for (
        sign
    ) in "*ОАΒМ²٣九\u200b\u00ad😀":  # Cyrillic and Greek letters, figures of others, unseen signs
        yield code[:at] + sign + code[at + 1 :] if sign != "²" or code[at] != "2" else code[:at]
    yield from (
        f"“{code}”",
        f"({code})",
        f"{code},",
        f"统一社会信用代码:{code}",
        f"L{code}",
        f"{code}.0",
    )
    yield rnd.choice(("暂无", "办理中", "未取得", "无统一社会信用代码"))
    yield code[:9].replace("0", "O") + code[9:] if "0" in code[:9] else code[:9]
    yield code.replace("1", "l") if "1" in code else code[:9]
    yield code[: rnd.randrange(3, 18)]
    yield code + rnd.choice(SIGNS)
    yield code[:9] + code[10:]
    yield code + code
    yield f"{code}；{a_code(rnd)}"
    yield f"{code}/{a_code(rnd)}"
    yield f"{code}(1-1)"
    yield f"代码{code}"
    yield rnd.choice(("9.13E+17", "9.1990100E+17", "9.1E17", "9.19901E+17", "9,1990102E+17"))
    yield code[8:17]  # the code of the organisation inside it
    yield f"{code[8:16]}-{code[16]}"
    yield "990100" + "".join(rnd.choices("0123456789", k=9))  # old registration number
    yield "990100" + "".join(rnd.choices("0123456789", k=7))
    swapped = code[:10] + code[11] + code[10] + code[12:]
    yield swapped if swapped != code else code[:17]


def of_persons(rnd: random.Random) -> Iterator[tuple[str, str]]:
    """ID numbers in place of codes, each with what no report may repeat of it."""
    person = a_person(rnd)
    wrong = "0" if person[17] != "0" else "1"
    for cell in (
        person, person.lower(), wide(person), " ".join(person), f"'{person}", person + "01", f"L{person}",
        person[:17] + wrong, f"{person[:6]} {person[6:14]} {person[14:]}", person[:17],
    ):  # fmt: skip
        yield cell, person[6:14]
    yield person[:6] + person[8:17], person[8:17]  # as it was before 2000


def _check(folder, rounds: int, seed: int = 1) -> int:
    rnd = random.Random(seed)
    good = [pair for _ in range(rounds) for pair in spelled(rnd)]
    bad = [(cell, "") for _ in range(rounds) for cell in corrupted(rnd)]
    bad += [pair for _ in range(rounds) for pair in of_persons(rnd)]
    content = city(folder / "content")
    column = "行政相对人代码_1（统一社会信用代码）"
    cells = [cell for cell, _ in (*good, *bad)]
    put(
        content,
        "penalties/a.csv",
        csv_bytes([penalty(n, **{column: c}) for n, c in enumerate(cells)]),
    )
    rows, faults = loaded(content)
    assert (len(rows), faults) == (len(cells), [])
    for (cell, code), row in zip(good, rows, strict=False):
        assert row.record is not None, cell
        assert row.record.uscc == code, cell
    for (cell, secret), row in zip(bad, rows[len(good) :], strict=True):
        assert row.record is None, cell
        assert row.outcome in (Outcome.SET_ASIDE, Outcome.WITHHELD), cell
        if row.outcome is Outcome.SET_ASIDE:
            assert {f.place.column for f in row.faults if f.level == "error"} == {column}, cell
        assert not secret or secret not in " ".join(
            compact(f"{f.value}{f.message}") for f in row.faults
        )
    return len(bad)


def test_corrupted_codes_join_nothing(tmp_path):
    assert _check(tmp_path, 12) > 300


@pytest.mark.slow
def test_three_thousand_corrupted_codes_join_nothing(tmp_path):
    assert _check(tmp_path, 110, seed=2) > 2_901


def test_reasons_say_what_is_wrong():
    good = a_code(random.Random(3))
    assert fault_of(good[:-1]) == "应为 18 位, 实为 17 位"
    assert "I, O, S, V, Z" in fault_of("I" + good[1:])
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert (
        fault_of(wrong) == "校验码不符, 有一位写错或前后颠倒"
    )  # and nothing that would make it look right
    cyrillic = good[:8] + "М" + good[9:]
    assert fault_of(cyrillic).startswith("第 9 位 “М” U+041C 不是代码使用的字符")
