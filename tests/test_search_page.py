"""The look-up page and its box in a real browser: found, not found, wrong code, service down, each told apart."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from creditsearch import fill, use_server, write_lookup
from tests.search.cities import cities
from tests.tools.meili import meilisearch
from tests.tools.pages import axe_faults

PUBLISHED = Path(__file__).parent / "published"
CITY = [document for document, _ in cities(300)]
HOSTILE = replace(
    CITY[0],
    id="sub" + "h" * 24,
    code="",
    name='恶意<img src=x onerror="document.title=1">&amp;名称店',
    aliases=(),
)
Open = Callable[..., None]


def laid(folder: Path) -> Path:
    write_lookup([*CITY, HOSTILE], folder / "search")
    shutil.copytree(PUBLISHED / "static", folder / "static")
    for name in ("search/index.html", "subjects/index.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((PUBLISHED / name).read_bytes())
    shell = (folder / "search/index.html").read_text(encoding="utf-8")
    (folder / "index.html").write_text(
        shell.replace('<div id="lookup"', '<div id="nothing"'), "utf-8"
    )
    subject = folder / "s" / CITY[1].id
    subject.mkdir(parents=True)
    (subject / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">', "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve_folder) -> str:
    return serve_folder(laid(tmp_path_factory.mktemp("site")))


def ask(page: Page, text: str) -> None:
    page.locator("#q").fill(text)
    page.keyboard.press("Enter")


def state(page: Page, name: str) -> None:
    expect(page.locator("#lookup")).to_have_attribute("data-state", name)


def test_suggestions_are_chosen_by_keyboard(page: Page, site: str):
    page.goto(f"{site}/search/")
    box = page.locator("#q")
    box.press_sequentially(CITY[1].name[:9])
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill(CITY[1].code)
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**/s/{CITY[1].id}/")


def test_nothing_is_suggested_while_an_input_method_composes(page: Page, site: str):
    page.goto(f"{site}/search/")
    page.locator("#q").focus()
    # The browser's own input method, not events made up.
    method = page.context.new_cdp_session(page)
    for text in ("yun", "yun pu", "云浦"):
        told = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        method.send("Input.imeSetComposition", told)
        page.wait_for_timeout(250)
    assert page.locator("#q").input_value() == "云浦"
    press = {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229}
    method.send("Input.dispatchKeyEvent", press)  # it belongs to the input method
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#lookup")).not_to_have_attribute("data-state", "found")
    method.send("Input.insertText", {"text": "云浦市"})  # the choice is made
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.locator("#q").input_value() == "云浦市"


def test_a_box_of_another_page_leads_to_the_results_and_sends_the_words_to_nobody(
    page: Page, site: str
):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{site}/index.html")
    ask(page, CITY[1].name)
    state(page, "found")
    page.wait_for_url("**/search/#q=*")
    assert quote(CITY[1].name) in page.url
    assert not [url for url in sent if "%" in url.split("#")[0] or "?" in url]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_an_address_is_shared_with_words_filter_and_page(page: Page, site: str):
    page.goto(f"{site}/search/#q=云浦&district=990102&page=2")
    state(page, "found")
    expect(page.locator("[name=district]")).to_have_value("990102")
    expect(page.locator("[aria-current=page]", has_text="2").first).to_be_visible()
    page.locator("[name=district]").select_option("")
    expect(page).to_have_url(f"{site}/search/#q={quote('云浦')}")
    page.go_back()
    expect(page.locator("[name=district]")).to_have_value("990102")


def test_words_that_came_before_the_fragment_go_behind_it(page: Page, site: str):
    page.goto(f"{site}/search/?q={quote(CITY[1].name)}")
    state(page, "found")
    expect(page).to_have_url(f"{site}/search/#q={quote(CITY[1].name)}")
    page.goto(f"{site}/index.html?q={quote(CITY[1].name)}")
    state(page, "found")


def test_without_scripts_the_box_leads_to_the_index_by_name(browser: Browser, site: str):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/search/")
        page.locator("#q").fill("青橙")
        page.keyboard.press("Enter")
        page.wait_for_url("**/subjects/?q=*")
        expect(page.locator("h1")).to_contain_text("全部主体")


def test_choices_are_counted_and_combined(page: Page, site: str):
    page.goto(f"{site}/search/#q=云浦市青山县")
    state(page, "found")
    for facet in ("standing", "kinds", "district", "level"):
        expect(page.locator(f"[name={facet}]")).to_be_visible()
    option = page.locator("[name=district] option[value='990103']")
    told = int(option.text_content().split("(")[1].rstrip(")"))
    page.locator("[name=district]").select_option("990103")
    expect(page.locator(".lookup-hit", has_text="青山县")).not_to_have_count(0)
    expect(page.locator(".lookup-count")).to_contain_text(f" {told} 个")
    expect(page.locator("[name=district] option")).to_have_count(
        3
    )  # all, and both with their counts


def test_a_text_too_long_is_cut_and_the_reader_is_told(page: Page, site: str):
    page.goto(f"{site}/search/")
    ask(page, CITY[1].name * 20)
    state(page, "none")
    expect(page.locator("#lookup")).to_contain_text("只按前 100 个字查询")
    ask(page, f"{CITY[1].name * 20} {CITY[1].code}")  # a code is found wherever it stands
    state(page, "found")


def test_what_becomes_of_a_query_is_read_out(page: Page, site: str):
    page.goto(f"{site}/search/")
    status = page.locator("#lookup [role=status]")
    expect(status).to_have_count(1)
    status.evaluate("(node) => { node.dataset.kept = 'yes'; }")
    ask(page, CITY[1].name)
    expect(status).to_contain_text("查到")
    ask(page, "没有这样的名称")
    expect(status).to_have_text("没有查到")
    ask(page, CITY[1].code[:-1] + ("0" if CITY[1].code[-1] != "0" else "1"))
    expect(status).to_contain_text("代码有误")
    assert status.get_attribute("data-kept") == "yes"  # a region that is made anew is not read out


def test_each_way_of_not_finding_is_told_apart(page: Page, site: str):
    page.goto(f"{site}/search/")
    ask(page, CITY[1].code[:-1] + ("0" if CITY[1].code[-1] != "0" else "1"))
    state(page, "invalid")
    expect(page.locator("#lookup")).to_contain_text("校验码")
    ask(page, "没有这样的名称")
    state(page, "none")
    expect(page.locator("#lookup")).to_contain_text("不说明它信用好或者不好")
    ask(page, "云浦")
    state(page, "found")
    expect(page.locator(".lookup-count")).to_contain_text("请输入更完整的名称")
    ask(page, next(d.code for d in CITY if d.standing == "none"))
    expect(page.locator(".lookup-hit")).to_have_count(1)
    expect(page.locator(".lookup-hit")).to_contain_text("未列入本站公示的名单")
    expect(page.locator(".lookup-count")).to_contain_text("不等于信用良好")
    ask(page, "，。")
    state(page, "empty")


def test_files_that_cannot_be_read_never_read_as_no_record(page: Page, site: str, page_faults):
    page.route("**/search/n*/**", lambda route: route.abort())
    page.goto(f"{site}/search/#q={CITY[1].code}")
    state(page, "down")
    expect(page.locator("#lookup")).to_contain_text("这不表示没有记录")
    page.unroute("**/search/n*/**")
    ask(page, CITY[1].code)
    state(page, "found")
    page_faults.clear()  # the browser tells of the requests that were broken


def test_a_name_with_markup_is_shown_as_text(page: Page, site: str):
    page.goto(f"{site}/search/#q=恶意")
    state(page, "found")
    expect(page.locator(".lookup-hit a")).to_have_text(HOSTILE.name)
    assert page.locator("#lookup img").count() == 0
    assert page.title() != "1"


def test_results_and_suggestions_are_accessible(page: Page, site: str):
    page.goto(f"{site}/search/#q=云浦")
    state(page, "found")
    page.locator("#q").fill("云浦市")
    expect(page.get_by_role("option").first).to_be_visible()
    assert axe_faults(page) == []


def test_the_server_answers_and_when_it_stops_while_somebody_searches_the_files_do(
    page: Page, tmp_path: Path, serve_folder, page_faults
):
    folder = laid(tmp_path)
    with meilisearch() as server:
        report = fill(CITY, (), server.url, server.key, "r")
        use_server(folder / "search", server.url, report.key)
        site = serve_folder(folder)
        page.goto(f"{site}/search/#q={quote(CITY[1].name)}")
        state(page, "found")
        assert page.locator("#lookup").get_attribute("data-engine") == "meilisearch"
        expect(page.locator(".lookup-hit").first).to_contain_text(CITY[1].code)
        page.locator("#q").press_sequentially("云浦")
    page.route(f"{server.url}/**", lambda route: route.abort())  # one of our own is gone by now
    ask(page, CITY[2].code)
    expect(page.locator(".lookup-hit")).to_have_count(1)
    expect(page.locator(".lookup-hit")).to_contain_text(CITY[2].code)
    assert page.locator("#lookup").get_attribute("data-engine") == "static"
    expect(page.locator("#lookup")).to_contain_text("没有应答")
    config = (folder / "search/config.json").read_text(encoding="utf-8")
    assert server.key not in config
    assert json.loads(config)["server"]["key"] == report.key
    page.unroute(f"{server.url}/**")
    page.route(f"{server.url}/**", lambda route: None)  # it takes the question and never answers
    page.reload()
    expect(page.locator("#lookup")).to_have_attribute("data-engine", "static", timeout=15_000)
    expect(page.locator(".lookup-hit")).to_contain_text(CITY[2].code)
    page_faults.clear()
