"""The window in a platform's home page searches this city, tells its height to its embedder only, and hears nobody."""

import re
from urllib.parse import unquote

from playwright.sync_api import expect

from tests.embedding import City

WORDS = "青橙 & 商贸"
SAID = "#q=%E9%9D%92%E6%A9%99%20%26%20%E5%95%86%E8%B4%B8"
# What somebody might say to make the window or its embedder do something: heights, orders, shapes that break a reader.
HOSTILE = """
  const deep = {}; let at = deep; for (let n = 0; n < 200; n++) at = at.x = {};
  const type = 'credit-city:height', height = 900;
  const hostile = [
    {type, height: 1e9}, {type, height: -1}, {type, height: 0}, {type, height: 39}, {type, height: 2001},
    {type, height: 500.5}, {type, height: NaN}, {type, height: Infinity}, {type, height: '900'},
    {type, height: '900px;background:url(//evil.example)'}, {type, height: [900]}, {type, height: {valueOf: 900}},
    {type, height: 900n}, {type, height: true}, {type, height: null}, {type}, {type: [type], height},
    {type: type.toUpperCase(), height}, {type: `${type} `, height}, {type: 'other', height},
    {__proto__: {type, height}},
    {type: 'go', url: 'javascript:alert(1)'}, {type: 'credit-city:navigate', href: 'https://evil.example/'},
    {type: 'credit-city:query', q: '<img src=x onerror=alert(1)>'}, JSON.stringify({type, height}),
    '<script>alert(1)</script>', '', null, undefined, 7, [], [type, height], new Date(0),
    new Map([['type', type], ['height', height]]), new Uint8Array(1e6), deep, new Error('x'), /x/,
  ];
"""


def window_frame(city: City, sandbox: str = "allow-scripts allow-popups") -> str:
    """The window as a platform embeds it, in a page that notes what it is told."""
    return (
        "<script>window.heard = []; addEventListener('message', e => heard.push([e.origin, e.data]))</script>"
        f'<iframe src="{city.url}/embed/query/" sandbox="{sandbox}" referrerpolicy="origin" width="320"></iframe>'
    )


def test_the_window_searches_from_inside_a_sandbox(city, page):
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(unquote(request.url.partition("#")[0])))
    page.goto(city.hosted("window.html", window_frame(city)))
    frame = page.frame_locator("iframe")
    for act in (
        lambda: frame.locator("button").click(),
        lambda: frame.locator("#q").press("Enter"),
    ):
        frame.locator("#q").fill(WORDS)
        with page.context.expect_page() as opened:
            act()
        opened.value.wait_for_load_state()
        assert opened.value.url == f"{city.url}/search/{SAID}"
        assert opened.value.evaluate("document.referrer") == ""
    assert not [url for url in asked if "青橙" in url]  # no server hears what is looked up


def test_without_scripts_the_window_leads_to_the_list_and_tells_no_server_what_is_looked_up(
    city, browser
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{city.url}/embed/query/")
    page.locator("#q").fill(WORDS)
    with context.expect_page() as opened:
        page.locator("button").click()
    assert opened.value.url == f"{city.url}/subjects/?"
    context.close()


def test_the_window_tells_its_height_and_listens_to_nobody(city, page):
    page.goto(city.hosted("messages.html", window_frame(city)))
    page.wait_for_function("heard.length > 0")
    ((_at, told), *_rest) = page.evaluate("heard")
    assert set(told) == {"type", "height"}
    assert 50 < told["height"] < 1000
    frame = page.frames[1]
    before = (frame.url, frame.content())
    said = page.evaluate(
        f"() => {{ {HOSTILE} for (const one of hostile) frames[0].postMessage(one, '*'); return hostile.length }}"
    )
    assert said >= 30
    page.wait_for_timeout(200)
    assert (frame.url, frame.content()) == before
    assert {str(one) for one in page.evaluate("heard")} == {str([_at, told])}
    assert len(page.context.pages) == 1


def test_the_window_is_made_as_high_as_it_says_and_nothing_else_is_heard(city, page):
    other = city.hosted("other.html", "")
    frames = window_frame(city) + f'<iframe src="{other}" id="other"></iframe>'
    page.goto(city.hosted("high.html", frames + city.script()))
    expect(page.locator("iframe").first).to_have_attribute("style", re.compile("height"))
    height = page.evaluate("document.querySelector('iframe').style.height")
    assert 50 < int(height.removesuffix("px")) < 1000
    before = page.content()
    page.evaluate(
        f"""() => {{
          {HOSTILE}
          hostile.push({{type, height}});  // well said, but by somebody else
          for (const one of hostile) {{
            window.postMessage(one, '*');
            for (const origin of ['null', '{city.url}', '{city.url}.evil.example', '{city.shop}'])
              for (const source of [frames[1], window, null])
                window.dispatchEvent(new MessageEvent('message', {{data: one, origin, source}}));
            if (one && one.height === 900 && one.type === type) continue;
            window.dispatchEvent(new MessageEvent('message', {{data: one, origin: 'null', source: frames[0]}}));
          }}
        }}"""
    )
    page.wait_for_timeout(200)
    assert page.content() == before


def test_a_script_that_comes_later_than_the_window_still_hears_its_height(city, page):
    page.goto(city.hosted("late.html", window_frame(city)))
    page.wait_for_function("heard.length > 0")
    page.add_script_tag(url=f"{city.url}/embed/v1/credit.js")
    expect(page.locator("iframe")).to_have_attribute("style", re.compile("height"))


def test_a_frame_inside_the_shop_cannot_speak_for_the_window(city, page):
    """The very message of the window, from a frame of another origin that the page holds."""
    city.hosted(
        "liar.html",
        "<script>parent.postMessage({type: 'credit-city:height', height: 900}, '*')</script>",
    )
    liar = f'<iframe src="{city.shop}/liar.html" sandbox="allow-scripts"></iframe>'
    page.goto(city.hosted("lied.html", city.script() + window_frame(city) + liar))
    expect(page.locator("iframe").first).to_have_attribute("style", re.compile("height"))
    page.wait_for_function("heard.length >= 2")
    assert not page.locator("iframe").nth(1).get_attribute("style")
    assert "900" not in (page.locator("iframe").first.get_attribute("style") or "")


def test_the_window_leads_on_to_the_national_site(city, page):
    page.goto(f"{city.url}/embed/query/")
    link = page.locator("a", has_text="信用中国")
    assert link.get_attribute("href") == "https://www.creditchina.gov.cn"
