"""The app over the ledger, under a real WSGI server: it answers with the very bytes that a build publishes."""

import shutil
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest
from werkzeug.test import Client

import build
from creditsite import ledger
from creditsite.ledger import open_ledger
from creditsite.release.forget import NoReleaseError
from creditsite.release.live import live
from creditsite.render.elder import SIZES
from tests.sites import tokens
from tests.test_golden import CONTENT, LINK, files
from tests.tools.servers import living

WRITTEN_LAST = {"_headers", "release.json", "data/index.json", "data/SHA256SUMS"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("live") / "out"
    orders = ["build", "--content", str(CONTENT), "--out", str(out), "--workers", "1"]
    assert build.main(orders, today=lambda: date(2026, 11, 22), token=tokens()) == 0
    return out


@pytest.fixture(scope="module")
def server(out: Path) -> Iterator[HTTPConnection]:
    """The app as README says it is run."""
    with living(CONTENT, out) as port:
        yield HTTPConnection("127.0.0.1", port, timeout=60)


def asked(server: HTTPConnection, path: str) -> tuple[int, str, bytes]:
    server.request("GET", path)
    answer = server.getresponse()
    return answer.status, answer.getheader("Content-Security-Policy", ""), answer.read()


def test_every_address_answers_with_the_bytes_of_the_release(
    out: Path, server: HTTPConnection
) -> None:
    made = files((out / "current").resolve())
    held = {name: data for name, data in made.items() if name not in WRITTEN_LAST}
    written = {name: data for name, data in held.items() if not data.startswith(LINK)}
    assert len(written) > 300
    wrong = []
    for name, data in written.items():
        for start in ("", *(SIZES if name.endswith("index.html") else ())):
            address = f"{start}/{name.removesuffix('index.html')}"
            status, policy, body = asked(server, address)
            if (status, body) != (200, data) or "default-src" not in policy:
                wrong.append((address, status))
    assert wrong == []


def test_what_is_not_there_is_not_found(server: HTTPConnection) -> None:
    for path in (
        "/s/91990102MA00000000/",
        "/en/s/x/",
        "/elder/s/x/",
        "/search/../../ledger.sqlite",
        "/nothing",
    ):
        assert asked(server, path)[0] in (404, 410)


def test_prose_that_names_what_is_gone_is_not_shown_either(out: Path, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    with open_ledger(out / "ledger.sqlite", read_only=True) as held:
        gone = next(iter(sorted(ledger.traces(held), key=len, reverse=True)))
    head = "---\n标题: 动态\n摘要: 无。\n发布日期: 2026-10-01\n---\n\n"
    for name, text in (("named", f"记者走访了{gone}。\n"), ("plain", "记者走访了集市。\n")):
        path = tmp_path / "content/prose/news" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + text, "utf-8")
    client = Client(live(tmp_path / "content", out))
    assert client.get("/news/plain/").status_code == 200
    said = client.get("/news/named/").text
    assert "本文暂不公示" in said
    assert gone not in said
    assert "走访" not in said


def test_before_the_first_build_it_says_so(tmp_path: Path) -> None:
    open_ledger(tmp_path / "ledger.sqlite").db.close()
    with pytest.raises(NoReleaseError, match=r"先运行 build\.py"):
        live(CONTENT, tmp_path)
