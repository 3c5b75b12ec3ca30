"""A real Meilisearch: filled, changed and swapped so that the public index is whole whatever happens."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from meilisearch import Client
from meilisearch.errors import MeilisearchApiError

from creditsearch import Document, SearchServerError, fill
from creditsearch.hits import SHOWN, row
from creditsite.model.prose import Page
from creditsite.model.records import Article
from creditsite.release.serve import preview
from tests.search.cities import cities
from tests.search.proxy import Proxy, proxied
from tests.sites import tiny_site

OPENAPI = Path(__file__).parents[2] / "shared/data/meilisearch-openapi-1.53.json"
OLD = tuple(document for document, _ in cities(30))
CHANGED = (replace(OLD[0], standing="watch"), *OLD[1:])
NEW = (*CHANGED[:-1], replace(OLD[-1], id="sub" + "b" * 24, code="", name="云浦市新来的小店"))
PERSON = Document(
    id="per" + "a" * 24,
    name="欧*",
    full_name='欧阳"虚构',
    is_person=True,
    entity_kind="natural_person",
)
PAGES = (
    Page(
        "guides",
        "repair",
        Article(title="信用修复指南", published_on=date(2026, 3, 1)),
        "怎样申请信用修复",
    ),
)


@pytest.fixture
def server(meilisearch_server) -> Iterator[Client]:
    client = Client(meilisearch_server.url, meilisearch_server.key)
    _emptied(client)
    yield client
    _emptied(client)


def _emptied(client: Client) -> None:
    for index in client.get_raw_indexes()["results"]:
        client.wait_for_task(client.delete_index(index["uid"]).task_uid, 60_000)


def held(client: Client) -> dict[str, str]:
    found = client.index("subjects").get_documents({"limit": 1000}).results
    return {dict(one)["id"]: dict(one)["standing"] for one in found}


def wanted(documents) -> dict[str, str]:
    return {one.id: one.standing for one in documents}


def filled(server_: object, documents, pages=(), **more):
    return fill(documents, pages, server_.url, server_.key, "2026-10-31-abcdefgh", **more)


def test_the_index_holds_the_release_and_nothing_half_built_remains(meilisearch_server, server):
    report = filled(meilisearch_server, OLD, PAGES)
    assert (report.subjects, report.sent, report.rebuilt) == (30, 30, True)
    assert held(server) == wanted(OLD)
    assert sorted(i["uid"] for i in server.get_raw_indexes()["results"]) == [
        "releases",
        "subjects",
        "texts",
    ]
    texts = Client(meilisearch_server.url, report.text_key).index("texts").search("修复")
    assert [hit["address"] for hit in texts["hits"]] == ["/guides/repair/"]


def test_only_changed_documents_are_sent_and_one_that_vanishes_means_a_new_index(
    meilisearch_server, server
):
    filled(meilisearch_server, OLD)
    assert filled(meilisearch_server, OLD).sent == 0
    few = filled(meilisearch_server, CHANGED)
    assert (few.sent, few.rebuilt) == (1, False)
    assert held(server) == wanted(CHANGED)
    assert filled(meilisearch_server, NEW).rebuilt
    assert held(server) == wanted(NEW)


def test_the_public_key_searches_one_index_and_can_do_nothing_else(meilisearch_server, server):
    report = filled(meilisearch_server, OLD, PAGES)
    assert filled(meilisearch_server, OLD, PAGES).key == report.key
    public = Client(meilisearch_server.url, report.key)
    assert public.index("subjects").search(OLD[0].code)["hits"]
    for forbidden in (
        lambda: public.index("texts").search("修复"),
        lambda: public.index("subjects").get_documents(),
        lambda: public.index("subjects").get_settings(),
        lambda: public.index("subjects").delete_all_documents(),
        lambda: public.index("subjects").get_stats(),
        public.get_keys,
        public.get_tasks,
        public.get_raw_indexes,
        public.create_dump,
    ):
        with pytest.raises(MeilisearchApiError, match=r"invalid_api_key|not valid"):
            forbidden()


def test_a_search_shows_public_fields_only(meilisearch_server, server):
    report = filled(meilisearch_server, OLD)
    for hit in Client(meilisearch_server.url, report.key).index("subjects").search("")["hits"]:
        assert set(hit) == set(SHOWN)


def test_no_person_is_sent_to_the_server(meilisearch_server, server):
    report = filled(meilisearch_server, (*OLD, PERSON))
    assert report.subjects == len(OLD)
    held = Client(meilisearch_server.url, meilisearch_server.key).index("subjects")
    found = [dict(one) for one in held.get_documents({"limit": 100}).results]
    assert len(found) == len(OLD)
    assert not any(word in str(found) for word in (PERSON.id, "欧*", "虚构", "is_person"))


def test_a_code_with_one_wrong_sign_finds_nobody(meilisearch_server, server):
    report = filled(meilisearch_server, OLD)
    index = Client(meilisearch_server.url, report.key).index("subjects")
    code = OLD[0].code
    assert [h["id"] for h in index.search(code)["hits"]] == [code]
    for at in range(4, 18):
        other = code[:at] + ("7" if code[at] != "7" else "8") + code[at + 1 :]
        assert code not in [
            h["id"] for h in index.search(other, {"matchingStrategy": "all"})["hits"]
        ]


@pytest.fixture
def proxy(meilisearch_server) -> Iterator[Proxy]:
    with proxied(meilisearch_server.url) as proxy:
        yield proxy


@pytest.mark.slow
@pytest.mark.parametrize("documents", [CHANGED, NEW], ids=["in place", "anew"])
@pytest.mark.parametrize("manner", ["error", "cut", "lost", "task", "silent"])
def test_whichever_call_fails_the_public_index_is_old_or_new_and_the_next_run_heals(
    meilisearch_server, server, proxy, documents, manner
):
    key = meilisearch_server.key
    filled(meilisearch_server, OLD)
    proxy.begin()
    fill(documents, (), proxy.url, key, "r")
    for number in range(1, proxy.step + 1):
        filled(meilisearch_server, OLD)
        proxy.begin(number, manner)
        failed = False
        try:
            fill(documents, (), proxy.url, key, "r", task_seconds=30, answer_seconds=3)
        except SearchServerError:
            failed = True
        proxy.release()
        what = f"{number}: {proxy.passed[-1][:2]}"
        assert failed or manner == "task", what  # a call that tells of no task has nothing to fail
        proxy.begin()
        _settled(server)
        assert held(server) in (wanted(OLD), wanted(documents)), what
        fill(documents, (), proxy.url, key, "r")
        assert held(server) == wanted(documents), what
        assert not [i for i in server.get_raw_indexes()["results"] if i["uid"].endswith("-next")]


KILLED = """
import sys
sys.path[:0] = sys.argv[3:]
from creditsearch import fill
from tests.test_search_meili import CHANGED, NEW
fill(NEW if sys.argv[2] == "new" else CHANGED, (), sys.argv[1], sys.stdin.readline(), "r")
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["changed", "new"])
def test_a_run_killed_at_any_call_leaves_the_index_whole_and_the_next_heals(
    meilisearch_server, server, proxy, what
):
    documents = NEW if what == "new" else CHANGED
    filled(meilisearch_server, OLD)
    proxy.begin()
    fill(documents, (), proxy.url, meilisearch_server.key, "r")
    for number in range(1, proxy.step + 1):
        filled(meilisearch_server, OLD)
        proxy.begin(number, "silent")
        command = [sys.executable, "-c", KILLED, proxy.url, what, *sys.path]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as run:
            run.stdin.write(meilisearch_server.key.encode())
            run.stdin.close()
            assert proxy.reached.wait(60), number
            run.kill()
        proxy.release()
        _settled(server)
        assert held(server) in (wanted(OLD), wanted(documents)), number
        proxy.begin()
        fill(documents, (), proxy.url, meilisearch_server.key, "r")
        assert held(server) == wanted(documents), number
        assert not [i for i in server.get_raw_indexes()["results"] if i["uid"].endswith("-next")]


