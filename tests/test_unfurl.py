"""What chats, blogs and badge services show of a subject: drawn by their own programs from what the site publishes."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from oembedpy import consumer, discovery

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.config import Badges
from creditsite.model.profile import Profile
from creditsite.model.standing import STANDINGS
from creditsite.render import unfurl
from creditsite.render.app import create_app, create_live_app
from creditsite.render.badges import shields
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files
from tests.embedding import write
from tests.naughty import NAUGHTY
from tests.sites import code, tiny_site
from tests.small_release import ORANGE, PLUM, small_release

HOME = Path(__file__).parents[1]
EVIL = code("91990102MA0000009")
NAME = "\"><script>alert(1)</script>&amp;'<b>"


@dataclass(frozen=True, slots=True)
class Served:
    """A release under the address that it names itself by."""

    url: str
    source: Source


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[..., str]
) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("city")
    url = serve_folder(root)
    evil = r.Subject(subject_name=NAME, uscc=EVIL, entity_kind="organization")
    site = replace(tiny_site(), base_url=url)
    with small_release(tmp_path_factory.mktemp("ledger"), evil, site=site) as source:
        app = create_app(source)
        for profile in ledger.profiles(source.ledger, site, source.as_of):
            for path, data in subject_files(profile, source, app):
                write(root / path, data)
        yield Served(url, source)


def node(what: str, questions: list[Any]) -> list[Any]:
    """What a program from npm makes of each."""
    program = HOME / "tests/tools/consumers.mjs"
    order = ["node", str(program), str(HOME / ".tools/npm/node_modules"), what]
    ran = subprocess.run(
        order, input=json.dumps(questions), capture_output=True, text=True, check=True
    )
    found: list[Any] = json.loads(ran.stdout)
    return found


def profile(served: Served, subject: str) -> Profile:
    found = ledger.profile(served.source.ledger, served.source.site, served.source.as_of, subject)
    assert found
    return found


# oEmbed


@pytest.mark.parametrize("subject", [ORANGE, EVIL])
def test_a_python_consumer_unfurls_a_page(served: Served, subject: str) -> None:
    page = f"{served.url}/s/{subject}/"
    address, asked = discovery.find_from_content(page)
    assert (address, asked.url) == (f"{page}oembed.json", page)
    found = consumer.fetch_content(address, asked)
    check(found.to_dict(), served, subject)


@pytest.mark.parametrize("subject", [ORANGE, EVIL])
def test_a_javascript_consumer_unfurls_a_page(served: Served, subject: str) -> None:
    (found,) = node("unfurl", [f"{served.url}/s/{subject}/"])
    said = {k: v for k, v in found["oEmbed"].items() if k != "thumbnails"} | {"cache_age": 300}
    (thumbnail,) = found["oEmbed"]["thumbnails"]
    check(said | {f"thumbnail_{k}": v for k, v in thumbnail.items()}, served, subject)
    graph = found["open_graph"]
    assert unescape(graph["title"]) == unescape(f"{profile(served, subject).name} 信用报告")
    assert graph["url"] == f"{served.url}/s/{subject}/"
    assert graph["images"][0]["url"] == f"{served.url}/s/{subject}/badge-seal-3x.png"


def check(said: dict[str, Any], served: Served, subject: str) -> None:
    """What a consumer understood: a badge with its words, that leads to where it is checked."""
    one = profile(served, subject)
    assert (said["type"], said["version"]) == ("rich", "1.0")
    assert unescape(said["title"]) == unescape(
        f"{one.name} 信用报告"
    )  # one consumer takes off an escape too many
    assert said["provider_name"] == "信用小城"
    (link,) = html.fragments_fromstring(said["html"])
    assert [str(e.tag) for e in link.iter()] == ["a", "img"]
    assert link.get("href") == f"{served.url}/s/{subject}/#verify"
    (image,) = link
    assert image.get("src") == f"{served.url}/s/{subject}/badge-card.svg"
    assert (image.get("width"), image.get("height")) == (str(said["width"]), str(said["height"]))
    assert not set(str(image.get("alt"))) & set("<>&\"'")
    assert str(image.get("alt")).startswith(
        f"{one.name.translate(unfurl._WIDE)}：信用小城：{one.standing.label}"
    )
    assert set(image.attrib) == {"src", "alt", "width", "height"}
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (480, 480)


@pytest.fixture(scope="module")
def live(served: Served) -> FlaskClient:
    app = create_live_app(served.source)
    app.testing = True
    return app.test_client()


def ask(live: FlaskClient, **values: object) -> Any:
    return live.get(f"/oembed?{urlencode(values)}")


def test_the_endpoint_says_what_the_file_says(served: Served, live: FlaskClient) -> None:
    page = f"{served.url}/s/{ORANGE}/"
    for url in (
        page,
        page[:-1],
        f"{page}index.html",
        f"{page}#verify",
        f"{page}?utm=x",
        f"http://localhost/s/{ORANGE}/",
    ):
        answer = ask(live, url=url, format="json")
        assert (answer.status_code, answer.mimetype) == (200, "application/json"), url
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json == json.loads(live.get(f"/s/{ORANGE}/oembed.json").data)


@pytest.mark.parametrize(
    ("most", "style", "thumbnail"),
    [
        ({}, "card", True),
        ({"maxwidth": 480, "maxheight": 480}, "card", True),
        ({"maxwidth": 479}, "card", False),
        ({"maxwidth": 320, "maxheight": 112}, "card", False),
        ({"maxwidth": 319}, "seal", False),
        ({"maxheight": 111}, "flat", False),
        ({"maxwidth": 319, "maxheight": 100}, "compact", False),
        ({"maxwidth": 20, "maxheight": 10}, None, False),
        ({"maxwidth": 0}, None, False),
        ({"maxwidth": -1}, None, False),
        ({"maxwidth": "x", "maxheight": "1e3"}, "card", True),  # no number is no limit
    ],
)
def test_no_answer_is_larger_than_the_consumer_wants(
    served: Served, live: FlaskClient, most: dict[str, object], style: str | None, thumbnail: bool
) -> None:
    said = ask(live, url=f"{served.url}/s/{ORANGE}/", **most).json
    assert ("thumbnail_url" in said) is thumbnail
    if style is None:
        assert said["type"] == "link"
        assert not {"html", "width", "height"} & set(said)
        return
    assert said["type"] == "rich"
    file = "badge.svg" if style == "flat" else f"badge-{style}.svg"
    assert f"/{file}" in said["html"]
    for name, size in (("maxwidth", said["width"]), ("maxheight", said["height"])):
        assert size <= most[name] if isinstance(most.get(name), int) else size
    assert live.get(f"/s/{ORANGE}/{file}").status_code == 200


def test_the_endpoint_knows_its_own_pages_only(served: Served, live: FlaskClient) -> None:
    page, host = f"{served.url}/s/{ORANGE}/", served.url.removeprefix("http://")
    hostile = (
        "", "x", "//", f"https://evil.example/s/{ORANGE}/", f"https://{host}.evil.example/s/{ORANGE}/",
        f"https://{host}@evil.example/s/{ORANGE}/", f"https://evil.example/?{page}", f"javascript://{host}/s/{ORANGE}/",
        f"file://{host}/s/{ORANGE}/", "http://[", "http://[::1", f"{served.url}/s/{code('91990102MA0000008')}/",
        f"{served.url}/", f"{served.url}/s/", f"{served.url}/s/../s/{ORANGE}/", f"{page}badge.svg", f"{page}\x00",
        f"{served.url}/s/{ORANGE}%2f..", f"{served.url}/s/<script>/", "a" * 10_000, f"{served.url}/lists/red/",
    )  # fmt: skip
    for url in hostile:
        assert ask(live, url=url).status_code == 404, url
    assert live.get("/oembed").status_code == 404
    assert (
        ask(live, url=page, format="xml").status_code == 501
    )  # the answer that oEmbed names for it


def test_a_city_without_oembed_says_so_everywhere(tmp_path: Path) -> None:
    site = replace(tiny_site(), badges=Badges(oembed=False))
    with small_release(tmp_path, site=site) as source:
        client = create_live_app(source).test_client()
        page = client.get(f"/s/{ORANGE}/").text
        assert "json+oembed" not in page
        assert client.get(f"/s/{ORANGE}/oembed.json").status_code == 404
        assert ask(client, url=f"{site.base_url}/s/{ORANGE}/").status_code == 404


def test_the_running_app_leads_a_badge_to_the_subjects_page(live: FlaskClient) -> None:
    answer = live.get(f"/verify/?s={ORANGE}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/s/{ORANGE}/#verify")
    assert live.get("/verify/?s=//evil.example").status_code == 200
    assert live.get(f"/none/verify/?s={ORANGE}").status_code == 404


# shields.io: what its endpoint takes, and what its own renderer draws of it

FIELDS = {  # of its endpoint answers, as its documentation lists them; anything else is refused
    "schemaVersion": int, "label": str, "message": str, "color": str, "labelColor": str, "isError": bool,
    "namedLogo": str, "logoSvg": str, "logoColor": str, "logoSize": str, "style": str, "cacheSeconds": int,
}  # fmt: skip


def every_state(served: Served) -> Iterator[dict[str, Any]]:
    """The endpoint answers of all standings, levels and names."""
    source = served.source
    for one in ledger.profiles(source.ledger, source.site, source.as_of):
        for standing in STANDINGS:
            yield shields(replace(one, standing=standing), source)
    for name in NAUGHTY:
        rating = r.Rating(rating_name=name, grade=name, year=2025)
        level = replace(profile(served, ORANGE).levels[0], rating=rating, scheme=None, grade=None)
        of = replace(source, site=replace(source.site, name=name.strip() or "城"))
        yield shields(replace(profile(served, PLUM), levels=(level,)), of)


def test_shields_takes_and_draws_every_state(served: Served) -> None:
    answers = [json.loads(json.dumps(one)) for one in every_state(served)]
    for one in answers:
        assert all(type(value) is FIELDS[name] for name, value in one.items()), one
        assert one["schemaVersion"] == 1
        assert one["message"].strip()
        assert one["cacheSeconds"] >= 300
    drawn = node("badges", answers)
    for one, svg in zip(answers, drawn, strict=True):
        assert isinstance(svg, str), (one, svg)
        tree = etree.fromstring(svg.encode())
        assert tree.get("role") == "img"
        assert one["color"] in svg
        assert one["labelColor"] in svg
        assert "<script" not in svg
    files = [json.loads(one) for one in (served_file(served, ORANGE), served_file(served, PLUM))]
    assert [one in answers for one in files] == [True, True]


def served_file(served: Served, subject: str) -> bytes:
    """The endpoint answer as it is published."""
    return create_app(served.source).test_client().get(f"/s/{subject}/shields.json").data
