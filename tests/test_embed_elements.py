"""The elements work on a foreign origin in a real browser, tell the truth, and harm nobody."""

from html import escape
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.embedding import ANYONE, EVIL, HOSTILE, STRICT, UNKNOWN, elements
from tests.small_release import ORANGE, PLUM
from tests.tools.pages import axe_faults


def test_elements_work_on_a_foreign_origin_under_a_strict_policy(city, page):
    page.goto(city.hosted("strict.html", elements() + city.script(), STRICT.format(city.url)))
    page.wait_for_selector("credit-card .name")
    card = page.locator("credit-card .box").inner_text()
    for words in ("青橙商贸", "有公示的处罚", "商家信用分级 优 2025年度", "2026-10-31", "演示数据"):
        assert words in card
    picture = page.locator("credit-badge img")
    assert "青橙商贸：有公示的处罚" in picture.get_attribute("alt")
    assert picture.evaluate("async img => { await img.decode(); return img.naturalWidth > 0 }")
    link = page.locator("credit-badge a[rel=noopener]")
    assert link.get_attribute("href") == f"{city.url}/s/{ORANGE}/#verify"
    expect(page.locator("credit-feed li")).to_have_count(2)


def test_elements_are_accessible(city, page):
    page.goto(city.hosted("axe.html", f"<main><h1>店</h1>{elements()}</main>{city.script()}"))
    page.wait_for_selector("credit-card .name")
    assert axe_faults(page) == []


def test_elements_leave_no_cookie_and_no_storage(city, page):
    page.goto(city.hosted("plain.html", elements() + city.script()))
    page.wait_for_selector("credit-card .name")
    kept = "({cookie: document.cookie, local: localStorage.length, session: sessionStorage.length})"
    assert page.evaluate(kept) == {"cookie": "", "local": 0, "session": 0}
    assert page.context.cookies() == []


@pytest.mark.parametrize("how", ["fetch", "script", "unknown", "nonsense"])
def test_what_the_page_wrote_stays_when_the_answer_does_not_come(city, page, page_faults, how):
    subject = {"unknown": UNKNOWN, "nonsense": "../../x"}.get(how, ORANGE)
    if how == "fetch":
        page.route("**/*.json", lambda route: route.abort())
    if how == "script":
        page.route("**/credit.js", lambda route: route.abort())
    page.goto(city.hosted("blocked.html", elements(subject) + city.script()))
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("旧链接").is_visible()
    assert page.get_by_text("旧卡片").is_visible()
    page_faults.clear()  # the browser tells of what was blocked


def test_hostile_names_stay_text_in_the_elements(city, page):
    page.goto(city.hosted("evil.html", elements(HOSTILE) + city.script()))
    expect(page.locator("credit-card .name")).to_have_text(EVIL)
    assert page.locator("credit-card img").count() == 0


def test_all_on_one_page_speaks_of_one_release(city, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(city.url)))
    page.goto(city.hosted("one.html", elements() + elements(PLUM) + city.script()))
    page.locator("credit-card").nth(1).locator(".name").wait_for()
    assert asked.count("/release.json") == 1
    data = [path for path in asked if "/index.json" in path]
    assert len(data) >= 2
    assert all(path.endswith("?r=2026-10-31-abcdefgh") for path in data)


def test_a_switch_between_two_answers_is_noticed(city, page):
    asked: list[str] = []

    def card(route):
        day = "2026-10-31" if asked else "2026-10-30"
        asked.append(day)
        route.fulfill(json={"release": f"{day}-abcdefgh", "as_of": day}, headers=ANYONE)

    page.route("**/release.json", card)
    page.goto(
        city.hosted("two.html", f'<credit-card code="{ORANGE}"></credit-card>' + city.script())
    )
    expect(page.locator("credit-card .box")).to_contain_text("2026-10-31")
    assert "2026-10-31" in asked


@pytest.mark.parametrize(
    ("look", "height"), [("flat", 20), ("compact", 36), ("card", 112), ("seal", 160), ("x", 20)]
)
def test_a_badge_has_the_look_that_is_asked_for(city, page, look, height):
    badge = f'<credit-badge code="{ORANGE}" look="{look}"><a href="#">旧</a></credit-badge>'
    page.goto(city.hosted("look.html", badge + city.script(), STRICT.format(city.url)))
    image = page.locator("credit-badge img")
    image.wait_for()
    assert image.evaluate("async img => { await img.decode(); return img.naturalHeight }") == height


def test_a_badge_is_dark_on_a_dark_page(city, browser):
    for scheme, ending in (("light", "badge.svg"), ("dark", "badge-dark.svg")):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(
            city.hosted(
                "theme.html", f'<credit-badge code="{ORANGE}"></credit-badge>' + city.script()
            )
        )
        image = page.locator("credit-badge img")
        image.wait_for()
        shown = image.evaluate("async img => { await img.decode(); return img.currentSrc }")
        assert shown.split("?")[0].endswith(ending)
        context.close()


def test_words_stand_where_no_picture_may(city, page, page_faults):
    policy = STRICT.format(city.url).replace(f"img-src {city.url} data:", "img-src 'none'")
    page.goto(
        city.hosted(
            "noimg.html",
            f'<credit-badge code="{ORANGE}"></credit-badge>' + city.script(),
            policy,
        )
    )
    page.locator("credit-badge a[rel]").wait_for()
    expect(page.locator("credit-badge picture")).to_have_count(0)
    expect(page.locator("credit-badge a[rel=noopener]")).to_contain_text("青橙商贸：有公示的处罚")
    page_faults.clear()


def test_elements_work_in_a_sandbox_without_an_origin(city, page):
    inner = escape(elements() + city.script())
    page.goto(
        city.hosted(
            "sandbox.html",
            f'<iframe sandbox="allow-scripts allow-popups" srcdoc="{inner}"></iframe>',
        )
    )
    frame = page.frame_locator("iframe")
    frame.locator("credit-card .name").wait_for()
    assert "青橙商贸" in frame.locator("credit-card .box").inner_text()


def test_elements_follow_dark_and_narrow(city, browser):
    context = browser.new_context(color_scheme="dark", viewport={"width": 320, "height": 600})
    page = context.new_page()
    page.goto(city.hosted("dark.html", elements() + city.script()))
    page.wait_for_selector("credit-card .name")
    assert (
        page.locator("credit-card .box").evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(18, 38, 42)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    context.close()


# The query of an element


@pytest.mark.parametrize("sandboxed", [False, True])
def test_what_is_looked_up_stays_in_the_browser(city, page, sandboxed):
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(unquote(request.url.partition("#")[0])))
    query = "<credit-query></credit-query>" + city.script()
    frame = f'<iframe sandbox="allow-scripts allow-popups" srcdoc="{escape(query)}"></iframe>'
    policy = STRICT.format(city.url) + "; form-action 'none'; frame-src 'self'"
    page.goto(city.hosted("query.html", frame if sandboxed else query, policy))
    where = page.frame_locator("iframe") if sandboxed else page
    where.locator("credit-query input").fill("青橙 & 商贸")
    for act in ("button", "Enter"):
        with page.context.expect_page() as opened:
            if act == "Enter":
                where.locator("credit-query input").press(act)
            else:
                where.locator("credit-query button").click()
        opened.value.wait_for_load_state()
        words = "#q=%E9%9D%92%E6%A9%99%20%26%20%E5%95%86%E8%B4%B8"
        assert opened.value.url == f"{city.url}/search/{words}"
        assert opened.value.evaluate("document.referrer") == ""
    assert not [url for url in asked if "青橙" in url]
