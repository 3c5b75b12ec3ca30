"""Rows as departments deliver them, and a content folder to put them in: all names and cases are invented."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from stdnum.cn import uscc

from creditsite.intake import load_site, load_tables
from creditsite.model.faults import Fault
from creditsite.model.rows import Row

SITE = """
name = "信用试城"
city = "试城市"
region_code = "990100"
office = "试城市信用办"
base_url = "https://credit.example"
tag_authority = "credit.example,2026"
description = "演示"
demo = true
contact_email = "a@credit.example"
contact_phone = "0000-0000"
contact_address = "试城市"
service_hours = "工作日"
data_licence = "CC-BY-4.0"
[display]
rule_sets = ["order-36", "order-58", "samr-45"]
[[lists]]
kind = "watch"
name = "重点关注名单"
effect = "watch"
criteria = "见办法"
legal_basis = "试城市办法第一条"
kept_by = "试城市信用办"
"""
LEVELS = """
version = "1"
[[schemes]]
id = "merchant"
name = "商家信用评价"
evaluator = "试城市商务局"
version = "1"
valid_months = 12
description = "演示"
[[schemes.grades]]
grade = "A"
label = "良好"
meaning = "良好"
improve = "保持"
colour = "#1a7f37"
"""
PERSONS = """
[[persons]]
list_kind = "watch"
legal_basis = "试城市办法第二条"
months = 12
impact_assessment = "档案 2026-1"
"""


def code(number: int, head: str = "91") -> str:
    """A valid code in region 990100, which no real code has."""
    body = f"{head}990100MA{number:07d}"
    return body + str(uscc.calc_check_digit(body))


def penalty(number: int, **changes: object) -> dict[str, object]:
    """A row of penalties under the headers of 2018/2019."""
    row: dict[str, object] = {
        "行政相对人名称": f"试城市第{number}商贸有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1（统一社会信用代码）": code(number),
        "行政处罚决定书文号": f"试市监处罚〔2026〕{number}号",
        "违法行为类型": "虚假宣传",
        "违法事实": "发布与实际不符的销量",
        "处罚依据": "广告法",
        "处罚类别": "罚款",
        "处罚内容": "罚款2000元",
        "罚款金额（万元）": "0.2",
        "处罚决定日期": "2026-05-20",
        "处罚有效期": "2099-12-31",
        "公示截止期": "2027-05-20",
        "处罚机关": "试城市市场监督管理局",
        "失信信息分级": "一般",
        "备注": "/",
    }
    assert changes.keys() <= row.keys(), changes.keys() - row.keys()
    return row | changes


PENALTY: Sequence[str] = tuple(penalty(0))


def csv_bytes(rows: Iterable[Mapping[str, object]], encoding: str = "utf-8", **how: str) -> bytes:
    """Rows as a CSV file under the headers of the first."""
    rows = list(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, **how)
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode(encoding)


Put = Callable[[str, bytes], None]


def city(folder: Path, more: str = "") -> Path:
    """A content folder of a small city, with nothing delivered yet."""
    folder.mkdir(exist_ok=True)
    (folder / "site.toml").write_text(SITE + more, encoding="utf-8")
    (folder / "levels.toml").write_text(LEVELS, encoding="utf-8")
    return folder


def put(content: Path, name: str, body: bytes) -> Path:
    """Deliver a file: `penalties/a.csv`."""
    path = content / "tables" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def loaded(content: Path) -> tuple[list[Row], list[Fault]]:
    """All rows and all faults of files and sheets."""
    faults: list[Fault] = []
    return list(load_tables(content, load_site(content), faults.append)), faults
