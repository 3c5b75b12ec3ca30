"""The city's settings: read whole or refused with every fault at once; pages of prose likewise."""

from pathlib import Path

import pytest

from creditsite.intake import load_pages, load_site
from creditsite.model.faults import ContentRefusedError
from tests.intake.deliveries import LEVELS, PERSONS, SITE, city, csv_bytes, loaded, put
from tests.intake.deliveries import code as credit_code

ROOT = Path(__file__).resolve().parents[1]


def faults(folder: Path, site: str = SITE, levels: str = LEVELS) -> list[str]:
    (folder / "site.toml").write_text(site, encoding="utf-8")
    (folder / "levels.toml").write_text(levels, encoding="utf-8")
    try:
        load_site(folder)
    except ContentRefusedError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_a_good_city_is_read(tmp_path):
    site = load_site(city(tmp_path / "c"))
    assert [rules.id for rules in site.display.rule_sets] == ["order-36", "order-58", "samr-45"]
    general = site.display.rule_sets[0].grades[1]
    assert (general.severity, general.shown, general.shortest.months, general.longest.months) == (
        "general",
        True,
        3,
        12,
    )


def test_the_demo_city_without_two_lines_is_a_real_one(tmp_path):
    """As README tells an office to begin."""
    for name in ("site.toml", "levels.toml"):
        lines = (ROOT / "content" / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(("demo =", "as_of ="))]
        assert len(lines) - len(kept) == (2 if name == "site.toml" else 0)
        (tmp_path / name).write_text("\n".join(kept), encoding="utf-8")
    site = load_site(tmp_path)
    assert (site.demo, site.as_of) == (False, None)


CASES = [
    ('city = "试城市"', "", "site.toml city: 缺少必填项 city: 请补上"),
    ("demo = true", "demo = true\nnmae = 1", "site.toml nmae: 不认识的项 nmae"),
    (
        "https://credit.example",
        "https://credit.example/",
        "site.toml base_url: “https://credit.example/”格式不对",
    ),
    (
        "https://credit.example",
        "http://credit.example",
        "site.toml base_url: “http://credit.example”格式不对",
    ),
    ("demo = true", 'demo = "yes"', "site.toml demo: 应为true 或 false: 请改正"),
    ("demo = true", "demo = false\nas_of = 2026-01-01", "site.toml as_of: 固定日期只用于演示"),
    ('"samr-45"', '"samr-99"', "site.toml display.rule_sets: 没有名为 samr-99 的规则"),
    (
        'legal_basis = "试城市办法第一条"',
        "",
        "site.toml lists[1].legal_basis: “重点关注名单”没有列入依据",
    ),
    ('effect = "watch"', 'effect = "grey"', "site.toml lists[1].effect: “grey”不在可选值之中"),
    ('region_code = "990100"', 'region_code = "9901"', "site.toml region_code: “9901”格式不对"),
]


@pytest.mark.parametrize(("good", "bad", "told"), CASES, ids=[case[2] for case in CASES])
def test_a_fault_is_told_with_its_key(good, bad, told, tmp_path):
    assert [line for line in faults(tmp_path, SITE.replace(good, bad)) if line.startswith(told)]


def test_all_faults_at_once(tmp_path):
    site = SITE.replace('city = "试城市"', "").replace("demo = true", "demo = 1")
    levels = LEVELS.replace("#1a7f37", "green").replace('version = "1"\n[[', "[[", 1)
    told = faults(tmp_path, site, levels)
    assert len(told) == 4
    assert any("颜色应写成 #rrggbb" in line for line in told)


def test_double_ids_are_refused(tmp_path):
    twice = LEVELS + LEVELS.split("\n", 2)[2]
    assert any("“merchant”重复" in line for line in faults(tmp_path, levels=twice))


@pytest.mark.parametrize("key", ["legal_basis", "months", "impact_assessment"])
def test_persons_need_basis_period_and_assessment(key, tmp_path):
    rule = "\n".join(line for line in PERSONS.splitlines() if not line.startswith(key))
    assert any(f"缺少必填项 {key}" in line for line in faults(tmp_path, SITE + rule))


def test_persons_are_shown_only_in_a_list_that_allows_them_and_without_their_code(tmp_path):
    row = {"名单类型": "重点关注名单", "信用主体名称": "甲某", "主体类别": "自然人"}
    row |= {"证件号码": "11010519491231002X", "列入事由": "某事", "列入依据": "某条"}
    row |= {
        "文书号": "试列1号",
        "出具日期": "2026-05-20",
        "认定机关": "某局",
        "列入日期": "2026-05-20",
    }
    other = row | {"名单类型": "黑名单"}
    content = city(tmp_path / "c", PERSONS)
    put(content, "listings/a.csv", csv_bytes([row, other]))
    rows, _ = loaded(content)
    assert [(r.outcome, r.record and r.record.uscc) for r in rows] == [
        (None, ""),
        ("withheld", None),
    ]


