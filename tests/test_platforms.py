"""A platform finds its shops and any code in a few small files; every example that the site prints really runs.

All subjects, shops and platforms are made up.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import pytest
from lxml import html

from creditsite import ledger
from creditsite.model import records as r
from creditsite.render import api, brieflines, platforms
from creditsite.render.app import create_app
from creditsite.render.datafiles import read_through
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files
from tests.days import days
from tests.sites import code, tiny_site, tokens
from tests.small_release import DAY, ORANGE, PLUM, app_of, records, small_release

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


# What is taken over


def serve(source: Source, root: Path) -> None:
    for path, data in whole(source).items():
        write(root / path, data)


def whole(source: Source, live: Path | None = None) -> dict[str, bytes]:
    return {path: b"".join(read_through(pieces)) for path, pieces in platforms.files(source, live)}


def again(source: Source, live: Path | None) -> set[str]:
    """The files that are not taken over; all are as they are drawn where none is."""
    found = list(platforms.files(source, live))
    told = {path: b"".join(read_through(pieces)) for path, pieces in found}
    noted = list(ledger.noted_prints(source.ledger))
    assert told == whole(source)
    assert noted == list(ledger.noted_prints(source.ledger))
    for path, pieces in found:
        if isinstance(pieces, Path):
            assert live
            assert pieces == live / path
            assert json.loads(told[path])["release"] != source.release
    return {path for path, pieces in found if not isinstance(pieces, Path)}


def shop(number: int, name: str, platform: str = "虚构平台", **more: Any) -> r.Shop:
    about = {"subject_name": f"虚构商行{number}", "uscc": MANY[number]}
    return r.Shop(**about, platform_name=platform, shop_name=name, **more)


def edited(rows: list[Any], lot: Random) -> list[Any]:
    """The records of the next day: shops and subjects come, go and are called something else, standings change."""
    number, luck = lot.randrange(len(MANY)), lot.random()
    if luck < 0.2:
        platform = lot.choice(("虚构平台", "另一平台", "第三平台"))
        codes = (MANY[0],) if platform == "第三平台" and lot.random() < 0.3 else ("",)
        return [*rows, shop(number, f"店{lot.random()}", platform, platform_code=lot.choice(codes))]
    if luck < 0.4:
        return [
            *rows,
            r.Penalty(
                subject_name=f"虚构商行{number}", uscc=MANY[number], document_no=f"小罚{lot.random()}",
                facts="虚构", legal_basis="虚构的依据", penalty_kinds=("fine",), content="罚款",
                decided_on=date(2026, 6, 20), severity="general", authority="小城市市监局",
            ),
        ]  # fmt: skip
    if luck < 0.6:
        uscc = code(f"9199010{lot.choice('24')}MA{lot.randrange(10**6):07d}")
        return [*rows, r.Subject(subject_name="新来商行", uscc=uscc, entity_kind="organization")]
    at = lot.randrange(len(rows))
    if luck < 0.8 and isinstance(rows[at], r.Subject):
        return [*rows[:at], replace(rows[at], subject_name=f"改名商行{number}"), *rows[at + 1 :]]
    return [*rows[:at], *rows[at + 1 :]] if luck < 0.9 else rows


@pytest.mark.parametrize("most", [1, 3, 1000])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_taken_over_is_what_would_be_drawn(tmp_path, monkeypatch, most, seed):
    monkeypatch.setattr(platforms, "MOST", most)
    shops = [shop(number, f"店{number}") for number in range(12)]
    lot, rows, drawn, count = Random(seed), [*records(), *more(), *shops], 0, 0
    with days(tmp_path, tiny_site(), serve) as release:
        for number in range(25):
            source, live = release(rows, DAY + timedelta(days=number))
            drawn += len(again(source, live))
            count += len(whole(source))
            for _ in range(lot.randrange(4)):
                rows = edited(rows, lot)
    assert drawn < count * 0.9


def test_only_files_that_speak_of_who_changed_are_drawn_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(platforms, "MOST", 3)
    shops = [shop(number, f"店{number}") for number in range(12)]
    rows = [*records(), *more(), *shops]
    with days(tmp_path, tiny_site(), serve) as release:
        first, none = release(rows, DAY)
        assert len(again(first, none)) == len(whole(first))
        key = next(iter(dict(ledger.selling(first.ledger))))
        nothing, live = release(rows, DAY + timedelta(days=1))
        assert again(nothing, live) == set()
        renamed, live = release([*rows[:-1], shop(11, "改名店")], DAY + timedelta(days=2))
        (part,) = again(renamed, live)
        told = json.loads(whole(renamed, live)[part])
        assert [one["shop_name"] for one in told["shops"]].count("改名店") == 1
        assert (told["release"], told["as_of"]) == (renamed.release, str(renamed.as_of))
        other = json.loads(whole(renamed, live)[f"api/platforms/{key}/1.json"])
        assert (other["release"], other["as_of"]) == (first.release, str(first.as_of))


def test_after_many_changes_the_ledger_is_asked_for_all_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(brieflines, "MANY", 0)
    with days(tmp_path, tiny_site(), serve) as release:
        release([*records(), *more()], DAY)
        changed, live = release([*records(), *more(), shop(3, "新店")], DAY + timedelta(days=1))
        assert brieflines.before(changed, live) is None
        assert any("api/platforms" in path for path in again(changed, live))


def test_a_code_that_a_platform_is_given_moves_the_shops_of_everybody(tmp_path):
    rows = [*records(), *more()]
    with days(tmp_path, tiny_site(), serve) as release:
        release(rows, DAY)
        told = shop(3, "新店", platform_code=MANY[0])
        changed, live = release([*rows, told], DAY + timedelta(days=1))
        assert again(changed, live)
        listed = json.loads(whole(changed, live)["api/platforms/index.json"])["platforms"]
        assert [one["code"] for one in listed if one["name"] == "虚构平台"] == [MANY[0]]


def test_a_platform_is_called_by_the_spelling_that_bears_its_code(tmp_path):
    spelt = shop(3, "新店", "虚构 平台", platform_code=MANY[0])
    with small_release(tmp_path, *more(), spelt) as made:
        listed = published(made)["api/platforms/index.json"]["platforms"]
        (one,) = [one for one in listed if one["code"]]
        assert (one["name"], one["code"]) == ("虚构 平台", MANY[0])
        assert dict(ledger.selling(made.ledger))[one["key"]] == one["name"]


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
