"""Subjects are found by their level: every grade of every scheme has its pages, and they count whom they show."""

import re
from datetime import date
from pathlib import Path

from creditsite import ledger
from creditsite.model import records as r
from creditsite.render.app import addresses, create_app
from tests.sites import code
from tests.small_release import ORANGE, small_release
from tests.tools.pages import whole


def test_every_grade_lists_those_who_hold_it_now(tmp_path: Path) -> None:
    with small_release(tmp_path) as source:
        app = create_app(source)
        client = app.test_client()
        home = whole(client.get("/ratings/levels/").text, "/ratings/levels/")
        listed = [values for name, values in addresses(source) if name == "levels.grade"]
        assert len(listed) == sum(len(one.grades) for one in source.site.schemes)
        held = 0
        for values in listed:
            address = f"/ratings/levels/{values['scheme']}/{values['place']}/"
            assert f'href="{address}"' in home
            scheme = next(one for one in source.site.schemes if one.id == values["scheme"])
            level = scheme.name, scheme.grades[values["place"] - 1].grade
            page = whole(client.get(address).text, address)
            for row in ledger.subject_rows(source.ledger, level=level):
                held += 1
                assert (row.level_scheme, row.level) == level
                assert f'href="/s/{row.id}/"' in page
        assert held == sum(1 for row in ledger.subject_rows(source.ledger) if row.level)
        assert held
        assert client.get("/ratings/levels/nowhere/1/").status_code == 404


def test_a_scheme_lists_all_who_hold_a_grade_the_highest_first(tmp_path: Path) -> None:
    holders = [
        (f"{number:02}号店", code(f"91990102MA1{number:06}"), grade)
        for number, grade in enumerate("BABBAAB")
    ]
    more = []
    for name, uscc, grade in holders:
        more.append(r.Subject(subject_name=name, uscc=uscc, entity_kind="organization"))
        more.append(r.Rating(subject_name=name, uscc=uscc, rating_name="商家信用分级", grade=grade,
                             rated_on=date(2026, 2, 1), year=2025, rated_by="协会"))  # fmt: skip
    with small_release(tmp_path, *more) as source:
        client = create_app(source).test_client()
        numbers = [v["number"] for name, v in addresses(source) if name == "levels.ranking"]
        assert numbers == [1, 2]  # eight hold a grade, five stand on a page
        pages = [client.get(f"/ratings/levels/merchant/all/{n}/" if n > 1 else "/ratings/levels/merchant/all/").text
                 for n in numbers]  # fmt: skip
        found = [
            m
            for page in pages
            for m in re.findall(r'<th scope="row"><a href="[./]+/s/([^/]+)/">', page)
        ]
        ranked = sorted(holders, key=lambda one: (one[2], one[0]))
        assert [one for one in found if one != ORANGE] == [uscc for _, uscc, _ in ranked]
        assert len(found) == len(set(found)) == 8
        assert found.index(ORANGE) <= 3  # it holds an A
        assert "从高到低" in pages[0]
        assert client.get("/ratings/levels/merchant/all/3/").status_code == 404
