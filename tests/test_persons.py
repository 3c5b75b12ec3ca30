"""Natural persons: off by default; where a list may show them, masked, under a random id, and on no other surface.

Every name, decision and number is made up; the ID numbers are well formed and belong to nobody.
"""

import csv
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import ric

import build
from creditsearch.persons import address
from creditsite.intake import load_site
from creditsite.ledger import open_ledger
from creditsite.release.gates import persons
from creditsite.release.headers import headers_of, host_headers
from creditsite.release.servers import caddy, nginx
from tests.sites import tokens
from tests.tinycity import code

CITY = Path(__file__).parent / "content"
RULE = """
[[persons]]
list_kind = "black"
legal_basis = "虚构条例第九条（测试）"
months = 6
impact_assessment = "虚构档案 2026-7"
"""
NAME, OTHER, HIDDEN = "欧阳虚设", "古丽·虚构", "钱不示"
BODY = "11010519900307777"
ID_NUMBER = BODY + ric.calc_check_digit(BODY + "0")
CHILD = "11010520100307777"
CHILD += ric.calc_check_digit(CHILD + "0")
HEAD = (
    "名单类型", "信用主体名称", "主体类别", "主体编号", "证件号码", "列入事由", "列入依据", "文书号", "出具日期",
    "认定机关", "列入日期", "移出日期", "移出原因", "移出决定机关", "申辩",
)  # fmt: skip


def entry(name: str, number: str, **more: str) -> dict[str, str]:
    return {
        "名单类型": "失信惩戒对象名单", "信用主体名称": name, "主体类别": "自然人", "证件号码": ID_NUMBER,
        "列入事由": f"{name}组织虚构的刷单", "列入依据": "虚构条例第九条", "文书号": number,
        "出具日期": "2026-06-01", "认定机关": "小城市商务局", "列入日期": "2026-06-02",
        "申辩": f"{name}: 已经改正",
    } | more  # fmt: skip


ROWS = [
    entry(NAME, "小信名〔2026〕901号", 主体编号="P-1"),
    entry(OTHER, "小信名〔2026〕902号"),  # no number of the office: known by the decision alone
    entry(HIDDEN, "小信名〔2026〕903号", 名单类型="重点关注名单"),  # no permission for that list
    entry("孙不满", "小信名〔2026〕904号", 证件号码=CHILD),
    entry("李已满期", "小信名〔2026〕905号", 出具日期="2026-04-30", 列入日期="2026-04-30"),
    entry(
        "周已移出",
        "小信名〔2026〕906号",
        移出日期="2026-10-20",
        移出原因="改正",
        移出决定机关="商务局",
    ),
]
PENALTY = {
    "行政相对人名称": NAME, "行政相对人类别": "自然人", "主体编号": "P-1",
    "行政处罚决定书文号": "小市监罚〔2026〕907号",
    "违法行为类型": "虚构", "违法事实": "虚构", "处罚依据": "虚构", "处罚类别": "警告", "处罚内容": "虚构",
    "处罚决定日期": "2026-06-01", "处罚机关": "小城市市监局", "失信信息分级": "一般",
}  # fmt: skip


