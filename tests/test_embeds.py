"""What others embed works on a foreign origin in a real browser, tells the truth about itself, and harms nobody."""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from html import escape
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lxml import html
from playwright.sync_api import Page, Route, expect

from creditsite import ledger
from creditsite.model import records as r
from creditsite.render import embeds, feeds
from creditsite.render.app import create_app
from creditsite.render.source import Source
from creditsite.render.statements import key_id
from creditsite.render.subjects import subject_files
from tests.sites import code
from tests.small_release import ORANGE, PLUM, app_of, small_release
from tests.tools.pages import axe_faults, nu_faults

STATIC = Path(embeds.__file__).with_name("static")
HOSTILE = code("91990102MA0000009")
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
UNKNOWN = code("91990102MA0000008")
ANYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class City:
    """A published city and a shop's own site, each on an origin of its own."""

    url: str
    shop: str
    root: Path
    shop_root: Path


@pytest.fixture(scope="module")
def city(
    tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[..., str]
) -> Iterator[City]:
    root, shop_root, ledger_at = (
        tmp_path_factory.mktemp(name) for name in ("city", "shop", "ledger")
    )
    url, shop = serve_folder(root, ANYONE), serve_folder(shop_root)
    more = (
        r.Subject(subject_name=EVIL, uscc=HOSTILE, entity_kind="organization", sites=(shop, "javascript:alert(3)"),
                  licence_url="javascript:alert(4)"),
    )  # fmt: skip
    with small_release(ledger_at, *more) as source:
        publish(source, root)
        yield City(url, shop, root, shop_root)


