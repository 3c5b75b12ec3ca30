"""What machines ask a site for is there, well-formed and true to the content."""

import json
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from creditsite import ledger
from creditsite.intake.templates import template_csv, template_xlsx
from creditsite.model.kinds import KINDS
from creditsite.model.profile import profile_json
from creditsite.render import api, blanks, embeds, feeds, machine, opendata, platforms
from creditsite.render.app import create_app
from creditsite.render.feedformats import midnight
from creditsite.render.source import Source
from tests.small_release import DAY, ORANGE, PLUM, app_of, records, release, small_release

BASE = "https://tiny.example"
PUBLISHED = Path(__file__).parent / "published"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with small_release(tmp_path_factory.mktemp("city")) as one:
        yield one


@pytest.fixture(scope="module")
def client(source: Source) -> FlaskClient:
    return app_of(source, machine, api, feeds, opendata, blanks, platforms, embeds).test_client()


@pytest.fixture(scope="module")
def sitemap(source: Source) -> dict[str, bytes]:
    return {path: b"".join(chunks) for path, chunks in machine.files(source)}


def urls(part: bytes) -> dict[str, str | None]:
    return {str(e[0].text): e[1].text if len(e) > 1 else None for e in etree.fromstring(part)}


def test_the_sitemap_names_every_subject_with_the_day_of_its_last_change(sitemap):
    assert urls(sitemap["sitemaps/subjects-1.xml"]) == {
        f"{BASE}/s/{ORANGE}/": str(DAY),
        f"{BASE}/s/{PLUM}/": str(DAY),
    }


def test_the_sitemap_names_pages_and_their_own_dates(sitemap, source):
    found = urls(sitemap["sitemaps/pages.xml"])
    assert f"{BASE}/" in found
    assert found[f"{BASE}/cases/case-1/"] == str(DAY)
    assert f"{BASE}/404.html" not in found
    client = create_app(source).test_client()
    for url in found:
        assert client.get(url.removeprefix(BASE)).status_code == 200, url


def test_the_sitemap_index_names_every_part(sitemap):
    assert list(urls(sitemap["sitemap.xml"])) == [f"{BASE}/{path}" for path in list(sitemap)[1:]]


def test_the_sitemap_index_tells_the_newest_day_of_each_part(sitemap):
    for part, newest in urls(sitemap["sitemap.xml"]).items():
        days = urls(sitemap[part.removeprefix(f"{BASE}/")]).values()
        assert newest == max(day for day in days if day), part


def test_a_page_that_was_written_anew_tells_the_day(tmp_path):
    later, name = DAY + timedelta(days=3), "2026-11-03-abcdefgh"
    with small_release(tmp_path) as one:
        first, *rest = one.pages
        said = replace(first, article=replace(first.article, summary="另一个摘要"))
        release(one.ledger, one.site, name, records(), later, (said, *rest))
        files = dict(machine.files(replace(one, release=name, as_of=later, pages=(said, *rest))))
        found = urls(b"".join(files["sitemaps/pages.xml"]))
        assert found[f"{BASE}/{first.section}/{first.slug}/"] == str(later)
        assert found[f"{BASE}/{rest[0].section}/{rest[0].slug}/"] == str(DAY)


def test_a_large_city_has_several_parts(source, monkeypatch):
    monkeypatch.setattr(machine, "PART", 1)
    parts = [b"".join(chunks) for path, chunks in machine.files(source) if "subjects" in path]
    assert [len(urls(part)) for part in parts] == [1, 1]


def test_the_preview_shows_the_same_sitemap(source, sitemap):
    client = create_app(source).test_client()
    for path, body in sitemap.items():
        assert client.get(f"/{path}").data == body
    assert client.get("/sitemaps/none.xml").status_code == 404


def test_robots_may_read_everything_and_find_the_sitemap(client):
    assert client.get("/robots.txt").text.splitlines() == [
        "User-agent: *", "Allow: /", "", f"Sitemap: {BASE}/sitemap.xml",
    ]  # fmt: skip


def test_opensearch_keeps_its_limits(client):
    tree = etree.fromstring(client.get("/opensearch.xml").data)
    text = {etree.QName(e).localname: e.text or "" for e in tree}
    assert 0 < len(text["ShortName"]) <= 16
    assert len(text["LongName"]) <= 48
    assert 0 < len(text["Description"]) <= 1024
    assert tree.find("{*}Query").get("role") == "example"
    assert tree.find("{*}Url").get("template") == f"{BASE}/search/#q={{searchTerms}}"


