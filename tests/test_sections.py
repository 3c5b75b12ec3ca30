"""Sections of pages are taken over if all who changed say in them what they said; nobody else is asked.

All subjects and records are made up.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.fields import columns
from creditsite.model.kinds import kind
from creditsite.render.app import addresses, create_app
from creditsite.render.registers import REGISTERS
from creditsite.render.sections import kept, sections
from creditsite.render.source import Source
from creditsite.render.subjects import published, subject_json
from tests.days import days
from tests.histories import City
from tests.sites import code, tiny_site
from tests.small_release import DAY, ORANGE, PLUM, records

PEAR = code("91990102MA0000007")
NEXT = DAY + timedelta(days=1)
ROWS = {"/subjects/", "/couriers/", "/ratings/"}  # in which subjects stand by themselves
PERMIT = r.Permit(
    subject_name="青橙商贸", uscc=ORANGE, document_no="小许〔2026〕1号", document_name="经营许可",
    permit_kind="general", content="虚构的许可", decided_on=date(2026, 5, 1), valid_from=date(2026, 5, 1),
    valid_until=date(2027, 5, 1), authority="小城市商务局",
)  # fmt: skip
CASE = r.Rectification(  # of one who is on a list, so that its name is shown
    subject_name="青梅小店", uscc=PLUM, batch="第一批", misdeed="brushing", state="listed",
    county="990102", department="小城市商务局", listed_on=date(2026, 9, 1), due_on=date(2026, 10, 1),
)  # fmt: skip
UNNAMED = replace(CASE, subject_name="青橙商贸", uscc=ORANGE)
COURIER = r.Subject(
    subject_name="青梨快运", uscc=PEAR, entity_kind="organization", roles=("courier",), region_code="990102"
)  # fmt: skip


def serve(source: Source, root: Path) -> None:
    """Writes by what sections are known to say the same: first pages, and what is published of everybody."""
    for one in sections(source):
        (root / one.start[1:]).mkdir(parents=True)
        (root / one.start[1:] / "index.html").touch()
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        (root / "s" / profile.id).mkdir(parents=True)
        told = subject_json(published(profile, source))
        (root / "s" / profile.id / "index.json").write_bytes(told)


def drawn(source: Source) -> dict[str, str]:
    """The pages of all sections: by its address what each says beside the release that it names, as a digest."""
    app = create_app(source)
    client, built = app.test_client(), app.url_map.bind("")
    starts = tuple(one.start for one in sections(source))
    for endpoint, values in addresses(source):
        if (address := built.build(endpoint, values)).startswith(starts):
            assert client.get(address).status_code == 200
    prints = dict(ledger.noted_prints(source.ledger))
    return {path: of.split(" ")[0] for path, of in prints.items() if path.endswith("/")}


@pytest.mark.parametrize("seed", range(3))
def test_a_section_that_is_taken_over_has_the_pages_that_would_be_drawn(
    tmp_path: Path, seed: int
) -> None:
    lot, taken, before = City(seed, (0, 1, 1, 2, 9, 40)), 0, dict[str, str]()
    with days(tmp_path, tiny_site(), serve) as release:
        for _ in range(12):
            source, live = release([*lot.records, *lot.orders], lot.day)
            starts = kept(source, live)
            now = drawn(source)
            for start in starts:
                assert below(now, start) == below(before, start), start
            taken += len(starts)
            before = now
            lot.step()
    assert taken > 40


def below(pages: dict[str, str], start: str) -> dict[str, str]:
    return {path: of for path, of in pages.items() if path.startswith(start)}


def redrawn(
    folder: Path,
    change: Callable[[list[Any]], Iterable[Any]],
    harm: Callable[[Path], None] | None = None,
) -> set[str]:
    """The sections that are drawn anew on the day after a change."""
    begun = [*records(), COURIER, PERMIT, CASE, UNNAMED]
    with days(folder, tiny_site(), serve) as release:
        first, none = release(begun, DAY)
        assert kept(first, none) == []
        now, live = release(change(begun), NEXT)
        if harm and live:
            harm(live)
        return {one.start for one in sections(now)} - set(kept(now, live))


def other(of: type, **values: Any) -> Callable[[list[Any]], Iterable[Any]]:
    """Every record of a class says something else."""
    return lambda found: [replace(one, **values) if isinstance(one, of) else one for one in found]


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        (list, set()),
        (other(r.Permit, document_name="另一许可"), {"/permits/"}),
        (other(r.Penalty, content="罚款"), {"/penalties/"}),
        (other(r.Commitment, fulfilment="partly"), {"/commitments/"}),
        (other(r.Listing, designating_body="小城市信用办"), {"/lists/"}),
        (other(r.Rectification, department="小城市信用办"), {"/rectification/"}),
        (other(r.Shop, shop_name="另一店"), set()),
        (other(r.Subject, address="虚构路2号"), set()),
        (other(r.Rating, grade="B"), ROWS),
        (lambda found: [one for one in found if one is not COURIER], ROWS),
        (lambda found: [*found, replace(PERMIT, uscc=PLUM, subject_name="青梅小店")], {"/permits/"}),
        (lambda found: [one for one in found if not isinstance(one, r.Penalty)], {"/penalties/", *ROWS}),
        (
            lambda found: [one for one in found if one is not COURIER]
            + [replace(COURIER, subject_name="青梨速运")],
            ROWS,
        ),
    ],
)  # fmt: skip
def test_a_change_draws_those_sections_anew_that_show_it(tmp_path, change, anew) -> None:
    assert redrawn(tmp_path, change) == anew


def test_cases_that_are_counted_without_names_count(tmp_path) -> None:
    done = replace(UNNAMED, done_on=date(2026, 10, 30))
    assert redrawn(tmp_path, lambda found: [*found[:-1], done]) == {"/rectification/"}


def test_what_was_lost_is_not_known_to_say_the_same(tmp_path) -> None:
    def lose(live: Path) -> None:
        (live / "s" / ORANGE / "index.json").unlink()

    assert redrawn(tmp_path, list, lose) == set()
    (tmp_path / "again").mkdir()
    whole = redrawn(tmp_path / "again", other(r.Permit, document_name="另一许可"), lose)
    assert whole >= {"/permits/", "/lists/", "/subjects/", "/inspections/"}


def test_all_that_registers_show_is_published_of_each_subject() -> None:
    for one in REGISTERS:
        of = columns(kind(one.kind).record_class)
        assert all(of[field].public for field in (*one.fields, kind(one.kind).dated)), one.kind
    of = columns(r.Listing)
    shown = (
        "list_kind",
        "document_no",
        "designating_body",
        "listed_on",
        "conduct",
        *ledger.EXIT_FIELDS,
    )
    assert all(of[field].public for field in shown)
