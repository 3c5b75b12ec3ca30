"""What a department says not to show is not shown, whichever column says so."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from creditsite import ledger
from creditsite.intake import deliveries
from creditsite.ledger import open_ledger
from creditsite.model.faults import Fault
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