def put(path: Path, rows: list[dict[str, str]], head: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run(root: Path) -> Callable[..., int]:
    give = tokens()
    places = ("--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1")
    return lambda name, *more: build.main(
        [name, *places, *more], today=lambda: date(2026, 11, 22), token=give
    )


def content(root: Path, rule: str = RULE) -> Callable[..., int]:
    shutil.copytree(CITY, root / "content")
    with (root / "content" / "site.toml").open("a", encoding="utf-8") as file:
        file.write(rule)
    put(root / "content/tables/listings/自然人.csv", ROWS, HEAD)
    put(root / "content/tables/penalties/自然人.csv", [PENALTY], tuple(PENALTY))
    return run(root)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("persons")
    assert content(root)("build") == 0
    return root


def live(root: Path) -> dict[str, str]:
    home = (root / "out/current").resolve()
    return {
        p.relative_to(home).as_posix(): p.read_bytes().decode("utf-8", "replace")
        for p in home.rglob("*")
        if p.is_file()
    }


def ids(root: Path) -> dict[str, str]:
    """Masked name → id of every person with a page."""
    pages = {n: json.loads(t) for n, t in live(root).items() if re.match(r"s/per.*json$", n)}
    return {one["name"]: one["id"] for one in pages.values()}


def test_nobody_is_shown_where_nothing_is_configured(tmp_path: Path) -> None:
    assert content(tmp_path, "")("build") == 0
    text = "\n".join(f"{name}\n{text}" for name, text in live(tmp_path).items())
    assert not re.search(r"\bper[a-z2-7]{24}", text)
    assert not any(row["信用主体名称"] in text for row in ROWS)
    assert json.loads(live(tmp_path)["search/config.json"])["lookup"]["persons"] is False


def test_only_who_may_be_shown_is_shown_masked_under_a_random_id(city: Path) -> None:
    found = ids(city)
    assert set(found) == {"欧阳*", "古*"}
    assert all(re.fullmatch(r"per[a-z2-7]{24}", one) for one in found.values())
    text = "\n".join(f"{name}\n{text}" for name, text in live(city).items())
    for row in ROWS:
        assert row["信用主体名称"] not in text
    for number in (ID_NUMBER, CHILD, ID_NUMBER[:6], ID_NUMBER[6:14], ID_NUMBER[-4:]):
        assert number not in "".join(
            t for n, t in live(city).items() if n.startswith(("s/per", "lists/", "search/p/"))
        )
    assert "907号" not in text  # what else is recorded of a person stays withheld


def test_page_and_data_say_the_entry_and_its_shorter_end(city: Path) -> None:
    files = live(city)
    home = f"s/{ids(city)['欧阳*']}/"
    assert {n for n in files if n.startswith(home)} == {f"{home}index.html", f"{home}index.json"}
    page, data = files[f"{home}index.html"], json.loads(files[f"{home}index.json"])
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    (listing,) = data["listings"]
    assert listing["publish_until"] == "2026-12-01"
    assert "自然人公示期限" in listing["until_because"]
    assert listing["reason"] == "欧阳*组织虚构的刷单"
    assert listing["statement"] == "欧阳*: 已经改正"
    assert (data["standing"]["id"], data["entity_kind"]) == ("black", "natural_person")
    assert not any(data[name] for name in ("aliases", "region_code", "sites", "penalties", "exits"))
    assert not any(word in page for word in ("badge.svg", "/embed/", "/verify/", 'class="qr"'))


def test_a_person_stands_on_the_list_the_page_and_the_look_up_by_full_name_and_nowhere_else(
    city: Path,
) -> None:
    one = ids(city)["欧阳*"]
    holding = {name for name, text in live(city).items() if one in name or one in text}
    own = f"search/{address(NAME)}"
    assert holding == {f"s/{one}/index.html", f"s/{one}/index.json", "lists/black/index.html", own}
    assert live(city)[own].count(one) == 1
    assert "欧阳*" in live(city)["lists/black/index.html"]
    assert "虚构条例第九条（测试）" in live(city)["lists/black/index.html"]
    record = json.loads(live(city)[f"s/{one}/index.json"])["listings"][0]["record_id"]
    assert {n for n, t in live(city).items() if record in t} == holding - {own}


def test_servers_are_told_to_keep_persons_out_of_search_engines_and_caches(city: Path) -> None:
    site = load_site(city / "content")
    one = ids(city)["古*"]
    for path in (f"/s/{one}/", f"/s/{one}/index.json"):
        sent = headers_of(site, path)
        assert sent["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert sent["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in sent
    assert "X-Robots-Tag" not in headers_of(site, "/s/91990102MA0000001D/")
    for text in (nginx(site, city), caddy(site, city), host_headers(site)):
        assert "X-Robots-Tag" in text
        assert one not in text
    assert live(city)["robots.txt"].startswith(
        "User-agent: *\nAllow: /\n"
    )  # or the tag is never read


def test_the_gate_finds_a_person_on_every_other_surface_and_the_full_name_on_each(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(city, tmp_path / "city", symlinks=True)
    root = tmp_path / "city"
    one, home = ids(root)["古*"], (root / "out/current").resolve()
    assert run(root)("audit") == 0
    planted = (
        "index.html", "sitemap.xml", "sitemaps/subjects-1.xml", "data/index.json", "feeds/all.atom", "feeds/feeds.opml",
        "api/openapi.json", "subjects/index.html", "statistics/index.html", "robots.txt",
    )  # fmt: skip
    for name in planted:
        was = (home / name).read_bytes()
        json_like = was.replace(b"{", f'{{"planted": "{one}",'.encode(), 1)
        replace(
            home / name, json_like if name.endswith("json") else was + f"<!-- {one} -->".encode()
        )
    named = (f"s/{one}/index.json", f"s/{one}/index.html", "lists/black/index.html")
    for name in named:
        was = (home / name).read_bytes()
        replace(home / name, was.replace("古*".encode(), OTHER.encode()))
    assert run(root)("audit") == 1
    told = capsys.readouterr().out
    assert [name for name in planted if f"自然人: {name}: 含有自然人的编号" not in told] == []
    assert [name for name in named if f"自然人: {name}: 含有自然人的全名" not in told] == []


def replace(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def test_a_name_that_every_page_says_cannot_be_looked_for() -> None:
    assert dict(persons.names_of((("per" + "a" * 24, "高级"),), "高级人民")) == {}


def test_the_day_the_permission_ends_the_person_is_gone_and_a_removal_holds(
    city: Path, tmp_path: Path
) -> None:
    shutil.copytree(city, tmp_path / "city", symlinks=True)
    root = tmp_path / "city"
    one, other = ids(root)["欧阳*"], ids(root)["古*"]
    record = json.loads(live(root)[f"s/{other}/index.json"])["listings"][0]["record_id"]
    command = run(root)
    assert command("remove", "--record", record, "--reason", "repaired") == 0
    assert set(ids(root).values()) == {one}
    edited = [row | {"文书号": row["文书号"].replace("〔2026〕", " [２０２６] ")} for row in ROWS]
    put(root / "content/tables/listings/自然人.csv", edited, HEAD)
    assert command("build") == 0
    assert set(ids(root).values()) == {
        one
    }  # sent again in another spelling: the same id, the same removal
    assert command("build", "--as-of", "2026-11-30") == 0
    assert set(ids(root).values()) == {one}
    assert command("build", "--as-of", "2026-12-01") == 0
    assert ids(root) == {}
    everything = kept(root)
    assert one not in everything  # kept releases are no hiding place
    assert other not in everything


def kept(root: Path) -> str:
    """All that releases hold, the served one and those before it."""
    return "\n".join(
        f"{path}\n{path.read_bytes().decode('utf-8', 'replace')}"
        for path in (root / "out/releases").rglob("*")
        if path.is_file()
    )


def test_no_rollback_shows_persons_again_after_the_permission_was_taken_back(
    city: Path, tmp_path: Path
) -> None:
    shutil.copytree(city, tmp_path / "city", symlinks=True)
    root = tmp_path / "city"
    (one, *_), command = ids(root).values(), run(root)
    assert one in kept(root)
    site = root / "content/site.toml"
    site.write_text(site.read_text("utf-8").replace(RULE, ""), "utf-8")
    assert command("build") == 0
    assert one not in kept(root)
    assert command("rollback") == 1
    assert ids(root) == {}


@pytest.mark.parametrize(
    "number",
    [{"主体编号": "P-77"}, {"行政相对人代码_1(统一社会信用代码)": code(77), "主体编号": ""}],
)
def test_no_kept_release_names_a_person_who_was_taken_for_an_enterprise(
    tmp_path: Path, number: dict[str, str]
) -> None:
    command, name = content(tmp_path, ""), "赵误报网店"
    subjects, penalties = (tmp_path / "content/tables" / of for of in ("subjects", "penalties"))

    def sent(kind: str) -> None:
        own = {"主体编号": "P-77", "主体名称": name, "主体类别": kind}
        put(subjects / "误报.csv", [own], tuple(own))
        row = PENALTY | {"行政相对人名称": name, "行政相对人类别": kind} | number
        put(penalties / "误报.csv", [row], tuple(row))

    sent("个体工商户")
    assert command("build") == 0
    assert name in kept(tmp_path)
    sent("自然人")
    never = PENALTY | {"行政处罚决定书文号": "小市监罚〔2026〕998号", "主体编号": "从未公示" * 100}
    put(penalties / "另一人.csv", [never], tuple(never))  # of whom there is nothing to look for
    assert command("build") == 0
    assert name not in kept(tmp_path)
    assert command("rollback") == 1


def test_one_number_of_two_persons_shows_neither(tmp_path: Path) -> None:
    command = content(tmp_path)
    rows = [
        entry(NAME, "小信名〔2026〕901号", 主体编号="P-1"),
        entry("欧阳虚立", "小信名〔2026〕999号", 主体编号="p-1"),
    ]
    put(tmp_path / "content/tables/listings/自然人.csv", rows, HEAD)
    assert command("build") == 0
    assert ids(tmp_path) == {}


def test_two_of_the_same_name_are_two_persons(tmp_path: Path) -> None:
    command = content(tmp_path)
    put(
        tmp_path / "content/tables/listings/自然人.csv",
        [entry(NAME, "小信名〔2026〕1号"), entry(NAME, "小信名〔2026〕2号")],
        HEAD,
    )
    assert command("build") == 0
    with open_ledger(tmp_path / "out/ledger.sqlite") as held:
        assert held.db.execute("SELECT COUNT(*) FROM subject WHERE id LIKE 'per%'").fetchone() == (
            2,
        )
    assert live(tmp_path)[f"search/{address(NAME)}"].count("per") == 2


def test_the_full_name_is_masked_however_the_text_writes_it(tmp_path: Path) -> None:
    """Clerks put a space into short names; a traditional page converts what a gate must still know."""
    command = content(tmp_path, f"{RULE}")
    site = tmp_path / "content/site.toml"
    site.write_text('languages = ["zh-Hans", "zh-Hant"]\n' + site.read_text("utf-8"), "utf-8")
    cells = {
        "赵　虚": "赵虚、赵 虚", "張设": "张设", "钱丙（曾用名钱丁）": "钱丙, 即钱丁", "孙戊、李己": "孙戊和李己",
        "买买·庚": "买买•庚",
    }  # fmt: skip
    rows = [
        entry(name, f"小信名〔2026〕{at}号", 列入事由=f"经查{text}虚构交易", 申辩="")
        for at, (name, text) in enumerate(cells.items(), 1)
    ]
    put(tmp_path / "content/tables/listings/自然人.csv", rows, HEAD)
    assert command("build") == 0
    assert len(ids(tmp_path)) == len(cells)
    everything = "\n".join(live(tmp_path).values())
    for name in ("赵虚", "赵 虚", "张设", "張設", "钱丙", "钱丁", "孙戊", "李己", "买•庚", "买·庚"):
        assert name not in everything, name


def test_the_gate_knows_a_name_in_other_spellings() -> None:
    one = "per" + "a" * 24
    for text in ("赵虚", "赵 虚", "趙虚"):
        said = f"{one} 经查{text}虚构".encode()
        assert list(persons.misplaced(f"s/{one}/index.html", said, {one: "赵　虚"})) == [
            "含有自然人的全名"
        ]
