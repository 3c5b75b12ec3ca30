"""The interface in three languages: whole catalogues, equal sets of pages, links that stay, quotations marked."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polib
import pytest
from jinja2 import Environment
from lxml import etree, html
from playwright.sync_api import Page

from creditsite import ledger
from creditsite.model.config import LANGUAGES
from creditsite.render.languages import CATALOGUES, DOMAIN, SCRIPTS, Language, language
from creditsite.render.machine import files
from creditsite.render.source import Source
from creditsite.render.translated import traditional, translated
from tests.languages import CHINESE, latin, release_of, spoken_site
from tests.tools import words
from tests.tools.pages import axe_faults, nu_faults, whole

ENGLISH = language("en")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
PLACE = re.compile(r"\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


def catalogue(tag: str, domain: str) -> polib.POFile:
    return polib.pofile(str(CATALOGUES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"))


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("domain", [DOMAIN, SCRIPTS])
def test_every_word_of_the_interface_is_translated_and_no_translation_is_left_over(
    domain: str,
) -> None:
    used, entries = words.used(domain), catalogue("en", domain)
    assert sorted(used) == sorted(entry.msgid for entry in entries), "run `make words`"
    assert [entry.msgid for entry in entries if not all(forms(entry))] == []
    assert {entry.msgid for entry in catalogue("zh-Hant", domain)} <= set(used)


@pytest.mark.parametrize("domain", [DOMAIN, SCRIPTS])
@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_a_translation_keeps_every_value_and_every_element_of_its_word(
    tag: str, domain: str
) -> None:
    for entry in catalogue(tag, domain):
        for form in forms(entry):
            kept = set(PLACE.findall(form)) | ({"{count}"} if entry.msgid_plural else set())
            assert kept == set(PLACE.findall(entry.msgid)), entry.msgid
            assert Counter(TAG.findall(form)) == Counter(TAG.findall(entry.msgid)), entry.msgid
            assert not (tag == "en" and CHINESE.search(form)), entry.msgid


def test_a_traditional_wording_is_left_alone_by_the_conversion() -> None:
    for domain in (DOMAIN, SCRIPTS):
        for entry in catalogue("zh-Hant", domain):
            assert [traditional()(form) for form in forms(entry)] == forms(entry)


def test_no_template_says_a_word_past_the_catalogue() -> None:
    found = []
    for path in (words.RENDER / "templates").rglob("*.html"):
        found += [f"{path.name}: {text}" for text in _bare(path.read_text("utf-8"))]
    assert found == []


def _bare(source: str) -> Iterator[str]:
    """Texts with Chinese words outside `_()` and `{% trans %}`, except the name of the original in its own script."""
    tokens = [t for t in Environment().lex(source) if t[1] != "whitespace"]
    marked = False
    for place, (_, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            marked = {"trans": True, "endtrans": False}.get(tokens[place + 1][2], marked)
        called = [t[2] for t in tokens[max(place - 2, 0) : place]] == ["_", "("]
        bare = (kind == "data" and not marked) or (kind == "string" and not called)
        if bare and IDEOGRAPH.search(value.replace("简体原文", "")):
            yield value.strip()


def test_no_script_says_a_word_past_the_catalogue() -> None:
    text = re.compile(r"""(\bsay\(\s*)?("(?:[^"\\\n]|\\.)*"|`[^`]*`)""")
    comment = re.compile(r"^\s*//[^\n]*|\s//\s[^\n]*|/\*.*?\*/", re.DOTALL | re.MULTILINE)
    found = []
    for folder in words.STATIC:
        for path in folder.rglob("*.js"):
            code = comment.sub("", path.read_text("utf-8"))
            found += [
                (path.name, part)
                for said, part in text.findall(code)
                if not said and IDEOGRAPH.search(re.sub(r"say\([^)]*\)", "", part))
            ]
    assert {name for name, _ in found} <= {"names.js"}  # words that people type before a name


def test_no_page_glues_its_sentences_together() -> None:
    assert list(words.glued()) == []


def test_values_are_written_in_the_form_of_the_language() -> None:
    assert ENGLISH.day(date(2026, 3, 1)) == "1 Mar 2026"
    assert ENGLISH.number(1234567) == "1,234,567"
    assert ENGLISH.money(Decimal("0.00075")) == "CNY 7.5"
    assert ENGLISH.say("{count} 条", count=1) == "1 record"
    assert ENGLISH.told("一部办法: 自决定之日起 3 年") == "一部办法: 3 years from the decision"