def test_owner_and_address_of_a_sole_trader_are_not_kept(tmp_path):
    row = {
        "信用主体名称": "试城市甲店",
        "统一社会信用代码": credit_code(1, "92"),
        "法定代表人": "甲某",
        "注册地址": "某巷一号",
    }
    content = city(tmp_path / "c")
    put(content, "subjects/a.csv", csv_bytes([row]))
    (made,), _ = loaded(content)
    assert (made.record.legal_rep, made.record.address) == ("", "")


GOOD = "---\n标题: 甲\n摘要: 乙\n发布日期: 2026-05-20\n关键词: [丙, 丁]\n---\n\n正文"
PAGES = [
    ("guides/a.md", GOOD, ""),
    ("guides/A b.md", GOOD, "文件名就是网址"),
    ("elsewhere/a.md", GOOD, "页面应放在 prose/<栏目>/ 下"),
    ("guides/a.txt", GOOD, "不是 .md 文件"),
    ("guides/a.md", "正文", "开头没有用两行 ---"),
    ("guides/a.md", GOOD.replace("摘要: 乙\n", ""), "缺少摘要"),
    (
        "guides/a.md",
        GOOD.replace("2026-05-20", "2026-02-30"),
        "第4行 发布日期: “2026-02-30”不是日期",
    ),
    ("guides/a.md", GOOD.replace("摘要", "作者"), "第3行 作者: 不认识的页面信息"),
    ("guides/a.md", GOOD.replace("标题: 甲", "标题: 甲: 乙"), "第2行: 页面信息不是合法的 YAML"),
    ("guides/a.md", GOOD + "\u202e", "U+202E"),
    ("guides/a.md", GOOD + "长" * 20_000, "最多 20000"),
]


@pytest.mark.parametrize(("name", "text", "told"), PAGES)
def test_page(name, text, told, tmp_path):
    path = tmp_path / "prose" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    pages, wrong = load_pages(tmp_path)
    if told:
        assert pages == ()
        assert any(told in str(fault) for fault in wrong), wrong
        assert "缺少" in told or not any("缺少发布日期" in str(fault) for fault in wrong)
    else:
        assert wrong == ()
        assert (pages[0].section, pages[0].slug, pages[0].article.keywords) == (
            "guides",
            "a",
            ("丙", "丁"),
        )


def test_the_citys_words_in_another_language_are_told_like_any_setting(tmp_path):
    folder = city(tmp_path / "c")
    text = SITE.replace("demo = true", 'demo = true\nlanguages = ["zh-Hans", "en"]', 1)
    (folder / "site.toml").write_text(text, encoding="utf-8")
    own = load_site(folder)
    assert own.words == (("en", ()),)
    kind = own.lists[0].kind
    (folder / "site.en.toml").write_text(
        f'city = "Trial City"\n[[lists]]\nkind = "{kind}"\nname = "A list"\n', encoding="utf-8"
    )
    site = load_site(folder)
    assert dict(dict(site.words)["en"]) == {own.city: "Trial City", own.lists[0].name: "A list"}
    (folder / "site.en.toml").write_text(
        'ciyt = "Trial"\n[[lists]]\nkind = "none"\nname = "A list"\n[[lists]]\nname = 3\n',
        encoding="utf-8",
    )
    (folder / "levels.en.toml").write_text("version = ", encoding="utf-8")
    with pytest.raises(ContentRefusedError) as told:
        load_site(folder)
    said = [str(fault) for fault in told.value.faults]
    assert len(said) == 4
    for wanted in ("site.en.toml ciyt: 不认识的项 ciyt", "site.en.toml lists[1].kind: 原文里没有 kind 为“none”的一项",
                   "site.en.toml lists[2].kind: 缺少必填项", "levels.en.toml: 不是合法的 TOML"):  # fmt: skip
        assert any(wanted in one for one in said), (wanted, said)


def test_the_city_says_what_the_numbers_of_a_permits_status_mean(tmp_path):
    table = {
        "行政相对人名称": "试城市甲商贸有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1（统一社会信用代码）": credit_code(1),
        "行政许可决定文书名称": "食品经营许可",
        "行政许可决定文书号": "试许〔2026〕1号",
        "许可类别": "普通",
        "许可内容": "预包装食品",
        "许可决定日期": "2026-05-20",
        "有效期自": "2026-05-20",
        "有效期至": "长期",
        "许可机关": "试城市市监局",
        "当前状态": "1",
    }
    found = []
    for more in ("", '[permit.status_map]\n0 = "normal"\n1 = "revoked"\n'):
        content = city(tmp_path / "c", more)
        put(content, "permits/a.csv", csv_bytes([table]))
        found += [row.record.source_status for row in loaded(content)[0]]
    assert found == ["normal", "revoked"]
    wrong = faults(content, SITE + '[permit.status_map]\n1 = "gone"\n')
    assert ["permit.status_map.1" in one for one in wrong] == [True]
