"""The README's table of the 44 demands: every address it names answers, and every place in a page is there."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from creditsite import ledger
from creditsite.intake import load_pages
from creditsite.model.prose import CHARTS
from creditsite.render import feeds
from creditsite.render.app import addresses, create_app
from creditsite.render.elder import SIZES
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files
from tests.tinycity import tiny_source

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| ((?:`/[^`]*` ?)+) \|$", re.MULTILINE)
TABLE = ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    """The tiny city's records with the prose that the demo city ships."""
    made = tiny_source(tmp_path_factory.mktemp("ledger"))
    with made.ledger:
        pages, faults = load_pages(ROOT / "content")
        assert not faults
        yield replace(made, pages=pages)


@pytest.fixture(scope="module")
def app(source: Source) -> Flask:
    return create_app(source)


@pytest.fixture(scope="module")
def published(source: Source, app: Flask) -> set[str]:
    """Every address that a release holds, whichever way it is written."""
    with app.test_request_context():
        frozen = {app.url_for(endpoint, **values) for endpoint, values in addresses(source)}
    one = next(ledger.profiles(source.ledger, source.site, source.as_of))
    files = {f"/{name}".removesuffix("index.html") for name, _ in subject_files(one, source, app)}
    streamed = {f"/{name}" for name, _ in feeds.files(source)}
    doors = {f"{start}/" for start in SIZES}
    return frozen | files | streamed | doors


def test_the_table_has_every_demand_once():
    assert [int(number) for number, _, _ in TABLE] == list(range(1, 45))


@pytest.mark.parametrize(("number", "demand", "places"), TABLE, ids=[row[0] for row in TABLE])
def test_every_demand_has_its_place_on_the_built_site(
    number, demand, places, source, app, published
):
    subject = next(ledger.subject_ids(source.ledger))
    client = app.test_client()
    for place in re.findall(r"`([^`]+)`", places):
        address, _, anchor = place.partition("#")
        address = address.replace("<id>", subject).replace("<release>", source.release)
        with client.get(address) as answer:
            assert answer.status_code == 200, place
            body = answer.data
        assert address in published or address.startswith("/data/"), (
            place
        )  # tables are written as streams
        if anchor:
            page = html5lib.parse(body, namespaceHTMLElements=False)
            assert page.find(f".//*[@id='{anchor}']") is not None, place


def test_the_readme_names_every_chart():
    section = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("### 在文章里放图")[1]
        .split("\n## ")[0]
    )
    assert tuple(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", section)) == CHARTS
