"""The index of names, where the box without scripts lands: everybody once, under the letter where people look."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypinyin import lazy_pinyin

from creditsite.ledger import alphabet
from creditsite.ledger.alphabet import OTHERS, _regions, place
from creditsite.release.workers import Team
from tests.tinycity import tiny_source
from tests.tools.pages import whole

PUBLISHED = Path(__file__).parent / "published" / "subjects"
REGIONS = _regions(("云浦市", "临江区", "青山县"))


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("云浦市青橙商贸有限公司", "Q"),
        ("云浦青橙商贸有限公司", "Q"),
        ("云浦市临江区重庆小面馆", "C"),
        ("(云浦)長樂商行", "C"),
        ("ＡＢＣ贸易", "A"),
        ("鑫鑫网店", "X"),
        ("360 优选", OTHERS),
        ("云浦", "Y"),
        ("𠮷野家", OTHERS),
        ("", OTHERS),
    ],
)
def test_a_name_stands_under_the_letter_of_its_own_part(name: str, letter: str):
    assert place(name, REGIONS, lazy_pinyin)[0] == letter


def test_every_letter_leads_to_the_first_subject_under_it():
    pages = [PUBLISHED / "index.html", *PUBLISHED.glob("*/index.html")]
    texts = {
        f"/subjects/{p.parent.name}/" if p.parent != PUBLISHED else "/subjects/": p for p in pages
    }
    held = {address: whole(path.read_text("utf-8"), address) for address, path in texts.items()}
    links = re.findall(r'<a href="(/subjects/(?:\d+/)?)#(letter-\w+)">', held["/subjects/"])
    assert len(links) > 3
    assert [anchor for _, anchor in links] == sorted(anchor for _, anchor in links)
    for address, anchor in links:
        assert held[address].count(f'id="{anchor}"') == 1, anchor
    rows = [
        id_
        for text in held.values()
        for id_ in re.findall(r'<th scope="row"><a href="/s/([^/]+)/"', text)
    ]
    assert len(rows) == len(set(rows)) == int(re.search(r"<small>(\d+) 个", held["/subjects/"])[1])


def test_names_are_spelt_by_others_a_lot_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tiny_source(tmp_path)
    db, lots = source.ledger.db, list[list[int]]()

    def made(each: Callable[..., Iterable[Any]]) -> list[tuple[str, str, str]]:
        alphabet.make(db, source.site, each=each)
        return db.execute("SELECT * FROM lettered ORDER BY id").fetchall()

    def noted(spell: Callable[..., Any], hands: Iterable[list[tuple[str, str]]]) -> Iterator[Any]:
        given = list(hands)
        lots.append([len(hand) for hand in given])
        return map(spell, given)

    monkeypatch.setattr(alphabet, "_LOT", 5)
    monkeypatch.setattr(alphabet, "_HAND", 2)
    with source.ledger, Team(2) as team:
        at_once = made(map)
        assert made(noted) == made(team.each) == at_once
    assert len(at_once) > 5
    assert set(map(tuple, lots[:-1])) == {(2, 2, 1)}
    assert sum(map(sum, lots)) == len(at_once)