def _settled(client: Client) -> None:
    for task in client.get_tasks({"statuses": ["enqueued", "processing"]}).results:
        client.wait_for_task(task.uid, 60_000)


@pytest.mark.slow
def test_a_hundred_rebuilds_leave_the_index_whole(meilisearch_server, server):
    for number in range(100):
        documents = OLD if number % 2 else NEW
        filled(meilisearch_server, documents, rebuild=True)
        assert held(server) == wanted(documents)


def test_every_request_has_the_shape_that_the_server_describes(meilisearch_server, server, proxy):
    if not OPENAPI.is_file():
        pytest.skip("the description of Meilisearch's API is not beside this checkout")
    described = json.loads(OPENAPI.read_text(encoding="utf-8"))
    fill(OLD, PAGES, proxy.url, meilisearch_server.key, "r1")
    fill(CHANGED, PAGES, proxy.url, meilisearch_server.key, "r2")
    for method, path, body in proxy.passed:
        operation = _operation(described, method, path.split("?")[0])
        assert operation is not None, (method, path)
        content = operation.get("requestBody", {}).get("content", {})
        if not isinstance(body, dict) or "application/json" not in content:
            continue
        schema = _resolved(described, content["application/json"]["schema"])
        assert set(body) <= set(schema.get("properties", body)), (method, path, body)
        assert set(schema.get("required", ())) <= set(body), (method, path, body)


def _operation(described, method: str, path: str):
    for template, operations in described["paths"].items():
        pattern = re.sub(r"\{[^}]*\}", "[^/]+", template)
        if re.fullmatch(pattern, path) and method.lower() in operations:
            return operations[method.lower()]
    return None


def _resolved(described, schema):
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def test_the_preview_passes_searches_on_and_nothing_else(meilisearch_server, server, tmp_path):
    report = filled(meilisearch_server, OLD)
    asked = {"queries": [{"indexUid": "subjects", "q": "", "limit": 3}]}
    visitor = preview(tmp_path, tiny_site(), meilisearch_server.url).test_client()
    headers = {"Authorization": f"Bearer {report.key}"}
    found = visitor.post("/meili/multi-search", json=asked, headers=headers)
    assert len(found.json["results"][0]["hits"]) == 3
    assert visitor.post("/meili/multi-search", json=asked).status_code == 401
    assert visitor.post("/meili/indexes", json={"uid": "more"}, headers=headers).status_code == 405
    stopped = preview(tmp_path, tiny_site(), "http://127.0.0.1:9").test_client()
    assert stopped.post("/meili/multi-search", json=asked).status_code == 502


def test_a_row_is_the_same_from_run_to_run():
    assert row(OLD[0]) == row(OLD[0])
    assert row(OLD[0])["digest"] != row(CHANGED[0])["digest"]
