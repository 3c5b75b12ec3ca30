"""The elder version: the same pages at addresses of its own, which no link leaves, without any script."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import Client

from creditsite import ledger
from creditsite.release.doors import open_doors, shut
from creditsite.release.folder import files
from creditsite.render.app import create_app
from creditsite.render.elder import SIZES, sheet
from creditsite.render.source import Source
from tests.languages import release_of
from tests.tools.pages import axe_faults

STATIC = Path(__file__).parents[1] / "site" / "creditsite" / "render" / "static"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Source, Path]]:
    with release_of(tmp_path_factory.mktemp("elder")) as (source, root):
        open_doors(root)
        yield source, root


@pytest.fixture(scope="module")
def base(release: tuple[Source, Path], serve_folder: Callable[..., str]) -> str:
    return serve_folder(release[1])


def size(page: Page) -> float:
    said = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    return float(said.removesuffix("px"))


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("", ("长者版", "特大字", "大字", "标准版", "信用名单", "查询", "English")),
        ("/en", ("Large type", "Largest type", "Large type", "Standard version", "Credit lists", "Search", "简体")),
    ],
)  # fmt: skip
def test_without_a_script_it_lasts_from_link_to_link_until_it_is_left(
    start: str, words: tuple[str, ...], release: tuple[Source, Path], base: str, browser: Browser
) -> None:
    elder, largest, large, usual, lists, search, other = words
    subject = next(ledger.subject_ids(release[0].ledger))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    nav = page.locator(".top nav")

    def at(where: str, much: int) -> None:
        page.wait_for_url(f"{base}{where}")
        assert size(page) == much, where

    def choose(name: str) -> None:
        nav.get_by_role("link", name=name, exact=True).click()

    page.goto(f"{base}{start}/s/{subject}/")
    at(f"{start}/s/{subject}/", 16)
    for hidden in (usual, largest):
        assert nav.get_by_role("link", name=hidden, exact=True).count() == 0
    choose(elder)
    at(f"/elder{start}/s/{subject}/", 22)
    page.locator(".brand").click()
    at(f"/elder{start}/", 22)
    choose(lists)
    at(f"/elder{start}/lists/", 22)
    page.locator("main a[href*='black']").first.click()
    at(f"/elder{start}/lists/black/", 22)
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(f"{base}/elder{start}/s/[^/]+/"))
    choose(largest)
    page.wait_for_url(re.compile(f"{base}/elder/max{start}/s/[^/]+/"))
    assert size(page) == 28
    page.locator(".brand").click()
    page.get_by_role("searchbox").fill("青橙")
    page.get_by_role("button", name=search).click()
    page.wait_for_url(re.compile(rf"{base}/elder/max{start}/subjects/\?q="))
    assert size(page) == 28
    choose(other)
    page.wait_for_url(re.compile(f"{base}/elder/max{'' if start else '/en'}/subjects/"))
    page.go_back()
    choose(large)
    page.wait_for_url(re.compile(f"{base}/elder{start}/subjects/"))
    choose(usual)
    at(f"{start}/subjects/", 16)
    assert context.cookies() == []
    context.close()


def test_with_scripts_what_they_draw_stays_in_it_too(base: str, page: Page) -> None:
    page.goto(f"{base}/elder/en/search/#q=%E9%9D%92", wait_until="networkidle")
    links = page.locator("#lookup h3 a")
    expect(links.first).to_have_attribute("href", re.compile("^/elder/en/s/"))
    assert not axe_faults(page)
    page.get_by_role("link", name="Largest type").click()
    page.wait_for_url("**/elder/max/en/search/#q=*")  # what was asked for goes along
    expect(links.first).to_have_attribute("href", re.compile("^/elder/max/en/s/"))
    page.goto(f"{base}/elder/")
    page.locator("#q").fill("青")
    page.keyboard.press("Enter")
    page.wait_for_url("**/elder/search/#q=*")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_every_link_stays_in_the_version_but_those_that_choose_another(
    release: tuple[Source, Path],
) -> None:
    _, root = release
    pages = [path for path in files(root) if path.name == "index.html"]
    assert len(pages) > 120
    known: dict[str, bool] = {}
    for path in pages:
        address = f"/{path.relative_to(root).parent.as_posix()}/".replace("/./", "/")
        tree = html.document_fromstring(path.read_bytes())
        for place in tree.xpath("//a[@href] | //form | //link[@rel='stylesheet']"):
            link = place.get("href") or place.get("action")
            for start in SIZES:
                to = urlsplit(urljoin(start + address, link))
                if to.netloc or to.scheme or not to.path.endswith(("/", "/site.css")):
                    continue
                if to.path not in known:
                    folder = to.path.endswith("/")
                    known[to.path] = (root / f"{to.path[1:]}{'index.html' * folder}").is_file()
                assert known[to.path], (start, address, link)
                if place.get("rel") != "alternate":
                    assert to.path.startswith(f"{start}/"), (address, link)
    assert {path for path in known if path.startswith("/elder/max/en/s/")}


def test_a_release_holds_each_page_once_whatever_the_versions(release: tuple[Source, Path]) -> None:
    _, root = release
    own = [path.relative_to(root).as_posix() for path in files(root)]
    assert len(own) == len(set(own)) == len({(root / one).resolve() for one in own})
    elder = sorted(one for one in own if one.startswith("elder/"))
    assert [re.sub("[0-9a-f]{12}", "*", one) for one in elder] == [
        "elder/max/static/*/site.css",
        "elder/static/*/site.css",
    ]
    assert list(shut(root)) == []


def test_a_door_that_is_missing_or_leads_elsewhere_is_found(tmp_path: Path) -> None:
    for name in ("lists", "s"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("x")
    open_doors(tmp_path)
    assert list(shut(tmp_path)) == []
    (tmp_path / "elder/lists").unlink()
    (tmp_path / "elder/max/s").unlink()
    (tmp_path / "elder/max/s").symlink_to("../../lists")
    (tmp_path / "elder/etc").symlink_to("/etc")
    assert [one.path for one in shut(tmp_path)] == ["elder/etc", "elder/lists", "elder/max/s"]
    (tmp_path / "lists/s").symlink_to("../s")  # a door where none may be
    links = {path for path in files(tmp_path) if path.is_symlink()}  # the audit looks at these
    assert links == {tmp_path / name for name in ("elder/etc", "elder/max/s", "lists/s")}


def test_the_app_answers_in_every_version_with_the_bytes_of_the_release(
    release: tuple[Source, Path],
) -> None:
    source, root = release
    client = Client(create_app(source))
    subject = next(ledger.subject_ids(source.ledger))
    for start in SIZES:
        for path in ("", "lists/", "lists/black/", f"s/{subject}/"):
            answer = client.get(f"{start}/{path}")
            assert answer.data == (root / path / "index.html").read_bytes(), (start, path)
        (own,) = (root / start[1:]).glob("static/*/site.css")
        assert client.get(f"/{own.relative_to(root)}").data == own.read_bytes()
        assert client.get(start).headers["Location"] == f"{start}/"
        assert client.get(f"{start}/none/").status_code == 404


def test_its_style_sheets_are_small_and_say_how_large_type_is() -> None:
    usual = (STATIC / "site.css").read_text("utf-8")
    for start, many in SIZES.items():
        own = sheet(start)
        assert len(gzip.compress(own.encode())) < 12 * 1024
        assert f"font-size: {many:.1%}" in own
        assert own.count("{") == own.count("}")
        widths = [re.findall(r"-width: ([0-9.]+)rem", text) for text in (usual, own)]
        for before, after in zip(*widths, strict=False):  # then come those of its own rules
            assert float(after) == pytest.approx(float(before) * many, rel=1e-3)
