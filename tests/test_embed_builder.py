"""The builder writes snippets that work, and the pages for platforms are valid, accessible and narrow enough."""

import base64
import hashlib

import pytest
from lxml import html
from playwright.sync_api import expect

from creditsite.render import embeds
from tests.small_release import ORANGE, PLUM, app_of, small_release
from tests.tools.pages import axe_faults, nu_faults


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
    visitor.goto(city.hosted("snippet.html", code, f"default-src 'none'; img-src {city.url} data:"))
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
