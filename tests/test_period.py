"""The guide that computes a period: rules and examples without a script, and with one what the display clock says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from creditsite.model.config import Display, GradeRule, Period, RuleSet
from creditsite.model.display import NoRuleError, clock
from creditsite.model.prose import Page
from creditsite.render.app import addresses, create_app
from creditsite.render.assets import assets
from creditsite.render.period import rules_json
from creditsite.render.source import Source
from tests.sites import tiny_site
from tests.tinycity import tiny_source

STATIC = Path(__file__).parents[1] / "site" / "creditsite" / "render" / "static"
BASE = tiny_site().display
SECTOR = RuleSet(
    id="sector", title="行业规则", source="行业令", version="1", checked_on=date(2026, 1, 1),
    decided_from=date(2024, 2, 29), decided_until=date(2027, 1, 31), authority="市场监督", kinds=("penalties",),
    grades=tuple(
        GradeRule(severity=s, shown=True, shortest=Period(months=a), longest=Period(months=b))
        for s, a, b in (("general", 6, 10), ("serious", 18, 30))
    ),
)  # fmt: skip
DISPLAYS = (BASE, replace(BASE, rule_sets=(*BASE.rule_sets, SECTOR)), replace(BASE, rule_sets=(SECTOR,)))  # fmt: skip
HARD = (
    date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31),
    date(2026, 8, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 30), date(2027, 1, 31), date(2028, 2, 29),
    date(2096, 2, 29), date(2000, 2, 29),
)  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = tiny_source(tmp_path_factory.mktemp("ledger"))
    with made.ledger:
        yield made


def cases() -> list[dict[str, str]]:
    days = (*HARD, *(date(2026, 1, 1) + timedelta(days=n) for n in range(0, 400, 3)))
    return [
        {"kind": kind, "authority": authority, "severity": severity, "decided": str(day), "stated": stated}
        for kind, authority, severity, day, stated in product(
            ("penalties", "listings"), ("", "市场监督", "小城市市场监督管理局"), ("minor", "general", "serious"), days,
            ("", "2026-12-31"),
        )
    ]  # fmt: skip


def told(case: dict[str, str], rules: Display) -> dict[str, str]:
    stated = date.fromisoformat(case["stated"]) if case["stated"] else None
    try:
        found = clock(
            kind=case["kind"], authority=case["authority"], severity=case["severity"],
            decided_on=date.fromisoformat(case["decided"]), stated_end=stated, rules=rules,
        )  # fmt: skip
    except NoRuleError:
        return {"problem": "none"}
    if found is None:
        return {"problem": "hidden"}
    return {"repair": str(found.repair_from), "until": str(found.until), "because": found.because}


def test_the_browser_computes_what_the_site_computes(page, serve_folder, tmp_path):
    (tmp_path / "index.html").write_text('<link rel="icon" href="data:,">', encoding="utf-8")
    for name in ("period.js", "words.js"):
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    page.goto(serve_folder(tmp_path) + "/")
    asked = cases()
    seen = set()
    for rules in DISPLAYS:
        found = page.evaluate(
            "async ([rules, cases]) => { const m = await import('/period.js');"
            " return cases.map(one => m.clock(rules, one)) }",
            [rules_json(rules), asked],
        )
        for case, answer in zip(asked, found, strict=True):
            assert answer == told(case, rules), case
            seen.add(answer.get("problem", "told"))
    assert seen == {"none", "hidden", "told"}


def test_a_reader_gets_the_dates_from_the_form(page, serve_folder, source, tmp_path):
    client = create_app(source).test_client()
    scripts = assets(source.site)[1:]
    names = ("period.js", "site.js", "words.js", "site.css", "mark.svg")
    files = ("guides/period/index.html", *(f"{scripts}/{name}" for name in names))
    for address in files:
        (tmp_path / address).parent.mkdir(parents=True, exist_ok=True)
        with client.get("/" + address.removesuffix("index.html")) as answer:
            (tmp_path / address).write_bytes(answer.data)
    page.goto(serve_folder(tmp_path) + "/guides/period/")
    page.get_by_label("失信信息分级").select_option("serious")
    page.get_by_label("决定书上的日期").fill("2028-02-29")
    page.get_by_role("button", name="计算").click()
    said = page.locator("output").inner_text()
    assert "最早可申请修复：2028-05-29" in said  # the tiny city's rule: three months, one year
    assert "零时为止：2029-02-28" in said


def test_without_a_script_rules_and_worked_examples_say_the_same(source):
    body = create_app(source).test_client().get("/guides/period/").get_data(as_text=True)
    for rules in source.site.display.rule_sets:
        assert rules.title in body
        assert rules.version in body
    for wanted in ("<time>2028-02-29</time>", "<time>2028-05-29</time>", "<time>2029-02-28</time>"):
        assert wanted in body
    data = body.split("data-rules='")[1].split("'")[0]
    assert json.loads(data) == rules_json(source.site.display)


def test_what_the_city_writes_there_stands_on_the_same_page(source):
    article = source.pages[0].article
    more = replace(
        source,
        pages=(*source.pages, Page("guides", "period", article, "本市的说明。")),
    )
    app = create_app(more)
    with app.test_request_context():
        asked = [app.url_for(endpoint, **values) for endpoint, values in addresses(more)]
    assert asked.count("/guides/period/") == 1
    body = app.test_client().get("/guides/period/").get_data(as_text=True)
    assert "本市的说明。" in body
    assert "算好的例子" in body