def test_a_link_to_a_page_stays_in_the_language_and_one_to_a_file_does_not_change() -> None:
    given = (
        '<a href="/">x</a><a class="y" href="/s/1/#a">x</a><form action="/search/"></form><a href="/data/a.csv">x</a>'
        '<a hreflang="zh-Hans" href="/lists/">x</a><a href="/en/verify/?s=1">x</a><a href="https://a.example/">x</a>'
        '<a rel="alternate" href="/elder/">x</a><code>&lt;a href="/lists/"&gt;</code>'
    )
    assert translated(given, ENGLISH) == given.replace('"/"', '"/en/"').replace(
        '"/s/', '"/en/s/'
    ).replace('"/search/', '"/en/search/')


def test_conversion_leaves_addresses_codes_and_originals_as_they_are() -> None:
    hant = language("zh-Hant")
    given = (
        '<p>网络 <code>网络</code> <a href="https://网络.example/">网络</a>'
        ' <b lang="zh-Hans">网络 <i>网络</i></b></p>'
    )
    assert translated(given, hant) == given.replace("<p>网络", "<p>網絡").replace(
        '">网络</a>', '">網絡</a>'
    )


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Source, Path]]:
    with release_of(tmp_path_factory.mktemp("spoken")) as made:
        yield made


def pages_of(root: Path, prefix: str) -> dict[str, Any]:
    """Every page below a language's start, by its address there, its links told from the root."""
    start = root / prefix.removeprefix("/")
    others = {language(tag).prefix[1:] for tag in LANGUAGES[1:]}
    found = {}
    for path in sorted(start.rglob("index.html")):
        if prefix or path.relative_to(root).parts[0] not in others:
            address = f"/{path.parent.relative_to(start).as_posix()}/".replace("/./", "/")
            page = whole(path.read_text("utf-8"), prefix + address)
            found[address] = html.document_fromstring(page.encode())
    return found


def test_every_language_has_the_same_pages_and_each_names_the_others(
    release: tuple[Source, Path],
) -> None:
    source, root = release
    base = source.site.base_url
    first = pages_of(root, "")
    assert len(first) > 40
    for tag in LANGUAGES:
        prefix = language(tag).prefix
        found = pages_of(root, prefix)
        assert sorted(found) == sorted(first)
        for address, page in found.items():
            assert page.get("lang") == tag
            (canonical,) = page.xpath("//link[@rel='canonical']/@href")
            assert canonical == base + prefix + address
            if address == "/embed/query/":  # a window in others' pages
                continue
            links = page.xpath("//link[@hreflang]")
            assert {(link.get("hreflang"), link.get("href")) for link in links} == {
                ("x-default", base + address),
                *((one, base + language(one).prefix + address) for one in LANGUAGES),
            }
            switch = {a.get("hreflang"): a.get("href") for a in page.xpath("//nav//a[@hreflang]")}
            assert switch == {
                one: language(one).prefix + address for one in LANGUAGES if one != tag
            }


def test_every_link_but_the_switch_stays_in_the_language(release: tuple[Source, Path]) -> None:
    _, root = release
    for tag in LANGUAGES[1:]:
        prefix = language(tag).prefix
        for address, page in pages_of(root, prefix).items():
            for link in page.xpath(
                "//a[@href][not(@hreflang or @rel='alternate')]/@href | //form/@action"
            ):
                path = re.sub(r"[?#].*", "", link)
                if path.startswith("/") and path.endswith("/"):
                    assert path.startswith(prefix + "/"), (address, link)


def test_whatever_is_chinese_on_an_english_page_is_marked_as_such(
    release: tuple[Source, Path],
) -> None:
    _, root = release
    for address, page in pages_of(root, "/en").items():
        etree.strip_elements(page, "script", "title", with_tail=False)
        for text in page.xpath("//body//text()[not(ancestor::*[starts-with(@lang, 'zh')])]"):
            assert not CHINESE.search(text), (address, text)


