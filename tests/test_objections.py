"""An objection is marked on every surface of one release, and its mark leaves every surface of one release too."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.test_build import CITY, live, run

HEAD = "办件编号,异议信息类名称,统一社会信用代码,原决定文书号,处理状态,收到日期,标注日期,答复日期,结果\n"
NUMBER, CODE = "小信关〔2026〕2号", "91990102MA0000001D"
STATEMENT = "我公司已经全部改正 <b>并致歉</b>"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("objections")
    shutil.copytree(CITY, root / "content")
    path = root / "content/tables/listings/名单.csv"
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    rows = [f"{row},{STATEMENT if NUMBER in row else ''}" for row in rows]
    path.write_text("\n".join((f"{head},申辩", *rows)) + "\n", encoding="utf-8")
    return root


def object_to(root: Path, *rest: str) -> None:
    path = root / "content/tables/objections/本次.csv"
    path.write_text(HEAD + ",".join(("YY-9", "名单", CODE, NUMBER, *rest)) + "\n", encoding="utf-8")


def marks(root: Path) -> dict[str, bool]:
    """Surface → whether it says that the entry is under objection."""
    files = {name: data.decode("utf-8", "replace") for name, data in live(root).items()}
    data = json.loads(files[f"s/{CODE}/index.json"])
    (listing,) = data["listings"]
    feed = json.loads(files["feeds/list-watch.json"])
    entry = next(one for one in feed["items"] if listing["record_id"] in json.dumps(one))
    row = next(
        json.loads(line)
        for name, text in files.items()
        if re.fullmatch(r"data/[^/]+/listings\.jsonl", name)
        for line in text.splitlines()
        if listing["record_id"] in line
    )
    return {
        "page": "本条自" in files[f"s/{CODE}/index.html"],
        "json": bool(listing["disputed_on"]) and data["disputed"],
        "badge": "异议中" in files[f"s/{CODE}/badge.svg"],
        "list": "异议中" in files["lists/watch/index.html"],
        "feed": "异议核查中" in json.dumps(entry, ensure_ascii=False),
        "data": bool(row["disputed_on"]),
    }


def test_an_objection_marks_every_surface_at_once_clears_them_and_upheld_removes(
    city: Path,
) -> None:
    command = run(city)
    assert command("build") == 0
    assert set(marks(city).values()) == {False}
    object_to(city, "待核实", "2026-10-20", "2026-10-21", "", "")
    assert command("build") == 0
    assert {name for name, marked in marks(city).items() if not marked} == set()
    object_to(city, "未通过", "2026-10-20", "2026-10-21", "2026-10-30", "不成立")
    assert command("build") == 0
    assert set(marks(city).values()) == {False}
    object_to(city, "已通过", "2026-10-20", "2026-10-21", "2026-10-30", "成立")
    assert command("build", "--accept-bounds") == 0
    assert NUMBER not in "".join(data.decode("utf-8", "replace") for data in live(city).values())


def test_the_statement_of_a_subject_stands_beside_its_record(city: Path) -> None:
    (city / "content/tables/objections/本次.csv").unlink(missing_ok=True)
    shutil.rmtree(city / "out", ignore_errors=True)
    assert run(city)("build") == 0
    files = {name: data.decode("utf-8", "replace") for name, data in live(city).items()}
    page = files[f"s/{CODE}/index.html"]
    assert "我公司已经全部改正 &lt;b&gt;并致歉&lt;/b&gt;" in page
    assert "<b>并致歉" not in page
    (listing,) = json.loads(files[f"s/{CODE}/index.json"])["listings"]
    assert listing["statement"] == STATEMENT
    assert "我公司已经全部改正" in files["feeds/list-watch.json"]
