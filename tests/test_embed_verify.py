"""Where a badge leads, a visitor learns what is published now and whether the shop is a registered one."""

import base64
import json
import re
import time
from datetime import datetime, timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, Route, expect

from creditsite.render.feedformats import BEIJING
from creditsite.render.statements import key_id
from tests.embedding import EVIL, HOSTILE, UNKNOWN, City, alter, elements
from tests.small_release import ORANGE, PLUM
from tests.tools.pages import axe_faults

# The two addresses where a subject is verified: its own page, to which badges lead, and the page for all.
OWN, SHARED = "s/{}/#verify", "verify/?s={}"

MOVED = """moved = [];
new PerformanceObserver((seen) => moved.push(...seen.getEntries().map((one) => one.value)))
  .observe({ type: "layout-shift", buffered: true })"""


def linked(city: City, where: str, subject: str) -> str:
    """A badge of the shop's page that leads there."""
    return f'<a href="{city.url}/{where.format(subject)}" referrerpolicy="origin">信用</a>'


def follow(page: Page) -> str:
    """What the visitor is told first who follows the badge."""
    page.locator("a").click()
    page.locator("#verify .facts").wait_for()
    return page.locator("#verify .state h2").inner_text()


def test_a_visitor_who_came_from_nowhere_cannot_be_checked(city, page):
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    expect(page.locator(".state h2")).to_contain_text("无法核对")
    told = page.locator("#verify .facts").inner_text()
    for words in ("青橙商贸", ORANGE, "有公示的处罚", "商家信用分级", "2025年度", "https://licence.example/1",
                  "https://shop.example/", "橙店", "2026-10-31"):  # fmt: skip
        assert words in told


@pytest.mark.parametrize("where", [OWN, SHARED])
def test_a_visitor_from_a_registered_site_is_told_so(city, page, where):
    page.goto(city.hosted("good.html", linked(city, where, HOSTILE)))
    assert "已核对域名" in follow(page)


@pytest.mark.parametrize("where", [OWN, SHARED])
def test_a_copied_badge_shows_the_mismatch(city, page, where):
    page.goto(city.hosted("copy.html", linked(city, where, ORANGE)))
    report = f"{city.url}/guides/"
    assert "不一致" in follow(page)
    assert page.locator("#verify .state a").evaluate("a => a.href").startswith(report)


def test_the_answer_moves_nothing_of_the_report_and_can_be_put_away(city, page):
    page.add_init_script(MOVED)
    page.set_viewport_size({"width": 412, "height": 823})
    page.goto(city.hosted("still.html", linked(city, OWN, ORANGE)))
    follow(page)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("moved") == []
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    page.get_by_role("link", name="关闭，看信用报告").click()
    expect(page.locator("#verify")).to_be_hidden()


def test_the_mark_of_a_standing_stays_where_it_is_when_its_words_arrive_later(city, page):
    # A page comes in pieces: a browser may paint between the mark and the words beside it.
    page.goto(f"{city.url}/s/{ORANGE}/")
    mark = page.locator(".verdict .standing svg")
    place = mark.bounding_box()
    mark.evaluate("mark => mark.nextElementSibling.remove()")
    assert mark.bounding_box() == place


@pytest.mark.parametrize("where", [OWN, SHARED])
def test_nothing_registered_is_never_a_match(city, page, where):
    page.goto(city.hosted("none.html", linked(city, where, PLUM)))
    assert "无法核对" in follow(page)


def test_a_subjects_page_asks_nothing_before_a_badge_leads_there(city, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(city.url)))
    page.goto(f"{city.url}/s/{ORANGE}/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#verify")).to_be_hidden()
    assert not [path for path in asked if "verify" in path or path.endswith(".json")]
    page.get_by_role("link", name="核验", exact=True).click()
    expect(page.locator("#verify .state h2")).to_contain_text("无法核对")
    expect(page.locator("#verify .facts")).to_contain_text("2026-10-31-abcdefgh")
    assert axe_faults(page) == []


# Without scripts


def test_without_scripts_a_badge_leads_to_the_plain_record(city, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(city.hosted("plain.html", city.badge(ORANGE)))
    page.locator("a").click()
    expect(page.locator("#verify")).to_contain_text("无法核对")
    text = page.locator("main").inner_text()
    for words in ("青橙商贸", "有公示的处罚", "商家信用分级", "https://shop.example/", "橙店"):
        assert words in text
    licence = page.locator("a[href='https://licence.example/1']")
    assert licence.count() == 1
    context.close()


def test_without_scripts_the_page_for_all_explains_and_leads_on(city, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    assert "没有启用脚本" in page.locator("noscript").inner_text()
    assert page.locator("noscript a[href='../subjects/']").count() == 1
    context.close()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (UNKNOWN, "没有这个主体"),
        ("../../data", "不符合格式"),
        ("<script>alert(1)</script>", "不符合格式"),
        (ORANGE.lower(), "不符合格式"),
        ("", "不符合格式"),
    ],
)
def test_what_is_no_subject_is_said_to_be_none(city, page, page_faults, asked, said):
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(f"{city.url}/verify/")
    page.goto(
        f"{city.url}/verify/?" + page.evaluate("s => new URLSearchParams({s}).toString()", asked)
    )
    page.wait_for_selector(".state")
    assert said in page.locator(".state h2").inner_text()
    fetched = [url for url in asked_for if "/s/" in url]
    assert fetched == ([f"{city.url}/s/{UNKNOWN}/index.json"] if asked == UNKNOWN else [])
    page_faults[:] = [fault for fault in page_faults if "404" not in fault]


