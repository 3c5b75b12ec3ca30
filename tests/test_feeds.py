"""Feeds are well-formed in all three forms, permanent in their ids, readable, and bound to no clock."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from flask import url_for
from flask.testing import FlaskClient
from lxml import etree, html

from creditsite.model import records as r
from creditsite.render import feeditems, feeds
from creditsite.render.app import create_app
from creditsite.render.feedformats import SERVED, TYPES
from creditsite.render.source import Source
from tests.sites import code
from tests.small_release import DAY, ORANGE, app_of, records, release, small_release

DEAD = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with small_release(tmp_path_factory.mktemp("city")) as one:
        yield one


@pytest.fixture(scope="module")
def client(source: Source) -> FlaskClient:
    return app_of(source, feeds).test_client()


def names(source: Source) -> list[str]:
    return [one.name for one in feeds.kinds(source)]


def body(client: FlaskClient, name: str, form: str) -> bytes:
    answer = client.get(f"/feeds/{name}.{form}")
    assert answer.status_code == 200
    assert answer.mimetype == SERVED[form]
    return answer.data


def test_every_feed_says_what_it_is_and_where(source, client):
    assert {
        "all",
        "exposures",
        "list-red",
        "list-black",
        "alerts",
        "district-990102",
        "removals",
    } <= set(names(source))
    for name in names(source):
        for form in ("rss", "atom"):
            tree = etree.fromstring(body(client, name, form))
            selves = [e.get("href") for e in tree.iter(ATOM + "link") if e.get("rel") == "self"]
            assert selves == [f"https://tiny.example/feeds/{name}.{form}"]
            read = feedparser.parse(body(client, name, form))
            assert not read.bozo
            assert read.feed.title.startswith("信用小城：")
            assert read.feed.link.startswith("https://tiny.example/")
            assert read.feed.language == "zh-CN"


def test_entries_tell_the_same_in_every_form(source, client):
    for name in names(source):
        atom, rss = (feedparser.parse(body(client, name, form)).entries for form in ("atom", "rss"))
        items = json.loads(body(client, name, "json"))["items"]
        for read in (atom, rss):
            assert [e.id for e in read] == [i["id"] for i in items]
            assert [e.title for e in read] == [i["title"] for i in items]
            assert [e.link for e in read] == [i["url"] for i in items]
        times = [i["date_published"] for i in items]
        assert times == sorted(times, reverse=True)


def test_ids_are_permanent_and_given_once(source, client):
    for name in names(source):
        ids = [i["id"] for i in json.loads(body(client, name, "json"))["items"]]
        assert all(i.startswith("tag:tiny.example,2026:") for i in ids)
        assert len(ids) == len(set(ids))
        for guid in etree.fromstring(body(client, name, "rss")).iter("guid"):
            assert guid.get("isPermaLink") == "false"


def test_an_entry_gives_reason_authority_basis_and_end_of_display(client):
    found = {i["title"]: i for i in json.loads(body(client, "list-black", "json"))["items"]}
    entry = found["青梅小店：列入失信惩戒对象名单"]
    said = html.fromstring(entry["content_html"]).text_content()
    for words in (
        "虚构的事由",
        "小城市商务局",
        "虚构的依据",
        "恶意刷单",
        "公示截止：2029-03-01（",
        "演示数据",
    ):
        assert words in said
    assert entry["_credit"]["publish_until"] == "2029-03-01"
    (honour,) = json.loads(body(client, "honours", "json"))["items"]
    assert "公示截止：没有截止期" in honour["content_html"]


def test_hostile_text_stays_text(client):
    for item in json.loads(body(client, "penalties", "json"))["items"]:
        assert "&lt;script&gt;" in item["content_html"]
        assert {e.tag for e in html.fromstring(f"<div>{item['content_html']}</div>").iter()} == {
            "div", "p", "ul", "li", "a",
        }  # fmt: skip
        assert all(
            url.startswith("https://")
            for url in html.fromstring(item["content_html"]).xpath("//@href")
        )


def test_times_are_real_and_told_apart(source, client):
    for name in names(source):
        tree = etree.fromstring(body(client, name, "atom"))
        stamps = [e.findtext(ATOM + "updated") for e in tree.iter(ATOM + "entry")]
        assert len(stamps) == len(set(stamps))
        assert all(str(s)[:10] <= str(DAY) and str(s).endswith("+08:00") for s in stamps)
        newest = max(map(str, stamps), default="2026-10-31T00:00:00+08:00")
        assert tree.findtext(ATOM + "updated") == newest
        channel = etree.fromstring(body(client, name, "rss"))[0]
        built = parsedate_to_datetime(str(channel.findtext("lastBuildDate")))
        assert built == datetime.fromisoformat(newest).replace(microsecond=0)


def test_json_has_the_shape_that_readers_expect(source, client):
    for name in names(source):
        found = json.loads(body(client, name, "json"))
        assert found["version"] == "https://jsonfeed.org/version/1.1"
        assert found["feed_url"] == f"https://tiny.example/feeds/{name}.json"
        assert found["home_page_url"].startswith("https://tiny.example/")
        assert found["authors"][0]["name"]
        assert found["language"] == "zh-CN"
        for item in found["items"]:
            assert isinstance(item["id"], str)
            assert item["content_html"]
            assert all(isinstance(tag, str) for tag in item["tags"])
            own = [key for key in item if key.startswith("_")]
            assert all("." not in key and key[1].isalpha() for key in own)


def test_equal_releases_give_equal_bytes(source, tmp_path):
    with small_release(tmp_path) as again:
        for kind in feeds.kinds(source):
            for form in TYPES:
                assert written(source, kind.name, form) == written(again, kind.name, form)


def test_what_is_removed_leaves_every_feed_but_for_an_opaque_id(tmp_path):
    with small_release(tmp_path) as source:
        kept = [
            one for one in records() if getattr(one, "document_no", "") != "小市监罚〔2026〕1号"
        ]
        order = r.Removal(
            target_kind="penalties", uscc=ORANGE, document_no="小市监罚〔2026〕1号", decided_by="小城市信用办",
            decided_on=DAY, reason_code="repaired", effect="display_end",
        )  # fmt: skip
        first = listed(source, "penalties")
        before = {e["_credit"]["record_id"] for e in first}
        release(source.ledger, source.site, "2026-10-31-bbbbbbbb", (*kept, order))
        after = {
            e["_credit"]["record_id"]
            for e in listed(source, "penalties")
            if e["url"].endswith(f"/s/{ORANGE}/")
        }
        (gone,) = before - after
        (told,) = listed(source, "removals")
        assert gone in told["content_html"]
        for name in names(source):
            text = json.dumps(listed(source, name), ensure_ascii=False)
            assert "〔2026〕1号" not in text
        grave = {e["id"] for e in first if e["_credit"]["record_id"] == gone}
        for name in ("all", "penalties"):  # a machine that keeps a copy learns which entry is gone
            for form in ("atom", "rss"):
                body = written(source, name, form)
                assert {d.get("ref") for d in etree.fromstring(body).iter(DEAD)} == grave
                assert not feedparser.parse(body).bozo
        named = [e for e in listed(source, "all") if e["_credit"].get("record_id") == gone]
        assert all(e["_credit"]["subject_id"] is None and "青橙" not in e["title"] for e in named)


@pytest.mark.parametrize("ordered", [True, False])
def test_a_departure_stands_in_no_feed_that_would_say_whose_it_was(tmp_path, ordered):
    mall = {"subject_name": "虚构平台", "uscc": code("91990102MA0000009")}
    until = DAY + timedelta(days=1)
    entry = r.Permit(
        **mall, document_no="小审许〔2026〕9号", document_name="许可", permit_kind="general", content="虚构的许可",
        decided_on=DAY, valid_from=DAY, valid_until=until, authority="小城市商务局",
    )  # fmt: skip
    shop = r.Shop(**mall, platform_name="虚构平台", platform_code=mall["uscc"], shop_name="自营")
    order = r.Removal(
        target_kind="permits", uscc=mall["uscc"], document_no=entry.document_no, decided_by="小城市信用办",
        decided_on=DAY, reason_code="revoked", effect="display_end",
    )  # fmt: skip
    rows = (r.Subject(**mall, roles=("platform",)), shop, entry)
    with small_release(tmp_path, *rows) as source:
        about = {f"subject-{mall['uscc']}", f"platform-{feeditems.ledger.key_of(mall['uscc'])}"}
        assert about <= set(names(source))
        (gone,) = {e["_credit"]["record_id"] for e in listed(source, "permits")}
        later = (*records(), *rows, order) if ordered else (*records(), *rows[:2])
        release(source.ledger, source.site, "2026-11-01-bbbbbbbb", later, until)
        told = {one for one in names(source) if gone in written(source, one, "json").decode()}
        assert told == {"all", "permits", "removals"}


def written(source: Source, name: str, form: str) -> bytes:
    kind = feeds.named(source, name)
    assert kind is not None
    return feeds.write(next(feeds.documents(kind, source)), form)


def listed(source: Source, name: str) -> list[dict[str, Any]]:
    return json.loads(written(source, name, "json"))["items"]


def test_no_natural_person_stands_in_a_feed(source):
    assert "青橙商贸" in json.dumps(listed(source, "all"), ensure_ascii=False)
    db = source.ledger.db
    db.execute("UPDATE subject SET entity_kind = 'natural_person' WHERE id = ?", (ORANGE,))
    try:
        for kind in feeds.kinds(source):
            assert "青橙商贸" not in json.dumps(listed(source, kind.name), ensure_ascii=False)
        assert all(
            one.subject.id != ORANGE for one in feeditems.ledger.events(source.ledger, named=True)
        )
    finally:
        db.execute("UPDATE subject SET entity_kind = 'organization' WHERE id = ?", (ORANGE,))


def test_directory_leads_to_every_feed(source, client):
    page = html.fromstring(client.get("/feeds/").data)
    linked = {str(href) for href in page.xpath("//main//a/@href")}
    announced = {str(href) for href in page.xpath("//link[@rel='alternate']/@href")}
    outline = etree.fromstring(client.get("/feeds/feeds.opml").data)
    for name in names(source):
        assert {f"/feeds/{name}.{form}" for form in TYPES} <= linked
        assert f"/feeds/{name}.atom" in announced
        assert outline.xpath(f"//outline[@xmlUrl='https://tiny.example/feeds/{name}.rss']")


def test_pages_announce_the_feeds_that_follow_them(tmp_path):
    mall = {"subject_name": "虚构平台", "uscc": code("91990102MA0000009")}
    with small_release(tmp_path, r.Subject(**mall, roles=("platform",))) as one:
        client = create_app(one).test_client()
        offered = set(names(one))
        for path, feed in {
            f"/s/{mall['uscc']}/": f"subject-{mall['uscc']}",
            "/platforms/": f"platform-{feeditems.ledger.key_of(mall['uscc'])}",
            "/lists/": "exposures",
            "/lists/black/": "list-black",
            "/penalties/": "penalties",
            "/cases/": "cases",
            "/cases/case-1/": "cases",
            "/statistics/": "district-990102",
            "/data/": "removals",
        }.items():
            page = html.fromstring(client.get(path).data)
            announced = {str(href) for href in page.xpath("//head/link[@rel='alternate']/@href")}
            assert f"/feeds/{feed}.atom" in announced, path
            assert feed in offered
        orange = html.fromstring(client.get(f"/s/{ORANGE}/").data)
        assert not orange.xpath("//a[starts-with(@href, '/feeds/subject-')]")


def test_an_unknown_feed_is_not_found(client):
    assert client.get("/feeds/none.rss").status_code == 404


def test_every_address_is_named_for_freezing(source, client):
    app = client.application
    with app.test_request_context():
        for endpoint, values in feeds.addresses(source):
            assert client.get(url_for(endpoint, **values)).status_code == 200
