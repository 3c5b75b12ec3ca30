"""The checkers see a fault where there is one: a checker that never objects would pass every page."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.tools.pages import axe_faults, nu_faults

GOOD = """<!doctype html><html lang="zh-CN"><title>好</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<main><h1>信用</h1><p>一页好网页。</p></main></html>"""
BAD = GOOD.replace("<p>", '<center><img src="data:,"><p>')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"good.html": GOOD, "bad.html": BAD, "404.html": GOOD}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_nu_checker_tells_good_from_bad(folder):
    assert nu_faults([folder / "good.html"]) == []
    assert any("center" in fault for fault in nu_faults([folder / "bad.html"]))


def test_axe_tells_good_from_bad(folder, serve_folder, page):
    url = serve_folder(folder)
    page.goto(f"{url}/good.html")
    assert axe_faults(page) == []
    page.goto(f"{url}/bad.html")
    assert any("image-alt" in fault for fault in axe_faults(page))


def test_page_notes_errors_and_foreign_hosts(folder, serve_folder, page, page_faults):
    page.goto(f"{serve_folder(folder)}/good.html")
    assert page_faults == []
    with page.expect_console_message(lambda message: message.text == "refused"):
        page.evaluate("fetch('https://elsewhere.invalid/').catch(() => console.error('refused'))")
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    seen = " ".join(page_faults)
    assert all(word in seen for word in ("elsewhere.invalid", "refused", "thrown"))
    page_faults.clear()


def test_folder_is_served_as_a_plain_web_server_would(folder, serve_folder):
    url = serve_folder(folder, {"X-Asked": "yes"})
    with urlopen(f"{url}/good.html") as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["X-Asked"] == "yes"
    for nothing in ("/", "/none.html"):  # no listing of a folder, our own page for nothing
        with pytest.raises(HTTPError, match="404") as caught, urlopen(url + nothing):
            pass
        with caught.value as answer:
            assert answer.read().decode() == GOOD


def test_search_server_answers_to_its_key_alone(meilisearch_server):
    request = Request(f"{meilisearch_server.url}/version")
    with pytest.raises(HTTPError, match="401") as caught, urlopen(request):
        pass
    caught.value.close()
    request.add_header("Authorization", f"Bearer {meilisearch_server.key}")
    with urlopen(request) as answer:
        assert json.load(answer)["pkgVersion"]