def test_on_a_traditional_page_a_name_stands_also_as_it_was_registered(
    release: tuple[Source, Path],
) -> None:
    _, root = release
    page = (root / "zh-hant/s").glob("*/index.html")
    for path in page:
        found = html.document_fromstring(path.read_bytes())
        (name,) = found.xpath("//h1/text()")
        (registered,) = found.xpath("//header[@class='sheet']//span[@lang='zh-Hans']/text()")
        assert traditional()(registered) == name


def test_a_translated_article_is_shown_and_one_without_translation_says_so(
    release: tuple[Source, Path],
) -> None:
    _, root = release
    shown = (root / "en/cases/case-1/index.html").read_text("utf-8")
    assert "A typical case" in shown
    assert "<em>English</em>" in shown
    assert "has not been translated" not in shown
    assert "has not been translated" in (root / "en/alerts/alert-1/index.html").read_text("utf-8")
    assert "A typical case" not in (root / "cases/case-1/index.html").read_text("utf-8")


def test_files_are_published_once_whatever_the_languages(release: tuple[Source, Path]) -> None:
    _, root = release
    for tag in LANGUAGES[1:]:
        start = root / language(tag).prefix[1:]
        assert {path.name for path in start.rglob("*") if path.is_file()} == {"index.html"}


def test_the_sitemap_lists_every_language_and_ties_them_together(
    release: tuple[Source, Path],
) -> None:
    source, _ = release
    base = source.site.base_url
    for name, chunks in files(source):
        if name == "sitemap.xml":
            continue
        root = etree.fromstring(b"".join(chunks))
        found = {url[0].text: [dict(a.attrib)["href"] for a in url[-4:]] for url in root}
        for tag in LANGUAGES:
            one = next(url for url in found if url and url.startswith(base + language(tag).prefix))
            assert one in found[one]
        assert len(found) % len(LANGUAGES) == 0


def test_where_nothing_sent_is_chinese_an_english_page_holds_no_chinese_sign(
    tmp_path: Path,
) -> None:
    """So every word of the interface went through the catalogue, wherever it was made."""
    with release_of(tmp_path, as_latin=True) as (_, root):
        for path in (root / "en").rglob("*.html"):
            text = re.sub(r">(简体原文|简体|繁體)<", "><", path.read_text("utf-8"))
            # what a badge says is in the language of its drawing, and stands in the snippets for it
            text = re.sub(r'<pre\b.*?</pre>|\sdata-(?:alt|said)="[^"]*"', "", text, flags=re.DOTALL)
            assert not (found := CHINESE.search(text)), text[found.start() - 200 : found.end() + 50]


def test_a_city_of_one_language_has_no_trace_of_others(tmp_path: Path) -> None:
    from tests.small_release import app_of, small_release

    with small_release(tmp_path) as source:
        from creditsite.render import registers

        page = app_of(source, registers).test_client().get("/lists/").text
        assert "hreflang" not in page
        assert list(source.translations()) == []
    assert latin(spoken_site()).name.isascii()
    assert isinstance(ENGLISH, Language)


def test_the_public_checkers_find_nothing_on_translated_pages(
    release: tuple[Source, Path], serve_folder: Callable[..., str], page: Page
) -> None:
    source, root = release
    subject = next(ledger.subject_ids(source.ledger))
    seen = ("", f"s/{subject}/", "lists/black/", "search/", "verify/", "guides/period/", "data/")
    files = [
        root / start / address / "index.html" for start in ("en", "zh-hant") for address in seen
    ]
    assert nu_faults(files) == []
    base = serve_folder(root)
    for start in ("/en/", "/zh-hant/"):
        for address in seen[:4]:
            page.goto(base + start + address, wait_until="networkidle")
            assert axe_faults(page) == []


def test_the_look_up_speaks_english_and_stays_in_it(
    release: tuple[Source, Path], serve_folder: Callable[..., str], page: Page
) -> None:
    _, root = release
    page.goto(serve_folder(root) + "/en/search/?q=%E9%9D%92", wait_until="networkidle")
    told = page.locator("#lookup").inner_text()
    assert "2 subjects found" in told
    assert "Serious dishonesty / blacklist" in told
    links = page.locator("#lookup h3 a")
    assert links.first.get_attribute("href").startswith("/en/s/")  # type: ignore[union-attr]  # it is there
    assert links.first.get_attribute("lang") == "zh-Hans"