def publish(source: Source, root: Path) -> None:
    app = create_app(source)
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        for path, data in subject_files(profile, source, app):
            write(root / path, data)
    client = app_of(source, embeds, feeds).test_client()
    for address in (
        "/verify/",
        "/embed/",
        "/embed/query/",
        "/embed/v1/credit.js",
        "/embed/v1/verify.js",
        "/embed/none.svg",
        "/.well-known/jwks.json",
        "/feeds/all.json",
    ):
        path = address.removeprefix("/") + ("index.html" if address.endswith("/") else "")
        write(root / path, client.get(address).data)
    for path in STATIC.rglob("*"):
        if path.is_file():
            write(root / "static" / path.relative_to(STATIC), path.read_bytes())
    card = {"release": source.release, "as_of": source.as_of.isoformat()}
    write(root / "release.json", json.dumps(card).encode())
    write(
        root / "search/index.html",
        b"<!doctype html><html lang=zh><title>s</title><link rel=icon href='data:,'>",
    )


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def host(city: City, name: str, body: str, csp: str = "") -> str:
    """The address of a page of the shop."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{csp}">' if csp else ""
    head = f"<meta charset=utf-8>{policy}<title>店</title><link rel=icon href='data:,'>"
    text = f"<!doctype html><html lang=zh><head>{head}</head><body>{body}"
    write(city.shop_root / name, text.encode())
    return f"{city.shop}/{name}"


def script(city: City) -> str:
    sha = embeds.integrity((city.root / "embed/v1/credit.js").read_bytes())
    return f'<script src="{city.url}/embed/v1/credit.js" integrity="{sha}" crossorigin="anonymous"></script>'


def elements(subject: str = ORANGE) -> str:
    return (
        f'<credit-badge code="{subject}"><a href="#">旧链接</a></credit-badge>'
        f'<credit-card code="{subject}"><a href="#">旧卡片</a></credit-card>'
        '<credit-query><a href="#">旧查询</a></credit-query><credit-feed count="2"><a href="#">旧订阅</a></credit-feed>'
    )


# The verify page


def test_a_visitor_who_came_from_nowhere_cannot_be_checked(city, page):
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    assert "无法核对" in page.locator(".state h2").inner_text()
    told = page.locator("#verify .facts").inner_text()
    for words in ("青橙商贸", ORANGE, "有公示的处罚", "商家信用分级", "2025年度", "https://licence.example/1",
                  "https://shop.example/", "橙店", "2026-10-31"):  # fmt: skip
        assert words in told


def test_a_visitor_from_a_registered_site_is_told_so(city, page):
    page.goto(host(city, "good.html", badge_snippet(city, HOSTILE)))
    follow(page)
    assert "已核对域名" in page.locator(".state h2").inner_text()


def test_a_copied_badge_shows_the_mismatch(city, page):
    page.goto(host(city, "copy.html", badge_snippet(city, ORANGE)))
    follow(page)
    assert "不一致" in page.locator(".state h2").inner_text()
    links = [page.locator(at).evaluate("a => a.href") for at in (".state a", "[data-report]")]
    assert links[0] == links[1]  # the warning leads to where the page says one reports
    assert links[0].startswith(f"{city.url}/")


def test_nothing_registered_is_never_a_match(city, page):
    page.goto(host(city, "none.html", badge_snippet(city, PLUM)))
    follow(page)
    assert "无法核对" in page.locator(".state h2").inner_text()


def badge_snippet(city: City, subject: str) -> str:
    picture = f'<img src="{city.url}/s/{subject}/badge.svg" alt="信用" height="20">'
    return f'<a href="{city.url}/verify/?s={subject}" referrerpolicy="origin">{picture}</a>'


def follow(page: Page) -> None:
    page.click("a")
    page.wait_for_selector(".state")


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


def test_old_data_says_nothing_about_today(city, page):
    alter(page, "**/index.json", demo=False)
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    page.wait_for_selector("#verify .facts")
    told = page.locator("#verify .facts").inner_text()
    assert "未知" in told
    assert "有公示的处罚" not in told
    assert "状态未知" in page.locator(".state h2").first.inner_text()


def test_a_record_that_has_not_changed_for_long_is_fresh_while_the_site_is(city, page):
    today = datetime.now(timezone(timedelta(hours=8))).date().isoformat()
    alter(page, "**/index.json", demo=False, as_of="2020-01-01", release="2020-01-01-aaaaaaaa")
    alter(page, "**/release.json", as_of=today, release=f"{today}-bbbbbbbb")
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    page.wait_for_selector("#verify .facts")
    told = page.locator("#verify .facts").inner_text()
    assert "有公示的处罚" in told
    assert f"{today}-bbbbbbbb" in told
    page.goto(host(city, "fresh.html", elements() + script(city)))
    page.wait_for_selector("credit-card .name")
    assert "有公示的处罚" in page.locator("credit-card .box").inner_text()


def alter(page: Page, pattern: str, **values: object) -> None:
    def answer(route):
        found = route.fetch()
        route.fulfill(json=found.json() | values, headers=ANYONE)

    page.route(f"{pattern}*", answer)


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
        page.wait_for_selector("#verify .facts")
        assert words in page.locator("#verify .facts").inner_text()


def test_a_city_without_a_key_says_so(city, page):
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    page.wait_for_selector("#verify .facts")
    assert "本站目前不签名" in page.locator("#verify .facts").inner_text()


def test_without_scripts_the_page_explains_and_leads_on(city, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    assert "没有启用脚本" in page.locator("noscript").inner_text()
    assert page.locator("form[action='/subjects/']").count() == 1
    context.close()


# The elements


STRICT = "default-src 'none'; script-src {0}; connect-src {0}; img-src {0} data:"


def test_elements_work_on_a_foreign_origin_under_a_strict_policy(city, page):
    page.goto(host(city, "strict.html", elements() + script(city), STRICT.format(city.url)))
    page.wait_for_selector("credit-card .name")
    card = page.locator("credit-card .box").inner_text()
    for words in ("青橙商贸", "有公示的处罚", "商家信用分级 优 2025年度", "2026-10-31", "演示数据"):
        assert words in card
    picture = page.locator("credit-badge img")
    assert "青橙商贸：有公示的处罚" in picture.get_attribute("alt")
    assert picture.evaluate("async img => { await img.decode(); return img.naturalWidth > 0 }")
    link = page.locator("credit-badge a[rel=noopener]")
    assert link.get_attribute("href") == f"{city.url}/verify/?s={ORANGE}"
    assert page.locator("credit-feed li").count() == 2
    assert page.locator("credit-query form").get_attribute("action") == f"{city.url}/search/"


def test_elements_are_accessible(city, page):
    page.goto(host(city, "axe.html", f"<main><h1>店</h1>{elements()}</main>{script(city)}"))
    page.wait_for_selector("credit-card .name")
    assert axe_faults(page) == []


def test_elements_leave_no_cookie_and_no_storage(city, page):
    page.goto(host(city, "plain.html", elements() + script(city)))
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
    page.goto(host(city, "blocked.html", elements(subject) + script(city)))
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("旧链接").is_visible()
    assert page.get_by_text("旧卡片").is_visible()
    page_faults.clear()  # the browser tells of what was blocked


def test_hostile_names_stay_text_in_the_elements(city, page):
    page.goto(host(city, "evil.html", elements(HOSTILE) + script(city)))
    page.wait_for_selector("credit-card .name")
    assert page.locator("credit-card .name").inner_text() == EVIL
    assert page.locator("credit-card img").count() == 0


def test_all_on_one_page_speaks_of_one_release(city, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(city.url)))
    page.goto(host(city, "one.html", elements() + elements(PLUM) + script(city)))
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
    page.goto(host(city, "two.html", f'<credit-card code="{ORANGE}"></credit-card>' + script(city)))
    page.wait_for_selector("credit-card .name")
    assert "2026-10-31" in page.locator("credit-card .box").inner_text()
    assert "2026-10-31" in asked


@pytest.mark.parametrize(
    ("look", "height"), [("flat", 20), ("compact", 36), ("card", 112), ("seal", 160), ("x", 20)]
)
def test_a_badge_has_the_look_that_is_asked_for(city, page, look, height):
    badge = f'<credit-badge code="{ORANGE}" look="{look}"><a href="#">旧</a></credit-badge>'
    page.goto(host(city, "look.html", badge + script(city), STRICT.format(city.url)))
    image = page.locator("credit-badge img")
    image.wait_for()
    assert image.evaluate("async img => { await img.decode(); return img.naturalHeight }") == height


def test_a_badge_is_dark_on_a_dark_page(city, browser):
    for scheme, ending in (("light", "badge.svg"), ("dark", "badge-dark.svg")):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(
            host(
                city, "theme.html", f'<credit-badge code="{ORANGE}"></credit-badge>' + script(city)
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
        host(
            city,
            "noimg.html",
            f'<credit-badge code="{ORANGE}"></credit-badge>' + script(city),
            policy,
        )
    )
    page.locator("credit-badge a[rel]").wait_for()
    expect(page.locator("credit-badge picture")).to_have_count(0)
    assert "青橙商贸：有公示的处罚" in page.locator("credit-badge a[rel=noopener]").inner_text()
    page_faults.clear()


def test_elements_work_in_a_sandbox_without_an_origin(city, page):
    inner = escape(elements() + script(city))
    page.goto(
        host(
            city,
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
    page.goto(host(city, "dark.html", elements() + script(city)))
    page.wait_for_selector("credit-card .name")
    assert (
        page.locator("credit-card .box").evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(18, 38, 42)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    context.close()


# The query window


def window_frame(city: City, sandbox: str = "allow-scripts allow-popups") -> str:
    return (
        "<script>window.heard = []; addEventListener('message', e => heard.push([e.origin, e.data]))</script>"
        f'<iframe src="{city.url}/embed/query/" sandbox="{sandbox}" referrerpolicy="origin" width="320"></iframe>'
    )


def test_the_window_searches_from_inside_a_sandbox(city, page):
    page.goto(host(city, "window.html", window_frame(city)))
    frame = page.frame_locator("iframe")
    frame.locator("#q").fill("青橙 & 商贸")
    with page.context.expect_page() as opened:
        frame.locator("button").click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{city.url}/search/#q=%E9%9D%92%E6%A9%99%20%26%20%E5%95%86%E8%B4%B8"
    assert opened.value.evaluate("document.referrer") == ""


def test_the_window_tells_its_height_and_listens_to_nobody(city, page):
    page.goto(host(city, "messages.html", window_frame(city)))
    page.wait_for_function("heard.length > 0")
    ((_, told), *_rest) = page.evaluate("heard")
    assert set(told) == {"type", "height"}
    assert 50 < told["height"] < 1000
    frame = page.frames[1]
    before = (frame.url, frame.content())
    page.evaluate(
        """() => { for (let n = 0; n < 30; n++) frames[0].postMessage([
            {type: 'credit-city:height', height: 1e9}, 'q', {__proto__: {x: 1}},
            {type: 'go', url: 'javascript:alert(1)'}, null][n % 5], '*') }"""
    )
    page.wait_for_timeout(200)
    assert (frame.url, frame.content()) == before


def test_the_window_is_made_as_high_as_it_says_and_nothing_else_is_heard(city, page):
    other = host(city, "other.html", "")
    frames = window_frame(city) + f'<iframe src="{other}" id="other"></iframe>'
    page.goto(host(city, "high.html", frames + script(city)))
    expect(page.locator("iframe").first).to_have_attribute("style", re.compile("height"))
    height = page.evaluate("document.querySelector('iframe').style.height")
    assert 50 < int(height.removesuffix("px")) < 1000
    before = page.content()
    page.evaluate(
        """async () => {
          const sent = [{type: 'credit-city:height', height: 1e9}, {type: 'credit-city:height', height: '900'},
            {type: 'credit-city:height', height: 900}, {type: 'credit-city:height', height: -1}, 'x', null, 7, [],
            {type: 'credit-city:height'}, {type: 'credit-city:height', height: NaN}, {type: 'other', height: 900},
            {type: 'credit-city:height', height: {valueOf: 900}},
            {__proto__: {type: 'credit-city:height', height: 900}},
            {type: 'credit-city:height', height: 500.5}, {type: ['credit-city:height'], height: 900}];
          for (const one of sent) {
            window.postMessage(one, '*');
            window.dispatchEvent(new MessageEvent('message', {data: one, origin: 'null', source: frames[1]}));
          }
        }"""
    )
    page.wait_for_timeout(200)
    assert page.content() == before


def test_the_window_leads_on_to_the_national_site(city, page):
    page.goto(f"{city.url}/embed/query/")
    assert (
        page.locator("a", has_text="信用中国").get_attribute("href")
        == "https://www.creditchina.gov.cn"
    )


# The builder and the pages as such


def test_the_builder_writes_for_the_subject_that_is_chosen(city, page):
    page.goto(f"{city.url}/embed/?s={PLUM}")
    expect(page.locator("#told")).to_contain_text("青梅小店")
    text = page.locator("pre").all_inner_texts()
    assert all(ORANGE not in one for one in text)
    assert PLUM in text[0]
    html_before = text[0]
    page.select_option("[name=look]", "seal")
    page.select_option("[name=theme]", "dark")
    text = page.locator("pre").all_inner_texts()
    assert f"/s/{PLUM}/badge-seal-dark.svg" in text[0]
    assert "<source" not in text[0]
    assert any('look="seal"' in one for one in text)
    assert page.locator("#preview").evaluate("i => i.decode().then(() => i.naturalHeight)") == 160
    page.select_option("[name=kind]", "png")
    assert "badge-seal-3x.png 3x" in page.locator("pre").first.inner_text()
    page.select_option("[name=look]", "card")  # of which there are no pictures
    assert page.locator("[name=kind]").input_value() == "svg"
    for name, value in (("look", "flat"), ("theme", "auto")):
        page.select_option(f"[name={name}]", value)
    assert page.locator("pre").first.inner_text() == html_before
    page.fill("#code", "nonsense")
    page.click("#builder button")
    assert "18 位" in page.locator("#told").inner_text()


def test_scripts_and_the_server_write_the_same_snippets(city, page, browser):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{city.url}/embed/")
    page.goto(f"{city.url}/embed/?s={ORANGE}")
    expect(page.locator("#told")).to_contain_text("青橙商贸")
    assert page.locator("pre").all_inner_texts() == plain.locator("pre").all_inner_texts()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_snippet_shows_its_badge_under_a_strict_policy(city, browser, scheme):
    page = html.fromstring((city.root / "embed/index.html").read_bytes())
    code = (
        page.xpath("//pre[@data-snippet='html']")[0]
        .text_content()
        .replace("https://tiny.example", city.url)
    )
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 600})
    visitor = context.new_page()
    visitor.goto(host(city, "snippet.html", code, f"default-src 'none'; img-src {city.url} data:"))
    image = visitor.locator("img")
    assert image.evaluate("async img => { await img.decode(); return img.naturalHeight }") == 20
    assert image.evaluate("img => img.currentSrc").endswith(
        "-dark.svg" if scheme == "dark" else "badge.svg"
    )
    tree = visitor.locator("body").aria_snapshot()
    assert "link" in tree
    assert "有公示的处罚" in tree
    assert context.cookies() == []
    context.close()


def test_the_page_reads_without_scripts_and_its_hash_is_true(city):
    page = html.fromstring((city.root / "embed/index.html").read_bytes())
    text = page.text_content()
    sha = base64.b64encode(
        hashlib.sha384((city.root / "embed/v1/credit.js").read_bytes()).digest()
    ).decode()
    assert text.count(f"sha384-{sha}") == 2
    for words in (
        f"/s/{ORANGE}/badge.svg",
        "<credit-badge code=",
        "<iframe src=",
        "img-src https://tiny.example",
    ):
        assert words in text


def test_pages_are_valid_and_accessible(city, page):
    names = ("verify", "embed", "embed/query")
    assert nu_faults(city.root / name / "index.html" for name in names) == []
    for name in names:
        page.goto(f"{city.url}/{name}/")
        page.wait_for_load_state("networkidle")
        assert axe_faults(page) == [], name
        page.set_viewport_size({"width": 320, "height": 600})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.goto(f"{city.url}/verify/?s={ORANGE}")
    page.wait_for_selector("#verify .facts")
    assert axe_faults(page) == []


def test_every_address_is_named_for_freezing(tmp_path):
    with small_release(tmp_path) as source:
        app = app_of(source, embeds)
        assert {name for name, _ in embeds.addresses(source)} == {
            rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint != "static"
        }
