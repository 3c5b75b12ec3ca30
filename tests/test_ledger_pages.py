"""What one subject or one page costs does not grow with the city, and pages by their beginnings lose nobody."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from creditsite import ledger
from creditsite.ledger import Ledger
from creditsite.model import records as r
from creditsite.render.source import Source
from tests.sites import code
from tests.small_release import small_release

MANY = [code(f"91990102MA{number:07d}") for number in range(100, 500)]
ROLES = ("merchant", "courier")


def city() -> Iterator[object]:
    for number, uscc in enumerate(MANY):
        yield r.Subject(
            subject_name=f"虚构{number % 7}商行", uscc=uscc, entity_kind="organization",
            roles=(ROLES[number % 3 % 2],),
        )  # fmt: skip
        yield r.Permit(
            subject_name=f"虚构{number % 7}商行", uscc=uscc, document_no=f"虚许〔2026〕{number}号",
            permit_kind="general",
            content="测试", decided_on=date(2026, 1, 1 + number % 5),
            valid_from=date(2026, 1, 5), valid_until=date(2030, 1, 1), authority="虚构市商务局",
        )  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with small_release(tmp_path_factory.mktemp("ledger"), *city()) as made:
        yield made


def steps(held: Ledger, ask: Callable[[], object]) -> int:
    """How many hundred instructions the database carries out."""
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    held.db.set_progress_handler(tick, 100)
    ask()
    held.db.set_progress_handler(None, 0)
    return ticks


def test_pages_hold_everybody_once_and_in_order(source):
    held = source.ledger
    subjects = [one.id for one in ledger.subject_rows(held)]
    for roles in ((), ("merchant",), ("courier",)):
        whole = [one.id for one in ledger.subject_rows(held, roles=roles)]
        count = ledger.subject_count(held, roles=roles)
        assert whole == [
            one.id
            for offset in range(0, count + 7, 7)
            for one in ledger.subject_rows(held, roles=roles, limit=7, offset=offset)
        ]
    permits = [entry.record_id for _, entry in ledger.entries(held, "permits")]
    assert len(permits) == ledger.total(held, "permits") >= len(MANY)
    assert permits == [
        entry.record_id
        for offset in range(0, len(permits) + 7, 7)
        for _, entry in ledger.entries(held, "permits", limit=7, offset=offset)
    ]
    named = [
        one.id
        for offset in range(0, len(subjects) + 7, 7)
        for _, one in ledger.alphabetical(held, 7, offset)
    ]
    assert sorted(named) == sorted(subjects)


def test_a_list_may_be_entered_anywhere(source):
    held = source.ledger
    subjects = [one.id for one in ledger.subject_rows(held)]
    permits = [entry.record_id for _, entry in ledger.entries(held, "permits")]
    named = [one.id for _, one in ledger.alphabetical(held, 1000, 0)]
    for offset, limit in ((1, 30), (49, 3), (50, 50), (51, 120), (399, 7), (10_000, 5)):
        end = offset + limit
        found = ledger.subject_rows(held, limit=limit, offset=offset)
        assert [one.id for one in found] == subjects[offset:end]
        assert [one.id for one in ledger.subject_rows(held, offset=offset)] == subjects[offset:]
        of = ledger.entries(held, "permits", limit=limit, offset=offset)
        assert [entry.record_id for _, entry in of] == permits[offset:end]
        assert [one.id for _, one in ledger.alphabetical(held, limit, offset)] == named[offset:end]


def test_one_subject_costs_as_much_whoever_stands_after_it(source):
    held, ids = source.ledger, list(ledger.subject_ids(source.ledger))

    def cost(subject: str) -> int:
        return steps(
            held, lambda: ledger.profile(held, source.site, source.as_of, subject)
        ) + steps(held, lambda: ledger.stamp(held, "", subject))

    assert cost(ids[1]) <= cost(ids[-2]) + 2


def test_a_later_page_costs_no_more_than_an_early_one(source):
    held = source.ledger
    asks: tuple[Callable[[int], object], ...] = (
        lambda offset: list(ledger.subject_rows(held, limit=10, offset=offset)),
        lambda offset: list(ledger.entries(held, "permits", limit=10, offset=offset)),
        lambda offset: list(ledger.alphabetical(held, 10, offset)),
    )
    for ask in asks:
        ask(10)  # where pages begin is looked up once
        early = steps(held, lambda: ask(10))  # noqa: B023
        ledger.note_print(held, "/a/", "what the page says")  # as each page does that is drawn
        assert steps(held, lambda: ask(380)) <= early + 20  # noqa: B023


def test_what_is_remembered_is_asked_again_when_the_ledger_changes(source):
    held = source.ledger
    before = ledger.subject_count(held)
    held.db.execute("BEGIN")
    held.db.execute("DELETE FROM subject WHERE id = ?", (MANY[0],))
    assert ledger.subject_count(held) == before - 1
    held.db.execute("ROLLBACK")
    assert ledger.subject_count(held) == before
