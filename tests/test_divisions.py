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


# Two social organisations whose codes begin and check like bank cards, an enterprise whose code holds a birthday.
MORE = ("51640100812865704A", "536401007605970063", "911101191406045279")
SUBJECTS = "信用主体名称,统一社会信用代码,主体类别\n" + "".join(
    f"虚构社会组织{number},{code},法人及非法人组织\n" for number, code in enumerate(MORE)
)
PENALTY = (
    "行政相对人名称,统一社会信用代码,行政处罚决定书文号,违法事实,处罚内容,处罚决定日期,失信信息分级,处罚机关,处罚类别,处罚依据,"
    "没收违法所得（万元）\n"
    f"虚构社会组织0,{MORE[0]},虚罚〔2026〕1号,虚构的事实，涉及 {MORE[1]},没收,2026-05-20,一般,"
    "虚构局,没收违法所得,虚构条例,13912.345678\n"
)


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
    (content / "tables/subjects/more.csv").write_text(SUBJECTS, encoding="utf-8")
    (content / "tables/penalties/more.csv").write_text(PENALTY, encoding="utf-8")
    city = ("--content", str(content), "--out", str(out), "--as-of", str(AS_OF), "--workers", "1")
    assert build.main(["build", *city], today=lambda: date(2026, 11, 22), token=tokens()) == 0
    shown = {one.name for one in (out / "current" / "s").iterdir()}
    assert shown >= set(MORE)
    assert len([one for one in shown if one[2:6] == division]) > 50
    assert "13912.345678" in (out / "current" / "s" / MORE[0] / "index.html").read_text("utf-8")
