"""What departments number in any province is nobody's number, and whoever's number stands beside it is still found."""

from datetime import date, timedelta
from random import Random

import pytest
from stdnum.cn import ric, uscc

from creditsite.model.privacy import personal_numbers

PROVINCES = [
    str(one)
    for block in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66))
    for one in range(*block)
]
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # of the organisation's part of a code


def drawn(province: str) -> tuple[Random, str, date]:
    """Chance, a district and a day since 2014."""
    chance = Random(province)
    return chance, f"{province}01{chance.randint(1, 29):02}", date(2014, 1, 1)


def some_days(chance: Random, first: date, count: int) -> list[date]:
    return [first + timedelta(days=chance.randrange(4_600)) for _ in range(count)]


def found(text: str) -> set[str]:
    return {what for what, _ in personal_numbers(text)}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_commitment_is_no_person(province: str) -> None:
    chance, district, first = drawn(province)
    numbers = [
        f"{district}{day:%Y%m%d}{chance.randrange(10**6):06}"
        for day in some_days(chance, first, 300)
    ]
    assert [n for n in numbers if found(f"承诺编码 {n}, 已受理") or found(n)] == []


@pytest.mark.parametrize("leading", ["51", "52", "53", "59", "35", "41", "49", "91", "92", "93"])
def test_a_credit_code_is_no_person_and_no_card(leading: str) -> None:
    chance = Random(leading)
    wrong = []
    for _ in range(1_500):
        organisation = [chance.randrange(10) for _ in range(8)]
        check = 11 - sum(map(int.__mul__, organisation, WEIGHTS)) % 11
        district = f"{chance.choice(PROVINCES)}{chance.randrange(10**4):04}"
        body = f"{leading}{district}{''.join(map(str, organisation))}{'0123456789X0'[check]}"
        code = body + uscc.calc_check_digit(body)
        wrong += [
            code for text in (code, f"/s/{code}/", f"%2Fs%2F{code}%2F", f'"{code}",') if found(text)
        ]
    assert wrong == []


@pytest.mark.parametrize("province", PROVINCES)
def test_cells_beside_an_id_are_no_person(province: str) -> None:
    chance, district, first = drawn(province)
    for day in some_days(chance, first, 300):
        own = "rec" + "".join(chance.choices(LETTERS, k=23)) + chance.choice("234567")
        hotline = chance.choice(("12315", "12345"))
        assert not found(f"{own},{hotline},{day:%Y-%m},{district},counterfeit_substandard,,,")


@pytest.mark.parametrize("province", PROVINCES)
def test_a_permit_that_is_numbered_by_its_day_is_no_card(province: str) -> None:
    chance, district, first = drawn(province)
    for day in some_days(chance, first, 300):
        number = f"{district}{day:%Y%m%d}{chance.randrange(10**4):04}"
        assert "银行卡号" not in found(f"施工许可证 {number}")


@pytest.mark.parametrize("amount", ["13912.345678", "1391234.5678", "15000.000000"])
def test_an_amount_is_no_mobile(amount: str) -> None:
    for text in (f"没收违法所得 {amount} 万元", f'"fine_wan":"{amount}"', f"2026-05-20,{amount},,"):
        assert not found(text)
    for text in ("139.12345678", "139.1234.5678", "13912 345678", "13912-345678"):
        assert found(f"见 {text}") == {"手机号码"}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_person_beside_them_is_found(province: str) -> None:
    chance, district, _ = drawn(province)
    for day in some_days(chance, date(1950, 1, 1), 40):
        body = f"{district}{day:%Y%m%d}{chance.randrange(1_000):03}"
        number = body + ric.calc_check_digit(f"{body}?")
        own = "rec" + "".join(chance.choices(LETTERS, k=24))
        for text in (
            number, f"{own},{number},12315", f"{district}20260301000001,{number}", f"51640100812865704A {number}",
            f"{number}01", f"编号{number[:6]},{number[6:14]},{number[14:]}。",
        ):  # fmt: skip
            assert "居民身份证号" in found(text), text


def test_a_card_is_found_whatever_stands_beside_it() -> None:
    for card in ("6222021201501017", "4444444444444448"):
        for text in (f"账户 {card}", f"51640100812865704A,{card}", f"{card}; 536401007605970063"):
            assert found(text) == {"银行卡号"}, text