def test_hostile_names_and_links_stay_text(city, page):
    page.goto(f"{city.url}/verify/?s={HOSTILE}")
    page.wait_for_selector("#verify .facts")
    assert EVIL in page.locator("#verify .facts").inner_text()
    assert page.locator("#verify img, #verify script").count() == 0
    links = page.locator("#verify a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:"}


# For how long what a release says holds


@pytest.mark.parametrize(
    ("moment", "known"), [("2026-11-01T11:59:59+08:00", True), ("2026-11-01T12:00:00+08:00", False)]
)
def test_36_hours_after_its_day_began_a_release_says_nothing_about_today(city, page, moment, known):
    alter(page, "**/index.json", demo=False)
    page.clock.set_fixed_time(datetime.fromisoformat(moment))
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    facts = page.locator("#verify .facts")
    facts.wait_for()
    assert ("有公示的处罚" in facts.inner_text()) is known
    assert ("状态未知" in page.locator(".state h2").first.inner_text()) is not known
    page.goto(f"{city.url}/s/{ORANGE}/#verify")
    page.locator("#verify .facts").wait_for()
    assert ("状态未知" in page.locator(".state h2").first.inner_text()) is not known
    page.goto(city.hosted("age.html", elements() + city.script()))
    page.locator("credit-card .name").wait_for()
    assert ("有公示的处罚" in page.locator("credit-card .box").inner_text()) is known
    badge = page.locator("credit-badge")  # drawn on its own: it may come later than the card
    badge.locator("img" if known else "a[rel]").wait_for()
    if not known:  # an old picture is not shown
        assert badge.locator("img").count() == 0
        assert "状态未知" in badge.locator("a[rel]").inner_text()


def test_a_record_that_has_not_changed_for_long_is_fresh_while_the_site_is(city, page):
    today = datetime.now(BEIJING)
    ends = (today + timedelta(hours=1)).isoformat()
    name = f"{today.date()}-bbbbbbbb"
    alter(page, "**/index.json", demo=False, as_of="2020-01-01", release="2020-01-01-aaaaaaaa")
    alter(page, "**/release.json", as_of=f"{today.date()}", release=name, valid_until=ends)
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    facts = page.locator("#verify .facts")
    expect(facts).to_contain_text("有公示的处罚")
    expect(facts).to_contain_text(name)
    page.goto(city.hosted("fresh.html", elements() + city.script()))
    expect(page.locator("credit-card .box")).to_contain_text("有公示的处罚")


@pytest.mark.parametrize("ends", [None, "", "soon", 7])
def test_a_release_that_names_no_end_is_not_believed(city, page, ends):
    alter(page, "**/index.json", demo=False)
    alter(page, "**/release.json", valid_until=ends)
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    expect(page.locator(".state h2").first).to_contain_text("状态未知")


# What the shop itself says, asked on a click


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"issuer": "https://tiny.example", "subjects": [ORANGE]}, "已互认"),
        ({"issuer": "https://tiny.example", "subjects": [PLUM]}, "不一致"),
        ({"issuer": "https://copy.example", "subjects": [ORANGE]}, "不一致"),
        (None, "无法核对"),
    ],
)
def test_a_shop_can_prove_its_half(city, page, page_faults, answer, said):
    asked: list[str] = []

    def shop(route):
        asked.append(route.request.url)
        route.fulfill(json=answer, status=200 if answer else 404)

    page.route("https://shop.example/**", shop)
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    button = page.locator("button.ask")
    button.wait_for()
    assert asked == []  # nobody is asked before the visitor wants it
    button.click()
    expect(page.locator(".ask + [role=status]")).to_have_text(re.compile("[✓✕？]"))
    assert said in page.locator(".ask + [role=status]").inner_text()
    assert asked == ["https://shop.example/.well-known/credit-subject.json"]
    page_faults.clear()  # another host was asked, as it should, and the browser tells of what it refused


def test_the_signature_is_checked_on_the_page(city, page):
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    x = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key_id(x)}
    now = int(time.time())
    claims = {"iss": "https://tiny.example", "sub": ORANGE, "standing": "penalty", "disputed": False, "level": None,
              "domains": [], "shops": [], "release": "2026-10-31-abcdefgh", "as_of": "2026-10-31", "iat": now - 60,
              "exp": now + 3600}  # fmt: skip
    head = {"alg": "Ed25519", "kid": key_id(x), "typ": "credit-status+jwt"}

    def token(said: dict[str, object]) -> str:
        parts = [json.dumps(one, separators=(",", ":")).encode() for one in (head, said)]
        text = ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts)
        return f"{text}.{base64.urlsafe_b64encode(key.sign(text.encode())).rstrip(b'=').decode()}"

    page.route("**/jwks.json", lambda route: route.fulfill(json={"keys": [jwk]}))
    for said, words in (
        (claims, "签名有效"),
        (claims | {"exp": now - 1}, "已过有效期"),
        (claims | {"sub": PLUM}, "不能采用"),
        (claims | {"standing": "red"}, "不一致"),
        (claims | {"release": "2026-10-31-zzzzzzzz"}, "不能采用"),
    ):
        page.unroute("**/status.jwt")
        page.route("**/status.jwt", partial(Route.fulfill, body=token(said)))
        page.goto(f"{city.url}/verify/?s={ORANGE}")
        expect(page.locator("#verify .facts")).to_contain_text(words)


def test_a_city_without_a_key_says_so(city, page):
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    page.wait_for_selector("#verify .facts")
    assert "本站目前不签名" in page.locator("#verify .facts").inner_text()
