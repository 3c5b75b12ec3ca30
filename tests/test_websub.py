"""A hub is told of changed feeds after a release, of nothing else, and no release depends on its answer."""

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import feedparser
import pytest

from creditsite.release.websub import changed_feeds, ping
from creditsite.render import feeds
from creditsite.render.feedformats import TYPES
from tests.sites import tiny_site
from tests.small_release import small_release

BASE = "https://tiny.example"


@pytest.fixture
def hub() -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append(parse_qs(body))
            self.send_response(503 if "refuse" in self.path else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()
        thread.join()


def test_only_changed_feeds_that_are_subscribed_to_are_told_of(tmp_path):
    purge = tmp_path / "purge.txt"
    purge.write_text(
        "/feeds/all.atom\n/feeds/all/3.atom\n/feeds/\n/feeds/feeds.opml\n/index.html\n/feeds/list-red.json\n"
    )
    assert list(changed_feeds(purge, BASE)) == [
        f"{BASE}/feeds/all.atom",
        f"{BASE}/feeds/list-red.json",
    ]
    assert list(changed_feeds(tmp_path / "none", BASE)) == []


def test_the_hub_is_asked_in_few_requests(hub):
    url, asked = hub
    topics = [f"{BASE}/feeds/{n}.atom" for n in range(120)]
    assert ping(url, topics) == (120, "")
    assert [one["hub.mode"] for one in asked] == [["publish"]] * 3
    assert [topic for one in asked for topic in one["hub.url"]] == topics


def test_a_hub_that_refuses_or_is_not_there_is_told_and_no_more(hub):
    url, _ = hub
    told, fault = ping(f"{url}refuse", [f"{BASE}/feeds/all.atom"])
    assert told == 0
    assert "503" in fault
    told, fault = ping("http://127.0.0.1:1/", [f"{BASE}/feeds/all.atom"])
    assert told == 0
    assert "没有收下通知" in fault


def test_feeds_name_the_hub_where_there_is_one(tmp_path):
    hub = "https://hub.example/"
    with small_release(tmp_path, site=replace(tiny_site(), websub_hub=hub)) as source:
        document = next(feeds.documents(next(feeds.kinds(source)), source))
        for form in ("atom", "rss"):
            links = feedparser.parse(feeds.write(document, form)).feed.links
            assert [one.href for one in links if one.rel == "hub"] == [hub]
        assert b'"hubs"' in feeds.write(document, "json")
        archive = replace(document, page=1)
        assert not any(hub.encode() in feeds.write(archive, form) for form in TYPES)
