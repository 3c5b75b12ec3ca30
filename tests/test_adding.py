"""The README's way to add a column and a kind of table, walked in a copy of the program: nothing else is needed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.intake.deliveries import city, code, csv_bytes, penalty, put

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import json, sys
from pathlib import Path
from creditsite.intake import load_site, load_tables
from creditsite.intake.templates import template_csv
from creditsite.render.tables import tables
content = Path(sys.argv[1])
told = []
rows = list(load_tables(content, load_site(content), lambda fault: told.append(str(fault))))
told += [str(fault) for row in rows for fault in row.faults]
print(json.dumps({
    "told": told,
    "penalties": [row.record.discretion for row in rows if row.kind == "penalties"],
    "recalls": [(row.record.goods, str(row.record.announced_on)) for row in rows if row.kind == "recalls"],
    "templates": [template_csv(name).decode("utf-8-sig").splitlines()[0] for name in ("penalties", "recalls")],
    "data": {t.name: list(t.fields) for t in tables() if t.name in ("penalties", "recalls")},
}))
"""


def test_a_column_and_a_kind_are_added_as_the_readme_says(tmp_path):
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("### 加一列, 加一类表")[1]
    column, added = re.findall(r"```python\n(.*?)```", section, re.S)[:2]
    shutil.copytree(ROOT / "site", tmp_path / "site")
    records, own = (tmp_path / f"site/creditsite/model/{name}.py" for name in ("records", "own"))
    text = records.read_text(encoding="utf-8")
    first = "    facts: str = column(\n"
    assert text.count(first) == 1
    records.write_text(text.replace(first, f"    {column}{first}"), encoding="utf-8")
    text, empty = own.read_text(encoding="utf-8"), "OWN: tuple[Kind, ...] = ()\n"
    assert text.endswith(empty)
    own.write_text(text.removesuffix(empty) + f"\n{added}", encoding="utf-8")

    content = city(tmp_path / "content")
    put(content, "penalties/a.csv", csv_bytes([penalty(1) | {"裁量基准": "从轻"}]))
    recall = {
        "公告编号": "试召1号",
        "企业名称": "试城市甲公司",
        "统一社会信用代码": code(1),
        "召回商品": "插座",
        "公告日期": "2026年5月20日",
    }
    put(content, "recalls/a.csv", csv_bytes([recall]))
    command = [sys.executable, "-c", SCRIPT, str(content)]
    made = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
        env={"PYTHONPATH": str(tmp_path / "site")},
    )
    said = json.loads(made.stdout)
    assert said["told"] == []
    assert said["penalties"] == ["从轻"]
    assert said["recalls"] == [["插座", "2026-05-20"]]
    assert ["裁量依据" in said["templates"][0], "召回商品" in said["templates"][1]] == [True, True]
    assert "discretion" in said["data"]["penalties"]
    assert "goods" in said["data"]["recalls"]
