"""The shipped configurations in the real servers: every header, and readers who miss nothing while releases change."""

import http.client
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from creditsite.intake import load_site
from creditsite.release.headers import headers_of
from tests.tools.builder import HOME, Builder
from tests.tools.servers import SERVERS, serving

PATHS = (
    "/", "/lists/red/", "/embed/query/", "/feeds/all.rss", "/feeds/all.json", "/data/index.json",
    "/s/91990102MA0000001D/", "/s/91990102MA0000001D/index.json", "/s/91990102MA0000001D/badge.svg",
    "/elder/", "/elder/max/lists/red/", "/elder/s/91990102MA0000001D/",
)  # fmt: skip
READ = ("/", "/s/91990102MA0000001D/", "/lists/red/", "/feeds/all.atom", "/search/config.json")


@pytest.fixture(scope="module")
def city(hand: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("city")
    shutil.copytree(HOME / "tests" / "content", root / "content")
    assert build(hand, root, 0) == 0
    return root


def build(hand: Builder, root: Path, number: int) -> int:
    path = root / "content" / "site.toml"
    text = re.sub(
        r"^name = .*$", f'name = "信用小城{number}"', path.read_text("utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, "utf-8")
    where = ("--content", str(root / "content"), "--out", str(root / "out"), "--workers", "1")
    return hand.run("build", *where, luck=number).code


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    visitor.request("GET", path, headers={"Host": "tiny.example", **headers})
    answer = visitor.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    visitor.close()
    return found


@pytest.mark.parametrize("server", SERVERS)
def test_the_shipped_configuration_says_every_header(
    server: str, city: Path, tmp_path: Path
) -> None:
    site = load_site(city / "content")
    with serving(server, city / "out", tmp_path / "server") as port:
        for path in PATHS:
            status, said, body = ask(port, path)
            assert status == 200, path
            wanted = {k.lower(): v for k, v in headers_of(site, path).items()}
            kind = wanted.pop("content-type", "")
            assert said["content-type"].startswith(kind), path
            assert {k: said.get(k) for k in wanted} == wanted, path
            assert not said.keys() & {"set-cookie", "x-powered-by"}
            assert "x-frame-options" in said or path == "/embed/query/"
            name = path + "index.html" if path.endswith("/") else path
            assert body == (city / "out" / "current" / name[1:]).read_bytes()
            assert ask(port, path, **{"If-None-Match": said["etag"]})[0] == 304
        for path in (
            "/none/",
            "/s/91990102MA0000099X/",
            "/elder/max/s/91990102MA0000099X/",
            "/elder/none/",
            "/_headers",
            "/.lock",
            "/../ledger.sqlite",
            "/%2e%2e/ledger.sqlite",
        ):
            status, said, body = ask(port, path)
            assert status in (400, 404, 410), path
            if status == 404 and path not in ("/_headers", "/.lock"):
                assert "frame-ancestors 'none'" in said["content-security-policy"]
                assert body == (city / "out" / "current" / "404.html").read_bytes()


SUBJECT = "91990102MA0000001D"


@pytest.mark.parametrize("server", SERVERS)
def test_the_verify_address_leads_to_a_page_that_needs_no_script(
    server: str, city: Path, tmp_path: Path
) -> None:
    with serving(server, city / "out", tmp_path / "server") as port:
        status, said, _ = ask(port, f"/verify/?s={SUBJECT}")
        assert (status, said["location"]) == (302, f"/s/{SUBJECT}/#verify")
        assert said["referrer-policy"] == "origin"  # where the visitor came from goes along
        for asked in ("", "?s=", f"?s={SUBJECT.lower()}", f"?s={SUBJECT}/../x", f"?s={SUBJECT}%0d%0aX:y",
                      f"?s=//evil.example/{SUBJECT}", f"?q={SUBJECT}"):  # fmt: skip
            assert ask(port, f"/verify/{asked}")[0] == 200, asked


@pytest.mark.parametrize("server", SERVERS)
def test_a_code_in_the_search_box_leads_to_its_page_without_any_script(
    server: str, city: Path, tmp_path: Path
) -> None:
    with serving(server, city / "out", tmp_path / "server") as port:
        for start in ("", "/elder", "/elder/max"):
            status, said, _ = ask(port, f"{start}/subjects/?q={SUBJECT}")
            assert (status, said["location"]) == (302, f"{start}/s/{SUBJECT}/")
        assert ask(port, "/elder/lists")[1]["location"].endswith("/elder/lists/")
        for asked in ("", "?q=", "?q=%E5%BA%97", f"?q={SUBJECT}/../x", f"?q={SUBJECT}%0d%0aX:y",
                      f"?q=//evil.example/{SUBJECT}", f"?s={SUBJECT}"):  # fmt: skip
            assert ask(port, f"/subjects/{asked}")[0] == 200, asked


def test_a_visitor_of_the_shipped_server_is_told_with_and_without_scripts(
    city: Path, tmp_path: Path, page: Page, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    with serving("nginx", city / "out", tmp_path / "server") as port:
        home = f"http://127.0.0.1:{port}"
        link = f"<a href='{home}/verify/?s={SUBJECT}' referrerpolicy=origin>x"
        (shop / "index.html").write_text(f"<!doctype html><link rel=icon href='data:,'>{link}")
        at = serve_folder(shop)
        page.goto(f"{at}/")
        page.locator("a").click()
        expect(page.locator("#verify .state.differs h2")).to_contain_text("不一致")
        assert page.url == f"{home}/s/{SUBJECT}/#verify"
        context = browser.new_context(java_script_enabled=False)
        plain = context.new_page()
        plain.goto(f"{at}/")
        plain.locator("a").click()
        expect(plain.locator("#verify .state h2")).to_contain_text("无法核对")
        assert SUBJECT in plain.locator("main").inner_text()
        context.close()
        log = (tmp_path / "server/access.log").read_text()
        assert "?s=" not in log


class Reader(Thread):
    """Opens pages as a browser does, with all that they load, until it is told to stop; notes what was wrong."""

    def __init__(self, port: int, known: dict[str, set[str]], stop: Event) -> None:
        super().__init__()
        self.port, self.known, self.stop_now = port, known, stop
        self.wrong: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.asked = 0

    def run(self) -> None:
        while not self.stop_now.is_set():
            for path in READ:
                body = self.get(path)
                for inner in re.findall(
                    rb'(?:src|href)="(/(?:static|search)/[^"]+\.(?:js|css|svg))"', body
                ):
                    self.get(inner.decode())
                if path.startswith("/s/"):
                    self.get(f"{path}index.json")
                    self.get(f"{path}badge.svg")

    def get(self, path: str) -> bytes:
        self.asked += 1
        try:
            status, _, body = ask(self.port, path)
        except OSError as error:
            self.wrong.append(f"{path}: {error}")
            return b""
        if status != 200:
            self.wrong.append(f"{path}: {status}")
        self.seen.add((path, sha256(body).hexdigest()))
        return body


@pytest.mark.parametrize(
    ("server", "switches"),
    [("nginx", 2), *(pytest.param(server, 50, marks=pytest.mark.slow) for server in SERVERS)],
)
def test_readers_miss_nothing_while_releases_change(
    server: str, switches: int, hand: Builder, city: Path, tmp_path: Path
) -> None:
    """Every body is that of one release as it was written; nothing is missing, nothing is cut off."""
    known: dict[str, set[str]] = {}
    learn(city, known)
    stop = Event()
    with serving(server, city / "out", tmp_path / "server") as port:
        readers = [Reader(port, known, stop) for _ in range(4)]
        for one in readers:
            one.start()
        for number in range(1, switches + 1):
            assert build(hand, city, number + switches * 100) == 0
            learn(city, known)
        stop.set()
        for one in readers:
            one.join()
    assert [wrong for one in readers for wrong in one.wrong] == []
    assert min(one.asked for one in readers) > 10 * switches
    strange = {
        path for one in readers for path, digest in one.seen if digest not in known.get(path, set())
    }
    assert strange == set()


def learn(root: Path, known: dict[str, set[str]]) -> None:
    """What the release that is served now says at every address."""
    home = (root / "out" / "current").resolve()
    for path in home.rglob("*"):
        if path.is_file():
            name = "/" + path.relative_to(home).as_posix()
            name = name.removesuffix("index.html") if name.endswith("/index.html") else name
            known.setdefault(name, set()).add(sha256(path.read_bytes()).hexdigest())
