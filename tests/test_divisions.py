"""A city of a real division is published: its districts, days and serials make numbers that are nobody's.

All other cities of the tests lie in divisions that begin with 99, which is no province.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import uscc

import build
from tests.city import AS_OF
from tests.sites import tokens
from tests.tools.bench import plain_city

_CODE = re.compile(r"\b([0-9]{2})9901([0-9]{2}[0-9A-Z]{9})[0-9A-Z]\b")


def _move(content: Path, division: str) -> None:
    """Gives every district and every credit code of a content folder another division of four figures."""

    def code(found: re.Match[str]) -> str:
        body = f"{found[1]}{division}{found[2]}"
        return body + uscc.calc_check_digit(body)

    for file in (*content.rglob("*.csv"), *content.glob("*.toml")):
        text = _CODE.sub(code, file.read_text(encoding="utf-8"))
        file.write_text(re.sub(r"9901(?=[0-9]{2})", division, text), encoding="utf-8")


# Shanghai's districts and Beijing's read like days after a month; cards begin with 51 and 62, as Chengdu and Lanzhou.
@pytest.mark.parametrize("division", ["3101", "1101", "5101", "6201"])
def test_a_city_of_a_real_division_is_published(division: str, tmp_path: Path) -> None:
    content, out = tmp_path / "content", tmp_path / "out"
    plain_city(content, 60, "languages")
    _move(content, division)
    city = ("--content", str(content), "--out", str(out), "--as-of", str(AS_OF), "--workers", "1")
    assert build.main(["build", *city], today=lambda: date(2026, 11, 22), token=tokens()) == 0
    index = out / "current" / "s"
    assert len([one for one in index.iterdir() if one.name[2:6] == division]) > 50
