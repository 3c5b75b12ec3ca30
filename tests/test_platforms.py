"""A platform finds its shops and any code in a few small files; every example that the site prints really runs.

All subjects, shops and platforms are made up.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from lxml import html

from creditsite import ledger
from creditsite.model import records as r
from creditsite.render import api, platforms
from creditsite.render.app import create_app
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files
from tests.sites import code, tokens
from tests.small_release import ORANGE, PLUM, app_of, small_release

EVIL = '</script><img src=x>"\\'
MANY = tuple(code(f"91990102MA{number:07d}") for number in range(100, 112))


def more() -> Iterator[object]:
    for number, uscc in enumerate(MANY):
        yield r.Subject(subject_name=f"虚构商行{number}", uscc=uscc, entity_kind="organization")
    yield r.Shop(subject_name="青梅小店", uscc=PLUM, platform_name="虚构平台", shop_name=EVIL)
    yield r.Shop(subject_name="青梅小店", uscc=PLUM, platform_name="另一平台", shop_name="梅店")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with small_release(tmp_path_factory.mktemp("ledger"), *more()) as made:
        yield made


def published(source: Source) -> dict[str, dict]:
    return {path: json.loads(b"".join(pieces)) for path, pieces in platforms.files(source)}


def test_every_shop_is_found_under_its_platform_with_the_status_of_its_subject(source):
    found = published(source)
    listed = found["api/platforms/index.json"]["platforms"]
    assert {one["name"] for one in listed} == {"虚构平台", "另一平台"}
    lines = [
        shop
        for one in listed
        for path in one["parts"]
        for shop in found[path.removeprefix("/")]["shops"]
    ]
    assert sorted((one["shop_name"], one["id"]) for one in lines) == sorted(
        [("橙店", ORANGE), (EVIL, PLUM), ("梅店", PLUM)]
    )
    orange = next(one for one in lines if one["id"] == ORANGE)
    assert orange["standing"] == "penalty"
    assert orange["standing_label"] == "有公示的处罚"
    assert orange["level"] == "A"
    assert orange["level_scheme"] == "商家信用分级"
    assert all(file["release"] == source.release for file in found.values())


def test_every_code_is_found_by_its_first_signs(source):
    found = published(source)
    (one,) = [p for p in found["api/codes/index.json"]["prefixes"] if p["prefix"] == "91990102"]
    file = found[one["url"].removeprefix("/")]
    assert one["count"] == file["count"] == len(file["subjects"]) == len(MANY) + 1
    assert {*MANY, ORANGE} == {line["id"] for line in file["subjects"]}
    assert [line["id"] for line in file["subjects"]] == sorted({*MANY, ORANGE})


def test_a_crowded_beginning_names_longer_ones_and_loses_nobody(source, monkeypatch):
    monkeypatch.setattr(platforms, "MOST", 3)
    found = published(source)
    head = found["api/codes/91990102.json"]
    assert "subjects" not in head
    ids = []
    for prefix in head["prefixes"]:
        assert len(prefix) == head["length"]
        lines = found[f"api/codes/{prefix}.json"]["subjects"]
        assert 0 < len(lines) <= 3
        assert all(one["id"].startswith(prefix) for one in lines)
        ids += [one["id"] for one in lines]
    assert sorted(ids) == sorted({*MANY, ORANGE})


def test_a_large_platform_has_several_files(source, monkeypatch):
    monkeypatch.setattr(platforms, "MOST", 1)
    found = published(source)
    (one,) = [p for p in found["api/platforms/index.json"]["platforms"] if p["name"] == "虚构平台"]
    assert len(one["parts"]) == 2
    assert [len(found[path.removeprefix("/")]["shops"]) for path in one["parts"]] == [1, 1]


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_told_again_after_a_removal_the_files_say_who_is_left_and_nothing_else(
    tmp_path, monkeypatch, most
):
    monkeypatch.setattr(platforms, "MOST", most)
    with small_release(tmp_path, *more()) as made:
        before = {path: b"".join(pieces) for path, pieces in platforms.files(made)}
        for gone in (PLUM, MANY[3]):
            order = r.Removal(target_kind="subjects", uscc=gone, reason_code="emergency")
            day = made.as_of
            taken = ledger.take_down(made.ledger, made.site, order, day, day, tokens())
            assert taken
            told = {
                path: platforms.told_again(made, data, taken.subjects)
                for path, data in before.items()
            }
            before = {path: data for path, data in told.items() if data is not None}
            assert not [path for path, data in before.items() if gone.encode() in data]
        said, whole = {path: json.loads(data) for path, data in before.items()}, published(made)
        assert leading(said) == leading(whole)
        for name in ("subjects", "shops"):
            lines = [one for file in said.values() for one in file.get(name, ())]
            assert sorted(map(str, lines)) == sorted(
                str(one) for file in whole.values() for one in file.get(name, ())
            )


def leading(files: dict[str, dict]) -> object:
    """Who is listed, and how many: lines stay in their files, so a file may be empty, or smaller than need be."""
    sold, codes = files["api/platforms/index.json"], files["api/codes/index.json"]
    return (
        [(one["key"], one["name"], one["code"]) for one in sold["platforms"]],
        codes["prefixes"],
        [files[one["url"].removeprefix("/")]["count"] for one in codes["prefixes"]],
    )


def test_the_app_answers_with_the_bytes_of_the_files(source):
    client = app_of(source, platforms).test_client()
    for path, pieces in platforms.files(source):
        assert client.get(f"/{path}").data == b"".join(pieces)
    assert client.get("/api/codes/99999999.json").status_code == 404


def test_every_file_is_as_openapi_says(source):
    said = api.description(source)
    brief = said["components"]["schemas"]["Brief"]
    for path, body in published(source).items():
        if path.endswith("index.json"):
            assert f"/{path}" in said["paths"]
            continue
        for line in body.get("shops", body.get("subjects", [])):
            assert set(brief["required"]) <= set(line) <= set(brief["properties"])


# The examples of the page


@pytest.fixture(scope="module")
def shop_city(
    source: Source, tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[..., str]
) -> tuple[str, list[str]]:
    """The address of the published files, and the examples as a reader copies them, for that address."""
    root = tmp_path_factory.mktemp("city")
    app = create_app(source)
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        for path, data in subject_files(profile, source, app):
            write(root / path, data)
    for path, pieces in platforms.files(source):
        write(root / path, b"".join(pieces))
    url = serve_folder(root)
    page = html.fromstring(app.test_client().get("/api/").data)
    blocks = [one.text_content() for one in page.xpath("//pre/code")]
    return url, [text.replace(source.site.base_url, url) for text in blocks]


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_the_examples_in_curl_run(shop_city, tmp_path):
    _, blocks = shop_city
    ran = [text for text in blocks if text.startswith("curl")]
    assert len(ran) == 2
    outputs = [
        subprocess.run(text.split(), cwd=tmp_path, capture_output=True, check=True).stdout
        for text in ran
    ]
    assert json.loads(outputs[0])["id"] == ORANGE
    assert json.loads((tmp_path / "shops.json").read_bytes())["shops"]


def test_the_examples_in_python_run(shop_city):
    _, blocks = shop_city
    ran = [text for text in blocks if text.startswith("import json")]
    assert len(ran) == 2
    said = [
        subprocess.run(
            [sys.executable, "-c", text], capture_output=True, check=True, text=True
        ).stdout
        for text in ran
    ]
    assert said[0].startswith("有公示的处罚")
    assert said[1].strip()


def test_the_examples_in_javascript_run(shop_city):
    _, blocks = shop_city
    ran = [text for text in blocks if text.startswith("const ")]
    assert len(ran) == 2
    said = [
        subprocess.run(["node", "--input-type=module"], input=text, capture_output=True, check=True, text=True).stdout
        for text in ran
    ]  # fmt: skip
    assert said[0].strip() == "有公示的处罚"
    assert said[1].strip()


def test_what_is_served_is_what_was_written(shop_city):
    url, _ = shop_city
    with urlopen(f"{url}/api/platforms/index.json") as answer:
        assert json.load(answer)["version"] == 1
