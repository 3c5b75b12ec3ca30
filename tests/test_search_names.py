"""One rule set, two languages: Python and the browser read every text alike."""

import json
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page

from creditsearch.grams import spelt_sign
from creditsearch.lookup import script_folder, write_lookup
from creditsearch.names import han_table, key, query
from creditsearch.trie import path_hash

VECTORS = json.loads((Path(__file__).parent / "search/names.json").read_text(encoding="utf-8"))


def read(text: str) -> dict[str, object]:
    found = query(text)
    row: dict[str, object] = {"text": text, "kind": found.kind, "form": found.text}
    if found.fault:
        row["fault"] = found.fault
    if found.parts:
        row["parts"] = list(found.parts)
    return row


@pytest.mark.parametrize("row", VECTORS["queries"], ids=lambda row: repr(row["text"])[:40])
def test_python_reads_a_text_as_the_vectors_say(row):
    assert read(row["text"]) == row


def test_python_spells_and_hashes_as_the_vectors_say():
    assert {s: spelt_sign(s) for s in VECTORS["spelt"]} == VECTORS["spelt"]
    assert {p: path_hash(p) for p in VECTORS["hashes"]} == VECTORS["hashes"]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory, serve_folder):
    folder = tmp_path_factory.mktemp("scripts")
    write_lookup([], folder / "search")
    (folder / "index.html").write_text(
        '<!doctype html><link rel="icon" href="data:,">', encoding="utf-8"
    )
    return serve_folder(folder)


def test_the_browser_reads_spells_and_hashes_as_the_vectors_say(page: Page, scripts):
    page.goto(f"{scripts}/index.html")
    got = page.evaluate(
        """async (vectors) => {
          const { query } = await import("/search/SCRIPTS/names.js");
          const { spelt } = await import("/search/SCRIPTS/server.js");
          const { pathHash } = await import("/search/SCRIPTS/static.js");
          const read = (text) => {
            const { kind, text: form, fault, parts } = query(text);
            return { text, kind, form, ...(fault && { fault }), ...(parts.length && { parts }) };
          };
          const all = (table, give) => Object.fromEntries(Object.keys(table).map((k) => [k, give(k)]));
          return { queries: vectors.queries.map((row) => read(row.text)), spelt: all(vectors.spelt, spelt),
            hashes: all(vectors.hashes, pathHash) };
        }""".replace("SCRIPTS", script_folder()),
        VECTORS,
    )
    for ours, theirs in zip(VECTORS["queries"], got["queries"], strict=True):
        assert theirs == ours
    assert got["spelt"] == VECTORS["spelt"]
    assert got["hashes"] == VECTORS["hashes"]


def test_the_browser_compares_every_traditional_sign_and_every_strange_string_as_python_does(
    page: Page, scripts
):
    known = (c for c in range(0x20, 0xD800, 7) if unicodedata.category(chr(c)) != "Cn")
    texts = [*map(chr, han_table()), *(f"{chr(c)}店" for c in known)]
    strange = Path(__file__).parents[2] / "shared/data/naughty-strings.json"
    if strange.is_file():
        texts += json.loads(strange.read_text(encoding="utf-8"))
    page.goto(f"{scripts}/index.html")
    keys = page.evaluate(
        """async (texts) => {
          const { key } = await import("/search/SCRIPTS/names.js");
          return texts.map(key);
        }""".replace("SCRIPTS", script_folder()),
        texts,
    )
    assert [(t, k) for t, k in zip(texts, keys, strict=True) if key(t) != k] == []
