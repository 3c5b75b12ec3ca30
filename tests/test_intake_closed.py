"""What a department says not to show is not shown, whichever column says so."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from creditsite import ledger
from creditsite.intake import deliveries
from creditsite.ledger import open_ledger
from creditsite.model.faults import Fault, Place
from tests.intake.deliveries import city, loaded, put
from tests.sites import code, tiny_site, tokens

ORANGE = code("91990102MA0000001")
PENALTY = (
    "行政相对人名称,统一社会信用代码,行政处罚决定书文号,违法事实,处罚内容,处罚决定日期,失信信息分级,处罚机关,处罚类别,处罚依据",
    f"小城青橙商贸有限公司,{ORANGE},小市监罚〔2026〕5号,虚构,罚款,2026-05-20,一般,小城市市场监督管理局,罚款,虚构条例",
)
LISTING = (
    "名单类型,信用主体名称,统一社会信用代码,列入事由,列入依据,文书号,出具日期,失信信息分级,认定机关,列入日期",
    f"重点关注名单,小城青橙商贸有限公司,{ORANGE},虚构,虚构条例,小信关〔2026〕2号,2026-03-01,一般,小城市商务局,2026-03-01",
)
COMMITMENT = (
    "承诺编码,承诺人名称,承诺人代码,承诺类型,承诺事由,承诺内容,违诺责任,承诺作出日期,承诺有效期,承诺履行状态,承诺受理单位,公开类型",
    f"99010020251005000001,小城青橙商贸有限公司,{ORANGE},主动型,诚信经营,七日退货,接受监督,2025-10-05,%s,全部履行,小城市信用办,公开",
)
PERMIT = (
    "行政相对人名称,统一社会信用代码,行政许可决定文书名称,行政许可决定文书号,许可类别,许可内容,许可决定日期,有效期自,有效期至,许可机关,当前状态",
    f"小城青橙商贸有限公司,{ORANGE},准予决定书,小许〔2025〕1号,普通,食品,2025-09-01,2025-10-05,%s,小城市审批局,有效",
)
RATING = (
    "评定内容,信用主体名称,统一社会信用代码,等级,评定时间,评定单位,有效期",
    f"电商分级,小城青橙商贸有限公司,{ORANGE},A,2025-10-05,小城市商务局,%s",
)
REMOVAL = "修复主题,统一社会信用代码,原决定文书号,修复决定机关,修复日期,理由"


def shown(tmp_path: Path, **tables: Sequence[str]) -> tuple[int, list[Fault]]:
    """How many records are on display, and what was told."""
    for kind, lines in tables.items():
        path = tmp_path / "content/tables" / kind / "a.csv"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    faults, site, day = list[Fault](), tiny_site(), date(2026, 10, 31)
    with open_ledger(tmp_path / "ledger.sqlite") as held:
        ledger.enter(held, deliveries(tmp_path / "content", site, faults.append, 1), faults.append)
        ledger.settle(held, site, day, tokens(), faults.append)
        found = ledger.profiles(held, site, day)
        return sum(len(one.penalties) + len(one.listings) for one in found), faults


@pytest.mark.parametrize(
    ("headers", "cells", "is_shown"),
    [
        ("是否公示", "否", False), ("是否公示", "0", False), ("是否公示", "是", True),
        ("公示状态", "已停止公示", False), ("公开类型", "依申请公开", False), ("公开属性", "", True),
        ("修复状态", "已修复", False), ("是否修复", "否", True),
        ("是否修复", "是", False), ("处罚状态", "被撤销", False), ("当前状态,是否修复", "正常,是", False),
        ("是否修复,当前状态", "是,正常", False), ("是否公示,公开类型", "是,不公开", False),
        ("公示期", "3个月", False), ("公示期", "一年", True), ("公示期限,公示截止日期", "1年,2026-10-01", False),
        ("公示截止日期,公示期", "2027-01-01,3个月", False), ("公示截止日期,公示期", "2026-10-01,1年", False),
        ("公示期,公示期限", "3个月,1年", False), ("公示期,公示期限", "1年,3个月", False),
        ("是否公示,公开类型", "否,", False), ("当前状态,修复状态", "正常,未修复", True),
    ],
)  # fmt: skip
def test_a_penalty_that_its_source_closes_is_not_shown(
    tmp_path: Path, headers: str, cells: str, is_shown: bool
) -> None:
    many, faults = shown(tmp_path, penalties=(f"{PENALTY[0]},{headers}", f"{PENALTY[1]},{cells}"))
    assert (bool(many), faults) == (is_shown, [])


@pytest.mark.parametrize(
    ("headers", "cells", "is_shown"),
    [
        ("解除日期", "2026-10-01", False), ("移除时间", "2026-10-01", False), ("名单状态", "已解除", False),
        ("有效期至", "2026-10-01", False), ("有效期至", "2027-10-01", True), ("是否公开", "否", False),
        ("名单有效期,有效期至", "2027-10-01,2026-10-01", False),
        ("名单有效期,有效期至", "2026-10-01,2027-10-01", False),
        ("名单有效期", "6个月", False), ("列入期限", "一年", True), ("有效期", "半年", False),
        ("列入期限,有效期至", "3年,2026-10-01", False), ("有效期至,列入期限", "2026-10-01,3年", False),
        ("名单有效期", "2026-03-01至2026-10-01", False), ("名单有效期", "2026-03-01至长期", True),
        ("惩戒期限", "半年", False), ("惩戒期限", "一年", True),
        ("名单有效期", "至2026年10月1日", False), ("有效期", "2026-10-01止", False),
        ("有效期至", "有效期至2027-10-01", True),
    ],
)  # fmt: skip
def test_an_entry_of_a_list_that_its_source_closes_is_not_shown(
    tmp_path: Path, headers: str, cells: str, is_shown: bool
) -> None:
    many, _ = shown(tmp_path, listings=(f"{LISTING[0]},{headers}", f"{LISTING[1]},{cells}"))
    assert bool(many) == is_shown


@pytest.mark.parametrize(
    "named", ["名单", "重点关注名单", "经营异常名录", "严重违法失信名单", "红名单"]
)
def test_an_order_may_name_the_list(tmp_path: Path, named: str) -> None:
    order = f"{named},{ORANGE},小信关〔2026〕2号,小城市信用办,2026-09-20,信用修复"
    assert shown(tmp_path, listings=LISTING, removals=(REMOVAL, order)) == (0, [])


def test_an_order_as_departments_head_it(tmp_path: Path) -> None:
    head = "信息类别,企业名称,企业信用代码,处罚决定书文号,修复机关,修复时间,修复原因"
    order = f"行政处罚,小城青橙商贸有限公司,{ORANGE},小市监罚〔2026〕5号,小城市信用办,2026-09-20,信用修复"
    assert shown(tmp_path, penalties=PENALTY, removals=(head, order)) == (0, [])


def test_what_the_ledger_tells_has_its_file_and_row_apart(tmp_path: Path) -> None:
    order = f"行政处罚,{ORANGE},小市监罚〔2026〕6号,小城市信用办,2026-09-20,信用修复"
    _, (missed,) = shown(tmp_path, penalties=PENALTY, removals=(REMOVAL, order))
    assert missed.place == Place("tables/removals/a.csv", row=2)


def test_a_commitment_that_its_source_closes_is_told_as_such(tmp_path: Path) -> None:
    content = city(tmp_path / "city")
    head, row = COMMITMENT[0].replace("公开类型", "公示状态"), COMMITMENT[1] % "长期"
    closed = row.replace("公开", "已停止公示")
    put(content, "commitments/a.csv", f"{head}\n{closed}\n".encode())
    (one,), faults = loaded(content)
    assert one.record is not None
    assert (one.record.openness != "public", one.faults, faults) == (True, (), [])


@pytest.mark.parametrize(
    ("stated", "until"),
    [("一年", "2026-10-05"), ("18个月", "2027-04-05"), ("至2027年4月5日", "2027-04-05")],
)
@pytest.mark.parametrize(
    ("kind", "table"), [("commitments", COMMITMENT), ("permits", PERMIT), ("ratings", RATING)]
)
def test_an_end_given_as_a_period_runs_from_its_own_day(
    tmp_path: Path, kind: str, table: Sequence[str], stated: str, until: str
) -> None:
    content = city(tmp_path / "city")
    put(content, f"{kind}/a.csv", f"{table[0]}\n{table[1] % stated}\n".encode())
    (row,), faults = loaded(content)
    assert row.record is not None
    assert (str(row.record.valid_until), row.faults, faults) == (until, (), [])


def test_an_end_given_as_a_period_needs_its_own_day(tmp_path: Path) -> None:
    content = city(tmp_path / "city")
    line = PERMIT[1].replace("2025-10-05,%s", ",五年")
    put(content, "permits/a.csv", f"{PERMIT[0]}\n{line}\n".encode())
    (row,), _ = loaded(content)
    told = [one.message for one in row.faults]
    assert told == ["期限要从有效期自起算, 而有效期自缺失: 请补报有效期自"]
