"""Subjects are found by their level: every grade of every scheme has its pages, and they count whom they show."""

from pathlib import Path

from creditsite import ledger
from creditsite.render.app import addresses, create_app
from tests.small_release import small_release


def test_every_grade_lists_those_who_hold_it_now(tmp_path: Path) -> None:
    with small_release(tmp_path) as source:
        app = create_app(source)
        client = app.test_client()
        home = client.get("/ratings/levels/").text
        listed = [values for name, values in addresses(source) if name == "levels.grade"]
        assert len(listed) == sum(len(one.grades) for one in source.site.schemes)
        held = 0
        for values in listed:
            address = f"/ratings/levels/{values['scheme']}/{values['place']}/"
            assert f'href="{address}"' in home
            scheme = next(one for one in source.site.schemes if one.id == values["scheme"])
            level = scheme.name, scheme.grades[values["place"] - 1].grade
            page = client.get(address).text
            for row in ledger.subject_rows(source.ledger, level=level):
                held += 1
                assert (row.level_scheme, row.level) == level
                assert f'href="/s/{row.id}/"' in page
        assert held == sum(1 for row in ledger.subject_rows(source.ledger) if row.level)
        assert held
        assert client.get("/ratings/levels/nowhere/1/").status_code == 404