def test_security_txt_has_a_contact_and_an_end(client):
    said = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines()
    )
    assert said["Contact"] == "mailto:office@tiny.example"
    assert datetime.fromisoformat(said["Expires"]) == midnight(DAY) + timedelta(days=180)


def test_openapi_describes_the_published_json_to_the_field(client, source):
    found = client.get("/api/openapi.json").get_json()
    assert found["openapi"].startswith("3.1")
    for item in found["paths"].values():
        assert {"200", "304", "404", "410"} == set(item["get"]["responses"])
    assert len({item["get"]["operationId"] for item in found["paths"].values()}) == len(
        found["paths"]
    )
    schema = {"$ref": "#/components/schemas/Profile", "components": found["components"]}
    for one in found["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(one)
    example = media_of(found, "/s/{id}/index.json")["examples"]["now"]["value"]
    jsonschema.validate(example, schema)
    for profile in ledger.profiles(source.ledger, source.site, DAY):
        data = profile_json(profile, source.site, source.release, DAY)
        jsonschema.validate(data, schema)
        assert set(data) == set(found["components"]["schemas"]["Profile"]["properties"])
    broken = dict(data, standing={"id": "good", "label": "好"})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def media_of(found: dict[str, Any], path: str) -> dict[str, Any]:
    media = found["paths"][path]["get"]["responses"]["200"]["content"]
    return next(iter(media.values()))


def test_every_json_file_of_a_release_is_described_and_as_described():
    found = json.loads((PUBLISHED / "api" / "openapi.json").read_bytes())
    base = found["servers"][0]["url"]
    patterns = {path: address_of(path, item) for path, item in found["paths"].items()}
    met = set()
    for file in sorted(PUBLISHED.rglob("*.json")):
        address = f"/{file.relative_to(PUBLISHED).as_posix()}"
        fitting = [path for path, pattern in patterns.items() if pattern.fullmatch(address)]
        assert len(fitting) == 1, address
        media = media_of(found, fitting[0])
        jsonschema.validate(
            json.loads(file.read_bytes()), media["schema"] | {"components": found["components"]}
        )
        met.add(fitting[0])
    assert met == {path for path in patterns if path.endswith(".json")}
    for path in patterns:
        for example in media_of(found, path).get("examples", {}).values():
            if "externalValue" in example:
                address = example["externalValue"].removeprefix(base)
                assert patterns[path].fullmatch(address)
                assert (PUBLISHED / address[1:]).is_file()
            else:
                given = {p["name"]: p["example"] for p in found["paths"][path]["get"]["parameters"]}
                written = PUBLISHED / path.format(**given)[1:]
                assert example["value"] == json.loads(written.read_bytes())


def address_of(path: str, item: dict[str, Any]) -> re.Pattern[str]:
    """The addresses that a path of the description means."""
    said = {p["name"]: p["schema"]["pattern"][1:-1] for p in item["get"].get("parameters", ())}
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(said[part] if n % 2 else re.escape(part) for n, part in enumerate(parts))
    )


def test_the_page_of_the_api_names_every_address(client):
    text = html.fromstring(client.get("/api/").data).text_content()
    for path in client.get("/api/openapi.json").get_json()["paths"]:
        assert path in text


def test_every_file_has_a_media_type_on_any_machine(monkeypatch):
    monkeypatch.setattr(mimetypes, "types_map", {})
    mimetypes.init(files=())
    machine.register_mimetypes()
    for name in ("a.rss", "a.atom", "a.jsonl", "a.opml", "badge.svg", "credit.js", "sitemap.xml"):
        assert mimetypes.guess_type(name)[0] == machine.TYPES[Path(name).suffix]


def test_blank_tables_are_offered_for_every_kind_and_linked(client):
    page = html.fromstring(client.get("/data/").data)
    linked = {link for link in page.xpath("//a/@href") if link.startswith("/data/templates/")}
    assert linked == {
        f"/data/templates/{one.name}.{form}" for one in KINDS for form in ("csv", "xlsx")
    }
    for link in linked:
        answer = client.get(link)
        make = template_csv if link.endswith("csv") else template_xlsx
        assert answer.data == make(link.split("/")[-1].split(".")[0])
        assert answer.mimetype == mimetypes.guess_type(link)[0]
    assert client.get("/data/templates/nothing.csv").status_code == 404
