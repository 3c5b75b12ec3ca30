"""The look-up without a server, in a real browser: every way of asking, few small files, files that stay."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from creditsearch import parts
from creditsearch.documents import Document
from creditsearch.lookup import script_folder, write_lookup
from creditsearch.names import key
from creditsearch.parts import FILE_BYTES
from creditsearch.persons import address
from creditsearch.places import places
from creditsite.release.workers import Team
from tests.search.cities import asked, cities
from tests.sites import code

SIZE = 1200
ASK = """async (texts) => {
  const { staticEngine } = await import("/search/SCRIPTS/static.js");
  const { query } = await import("/search/SCRIPTS/names.js");
  const base = new URL("/search/", location);
  const config = await (await fetch(new URL("config.json", base))).json();
  const answers = [];
  for (const text of texts) {
    const before = performance.getEntriesByType("resource").length;
    const found = await staticEngine(base, config).search(query(text));
    const files = performance.getEntriesByType("resource").slice(before);
    const bytes = files.reduce((sum, file) => sum + file.decodedBodySize, 0);
    performance.clearResourceTimings();
    answers.push({ hits: found.hits.slice(0, 10).map((hit) => [hit.id, hit.name, hit.alias]), total: found.total,
      complete: found.complete, files: files.length, bytes });
  }
  return answers;
}""".replace("SCRIPTS", script_folder())
PERSON = Document(
    id="per" + "a" * 24,
    name="欧阳*",
    full_name="欧阳虚构",
    is_person=True,
    standing="black",
    entity_kind="natural_person",
)
Ask = Callable[[list[str]], list[dict]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_lookup((*(one for one, _ in cities(SIZE)), PERSON), folder / "search")
    (folder / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">', "utf-8")
    return folder


@pytest.fixture
def ask(page: Page, folder: Path, serve_folder) -> Ask:
    page.goto(f"{serve_folder(folder)}/index.html")
    return lambda texts: page.evaluate(ASK, texts)


def answers(text: str, hit: list[str]) -> bool:
    """Whether a hit holds all of the text, so that a tie is no fault."""
    return key(text) in key(hit[1]) or key(text) in key(hit[2]) or hit[0].startswith(text.upper())


@pytest.mark.parametrize("largest", [FILE_BYTES, 4000])
def test_it_is_known_in_which_files_a_subject_stands(tmp_path, monkeypatch, largest: int):
    monkeypatch.setattr(parts, "FILE_BYTES", largest)
    known = [*(one for one, _ in cities(400)), PERSON]
    write_lookup(known, tmp_path)
    stands: dict[str, set[str]] = {}
    for path in tmp_path.rglob("*.json"):
        for told in json.loads(path.read_bytes()).get("d", ()):
            subject, name = told.split("|")[0], path.relative_to(tmp_path).as_posix()
            stands.setdefault(subject, set()).add(name)
    files = len(list(tmp_path.rglob("*.json")))
    config = (tmp_path / "config.json").read_bytes()
    assert bool(json.loads(config)["lookup"]["split"]) == (largest < FILE_BYTES)
    assert set(stands) == {one.id for one in known}
    for one in known:
        held = places(config, [one])
        named = {f"{home}/{name}" for home, names in held.items() for name in names}
        assert stands[one.id] <= named
        assert len(named) < files / 2  # and not simply all of them


def test_every_way_of_asking_finds_the_subject_with_three_small_files_at_most(ask: Ask):
    chance = random.Random(7)
    chosen = chance.sample(list(cities(SIZE)), 10) + [
        c for c in cities(90) if c[0].aliases or c[0].shops
    ]
    rows = [
        (kind, text, d) for d, brand in chosen for kind, text in asked(d, brand, chance).items()
    ]
    missed = []
    for (kind, text, document), found in zip(rows, ask([text for _, text, _ in rows]), strict=True):
        assert found["files"] <= 3, (kind, text)
        assert found["bytes"] <= 40_000, (kind, text)
        ids = [hit[0] for hit in found["hits"]]
        full = len(ids) == 10 and (
            kind in ("pinyin begins", "initials", "pinyin")
            or all(answers(text, hit) for hit in found["hits"])
        )
        if document.id not in ids and not full:
            missed.append((kind, text, document.name))
    assert len(missed) <= len(rows) // 50, missed
    assert not [
        row for row in missed if row[0].startswith(("code", "full", "brand", "alias", "shop"))
    ]


def test_an_exact_code_finds_that_subject_alone_and_a_wrong_one_nobody(ask: Ask):
    document = next(cities(1))[0]
    other = code("91990102MA9999999")
    found = ask(
        [document.code, document.code[:-1] + ("0" if document.code[-1] != "0" else "1"), other]
    )
    assert [hit[0] for hit in found[0]["hits"]] == [document.id]
    assert found[1]["hits"] == []
    assert found[1]["files"] == 0
    assert found[2]["hits"] == []


ENGINE = """async ([text, whole]) => {
  const { ask } = await import("/search/SCRIPTS/engine.js");
  const found = await ask(text, {}, whole);
  return [found.state, found.hits.map((hit) => [hit.id, hit.name, hit.standing])];
}""".replace("SCRIPTS", script_folder())


def test_a_person_is_found_by_the_full_name_wholly_typed_and_by_nothing_less(
    page: Page, folder: Path, serve_folder, page_faults: list[str]
):
    page.goto(f"{serve_folder(folder)}/index.html")
    for text in ("欧阳虚构", "歐陽 虚构", "欧阳·虚构"):
        assert page.evaluate(ENGINE, [text, True]) == ["found", [[PERSON.id, "欧阳*", "black"]]]
    assert page_faults == []
    for text in ("欧阳虚", "阳虚构", "欧阳", "欧阳*", "构", "ouyangxugou", "oyxg", "欧阳虚够"):
        assert PERSON.id not in str(page.evaluate(ENGINE, [text, True])), text
    page_faults.clear()  # a name that nobody bears is a missing file: there is no list of those that are there
    for text in ("欧阳虚构", "欧阳虚", "欧"):
        assert PERSON.id not in str(page.evaluate(ENGINE, [text, False])), text  # while it is typed


COUNTED = """async (texts) => {
  const { ask } = await import("/search/SCRIPTS/engine.js");
  await ask("预热");
  const counts = [];
  const { fetch } = globalThis;
  for (const text of texts) {
    counts.push(0);
    globalThis.fetch = (...asked) => { counts[counts.length - 1] += 1; return fetch(...asked); };
    await ask(text, {}, true);
  }
  return counts;
}""".replace("SCRIPTS", script_folder())


def test_who_shows_persons_pays_with_no_more_than_three_files_either(
    page: Page, folder: Path, serve_folder, page_faults: list[str]
):
    chance = random.Random(9)
    chosen = chance.sample(list(cities(SIZE)), 12)
    texts = [t for d, b in chosen for t in (*asked(d, b, chance).values(), f"{b}虚", b[0] + "虚构")]
    page.goto(f"{serve_folder(folder)}/index.html")
    assert max(page.evaluate(COUNTED, texts)) == 3
    page_faults.clear()  # names that no person bears


def test_no_file_of_the_look_up_says_the_name_of_a_person(folder: Path):
    (own,) = (folder / "search" / "p").rglob("*.json")
    assert f"search/{address('欧阳虚构')}" == own.relative_to(folder).as_posix()
    for path in (folder / "search").rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert "虚构" not in text.replace("虚构网", ""), path
            assert path == own or PERSON.id not in text, path


@pytest.mark.parametrize(
    "text",
    ["9", "a", "云", "云浦", "有限公司", "zz", "\U00020bb7", "<b>", '"\\', "x" * 500, "公司" * 200],
)
def test_no_query_meets_a_missing_file_or_a_large_one(ask: Ask, text: str):
    (found,) = ask([text])
    assert found["files"] <= 3
    assert found["bytes"] <= 40_000


BRANCHES = [
    replace(next(cities(1))[0], id=code(f"91990102MB0{n:06d}"), code="", name=name)
    for n, name in enumerate(
        f"虚构远方粮油储备集团股份有限公司{'驻外采购和仓储运输管理' * 4}{a}{b}办事处"
        for a in "甲乙丙丁戊己庚辛壬癸" for b in "东南西北中前后左右上"
    )
]  # fmt: skip


def test_however_many_names_begin_alike_each_is_found_whole_and_none_is_denied(
    page: Page, serve_folder, tmp_path: Path
):
    write_lookup(BRANCHES, tmp_path / "search")
    (tmp_path / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">', "utf-8")
    sizes = [path.stat().st_size for path in (tmp_path / "search").rglob("n*/*/*.json")]
    assert max(sizes) <= FILE_BYTES
    assert (
        len(sizes)
        > 1 << json.loads((tmp_path / "search/config.json").read_text("utf-8"))["lookup"]["bits"]
    )
    page.goto(f"{serve_folder(tmp_path)}/index.html")
    for found, branch in zip(page.evaluate(ASK, [b.name for b in BRANCHES]), BRANCHES, strict=True):
        assert found["hits"][0][:2] == [branch.id, branch.name]
        assert found["files"] <= 3
        assert found["bytes"] <= 40_000
    asked = ["采购和仓储运输管理驻外采购和仓储", "储备集团没有这样的字", "远方粮油储备集团股份公司"]
    states = [page.evaluate(ENGINE, [text, True])[0] for text in asked]
    assert states == ["found", "none", "none"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_names_and_standings_give_the_same_bytes_by_however_many_processes(
    folder: Path, tmp_path: Path
):
    day = date(2026, 3, 1)
    newer = (replace(one, newest_on=day, platforms=("虚构网",)) for one, _ in cities(SIZE))
    with Team(2) as team:
        write_lookup((*newer, PERSON), tmp_path, team.each)
    assert files_of(tmp_path) == files_of(folder / "search")


def test_a_changed_subject_changes_only_files_that_hold_it(folder: Path, tmp_path: Path):
    victim = next(d for d, _ in cities(SIZE) if not d.lists)
    changed = (replace(d, standing="watch") if d.id == victim.id else d for d, _ in cities(SIZE))
    write_lookup((*changed, PERSON), tmp_path)
    before, after = files_of(folder / "search"), files_of(tmp_path)
    other = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert other == {n for n, b in before.items() if victim.id.encode() in b}
    assert (
        len(other) <= 70
    )  # of some thousand files; the line above is the promise, this one keeps it cheap


def test_a_removed_subject_leaves_no_trace(folder: Path, tmp_path: Path):
    victim = next(d for d, _ in cities(SIZE))
    write_lookup((d for d, _ in cities(SIZE) if d.id != victim.id), tmp_path)
    before, after = files_of(folder / "search"), files_of(tmp_path)
    assert any(victim.id.encode() in b for b in before.values())
    assert not any(victim.id.encode() in b for b in after.values())
    assert sum(b != before.get(n) for n, b in after.items()) < len(after) / 4


def test_no_file_says_two_things_of_one_text(folder: Path):
    """A browser would keep the last alone."""

    def named_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs), [name for name, _ in pairs]
        return dict(pairs)

    for data in files_of(folder).values():
        if data.startswith(b"{"):
            json.loads(data, object_pairs_hook=named_once)


def test_every_file_of_the_number_that_the_configuration_names_is_there(folder: Path):
    config = json.loads((folder / "search/config.json").read_text(encoding="utf-8"))
    bits = config["lookup"]["bits"]
    assert len(list((folder / "search" / f"n{bits}").rglob("*.json"))) == 1 << bits
    assert config["engine"] == "static"


def test_a_city_without_subjects_has_a_look_up_that_finds_nobody(
    page: Page, serve_folder, tmp_path: Path
):
    write_lookup([], tmp_path / "search")
    (tmp_path / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">', "utf-8")
    page.goto(f"{serve_folder(tmp_path)}/index.html")
    assert [
        found["hits"] for found in page.evaluate(ASK, ["青橙", "qc", "9199", "青橙商贸店"])
    ] == [[]] * 4
