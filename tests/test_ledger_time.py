"""What time and other records do to a record: deadlines, relapses, codes that come later, dates that cannot be."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from creditsite.ledger import (
    Ledger,
    entries,
    events,
    exits,
    key_of_record,
    number_of_subject,
    open_ledger,
    profiles,
    rectification_tallies,
    rectifications_due,
    removed,
    subject_ids,
)
from creditsite.model import records as r
from creditsite.model.config import Site
from creditsite.model.stages import staged
from creditsite.model.text import number_form
from creditsite.release.gates.bounds import bounds, tally
from creditsite.release.order import record_order, subject_order
from tests.sites import tokens
from tests.test_ledger import (
    DAY,
    ORANGE,
    PLUM,
    listing,
    load,
    objection,
    penalty,
    release,
    removal,
    subject,
    sums,
)

SPELLINGS = (
    "云市监处罚〔2026〕12号", "云市监处罚[2026]12号", "云市监处罚（２０２６）第０１２号", "雲市監處罰〔2026〕12號",
    "云市监处罚〔二〇二六〕十二号", "云 市 监 处 罚 〔 2026 〕 1 2 号", "云市监处罚2026-12", "云市监处罚字〔2026〕012",
    "云市监·处罚〔2026〕12号", "云市监处罚【2026】年第12号", "云市监处罚 2026 12",
    "(2026)云市监处罚12号", "第12号 云市监处罚〔2026〕",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_removed_row_stays_removed_in_every_spelling(
    ledger: Ledger, site: Site, spelling: str
) -> None:
    load(ledger, site, subject(), penalty(document_no=spelling), removal())
    assert sums(ledger) == {"published": 2, "removed": 1}


def test_other_numbers_are_other_decisions() -> None:
    others = (
        "云市监处罚〔2026〕1号", "云市监处罚〔2026〕112号", "云市监处罚〔2025〕12号", "云市监处罚〔2026〕12-1号",
        "云市监罚〔2026〕12号", "云市监处罚〔2026〕二十号",
    )  # fmt: skip
    forms = {number_form(one) for one in (*others, SPELLINGS[0])}
    assert len(forms) == len(others) + 1


def web(**values: Any) -> r.Subject:
    return subject(
        **{"uscc": "", "subject_no": "wz-1", "subject_name": "虚构网", "entity_kind": "digital"}
        | values
    )


def test_a_subject_that_gets_a_code_inherits_what_was_removed_under_its_number(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    numbered = penalty(uscc="", subject_no="WZ-1")
    load(ledger, site, web(), numbered, token=token)
    ((_, entry),) = entries(ledger, "penalties")
    order = removal(uscc="", subject_no="wz-1")
    load(ledger, site, web(), numbered, order, token=token)
    coded = web(uscc=PLUM)
    for rows in (
        (coded, numbered),
        (coded, penalty(uscc=PLUM)),
        (web(uscc=PLUM), penalty(uscc=PLUM)),
    ):
        load(ledger, site, *rows, token=token)
        assert list(entries(ledger, "penalties")) == [], rows
        assert list(subject_ids(ledger)) == [PLUM]
    load(ledger, site, replace(coded, subject_no=""), penalty(uscc=PLUM), token=token)
    assert list(entries(ledger, "penalties")) == []
    assert [one for one, _, _ in removed(ledger, DAY)] == [entry.record_id]  # the id is kept, once


def test_a_subject_removed_as_a_whole_under_its_number_stays_removed_under_its_code(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    load(ledger, site, web(), token=token)
    (public,) = subject_ids(ledger)
    whole = removal(target_kind="subjects", uscc="", document_no="", target_id=public)
    load(ledger, site, web(), whole, token=token)
    load(ledger, site, web(uscc=PLUM), penalty(uscc=PLUM), token=token)
    assert list(subject_ids(ledger)) == []


def test_an_order_by_the_old_number_hits_the_record_under_the_code(
    ledger: Ledger, site: Site
) -> None:
    order = removal(uscc="", subject_no="WZ-1")
    load(ledger, site, web(uscc=PLUM), penalty(uscc=PLUM), order)
    assert sums(ledger) == {"published": 2, "removed": 1}


def test_an_end_published_under_the_number_binds_the_record_under_the_code(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    load(ledger, site, web(), penalty(uscc="", subject_no="wz-1"), token=token)
    release(ledger, "a")
    load(ledger, site, web(uscc=PLUM), penalty(uscc=PLUM, severity="serious"), token=token)
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.publish_until == date(2027, 5, 20)
    release(ledger, "b")
    assert sorted(e.op for e in events(ledger)) == ["corrected", "penalised"]


def test_one_number_of_two_codes_joins_nobody_and_is_told(ledger: Ledger, site: Site) -> None:
    both = (web(uscc=PLUM), web(uscc=ORANGE))
    faults = load(ledger, site, *both, penalty(uscc="", subject_no="wz-1"))
    assert list(entries(ledger, "penalties")) == []
    assert any("不同的统一社会信用代码" in one.message for one in faults)


@pytest.mark.parametrize("turned", [False, True])
def test_a_version_from_the_future_wins_no_conflict(
    ledger: Ledger, site: Site, turned: bool
) -> None:
    wrong = penalty(content="来自未来", severity="serious", source_updated=date(2027, 1, 1))
    right = penalty(content="现在", source_updated=date(2026, 9, 1))
    old = penalty(content="从前", source_updated=date(2026, 8, 1))
    rows = [wrong, right, old]
    load(ledger, site, *(reversed(rows) if turned else rows))
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.record.content == "现在"
    assert entry.mark
    alone = load(ledger, site, wrong)
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.record.content == "来自未来"
    assert not entry.mark, alone


def test_an_answer_from_the_future_takes_no_mark_away(ledger: Ledger, site: Site) -> None:
    closed = objection(state="rejected", answered_on=date(2027, 1, 1))
    load(ledger, site, penalty(), objection(), closed)
    assert next(profiles(ledger, site, DAY)).disputed


def commitment(**values: Any) -> r.Commitment:
    base = {
        "commitment_no": "99010020210301000001", "subject_name": "青橙商贸", "uscc": ORANGE, "matter": "发货",
        "commitment_kind": "voluntary", "content": "48小时发货", "liability": "公开", "accepted_by": "商务局",
        "made_on": date(2021, 3, 1), "fulfilment": "unfulfilled", "unfulfilled_content": "未发货",
        "consequence": "通报", "confirmed_on": date(2021, 10, 31), "openness": "public",
    }  # fmt: skip
    return r.Commitment(**{**base, **values})


def test_a_broken_commitment_without_end_is_not_shown_for_ever(ledger: Ledger, site: Site) -> None:
    load(ledger, site, commitment(), as_of=date(2026, 10, 30))
    ((_, entry),) = entries(ledger, "commitments")
    assert entry.publish_until == DAY
    assert "认定" in entry.until_because
    load(ledger, site, commitment(), as_of=DAY)
    assert sums(ledger) == {"expired": 1}
    load(ledger, site, commitment(fulfilment="fulfilled", unfulfilled_content="", consequence=""))
    assert sums(ledger) == {"published": 1}


def test_a_broken_commitment_confirmed_again_ends_no_later(ledger: Ledger, site: Site) -> None:
    token = tokens()
    first = commitment(confirmed_on=date(2022, 1, 1))
    load(ledger, site, first, token=token)
    release(ledger, "a")
    load(ledger, site, replace(first, confirmed_on=date(2026, 1, 1)), token=token)
    ((_, entry),) = entries(ledger, "commitments")
    assert entry.publish_until == date(2027, 1, 1)


def test_a_red_entry_withheld_by_the_rules_is_no_emptied_list(ledger: Ledger, site: Site) -> None:
    token = tokens()
    red = listing(list_kind="red", document_no="云信红〔2026〕1号")
    load(ledger, site, subject(), red, token=token)
    release(ledger, "a")
    before = tally(ledger, site)
    load(ledger, site, subject(), red, listing(), token=token)
    release_staged(ledger, "b")
    assert list(bounds(ledger, site, before, tally(ledger, site))) == []
    load(ledger, site, subject(), listing(), token=token)  # not withheld, but lost
    release_staged(ledger, "c")
    assert list(bounds(ledger, site, before, tally(ledger, site)))


def release_staged(ledger: Ledger, name: str) -> None:
    from creditsite.ledger import stage_release

    stage_release(ledger, name, DAY)


def case(**values: Any) -> r.Rectification:
    base = {
        "batch": "2026年第3批", "subject_name": "青橙商贸", "uscc": ORANGE, "misdeed": "false_advertising",
        "county": "990102", "department": "市场监管局", "listed_on": date(2026, 7, 1), "state": "listed",
    }  # fmt: skip
    return r.Rectification(**{**base, **values})


STAGES = (
    ({}, "listed", False),
    ({"checked_on": date(2026, 7, 9)}, "checked", False),
    ({"checked_on": date(2026, 7, 9), "due_on": DAY}, "rectifying", False),
    ({"state": "rectifying", "due_on": date(2026, 10, 30)}, "overdue", True),
    ({"due_on": date(2026, 10, 30)}, "overdue", True),
    ({"state": "overdue"}, "overdue", False),
    ({"due_on": date(2026, 10, 1), "done_on": date(2026, 10, 20)}, "rectified", False),
    ({"due_on": date(2026, 10, 1), "done_on": date(2026, 11, 20)}, "overdue", True),
    ({"state": "rectified", "due_on": date(2026, 10, 1)}, "rectified", False),
    ({"state": "overdue", "done_on": date(2026, 10, 20)}, "rectified", False),
    ({"state": "overdue", "withdrawn_on": date(2026, 10, 20)}, "withdrawn", False),
    ({"state": "transferred", "due_on": date(2026, 1, 1)}, "transferred", False),
)


@pytest.mark.parametrize(("values", "state", "told"), STAGES)
def test_the_stage_of_a_case_follows_from_its_dates(
    values: dict[str, Any], state: str, told: bool
) -> None:
    found, said = staged(case(**values), DAY)
    assert (found.state, bool(said)) == (state, told)


def test_overdue_is_counted_by_district_on_the_day_after_the_deadline(
    ledger: Ledger, site: Site
) -> None:
    rows = (subject(), listing(), case(state="rectifying", due_on=DAY))
    load(ledger, site, *rows)
    assert rectification_tallies(ledger) == (("990102", "rectifying", 1),)
    assert rectifications_due(ledger, DAY, DAY) == {"990102": 1}
    faults = load(ledger, site, *rows, as_of=date(2026, 11, 1))
    assert rectification_tallies(ledger) == (("990102", "overdue", 1),)
    ((_, entry),) = entries(ledger, "rectifications")
    assert "按期限计为逾期" in entry.mark
    assert any("临江区: 逾期 1 件" in one.message for one in faults)


def test_a_relapse_is_told_to_the_operator_and_lists_nobody(ledger: Ledger, site: Site) -> None:
    again, token = penalty(severity="serious", decided_on=date(2026, 6, 1)), tokens()
    faults = load(ledger, site, subject(), listing(), again, token=token)
    assert [f for f in faults if "本站不自动列入" in f.message]
    assert [e.record.list_kind for _, e in entries(ledger, "listings")] == ["watch"]
    black = listing(list_kind="black", document_no="云信名〔2026〕9号", listed_on=date(2026, 7, 1))
    faults = load(ledger, site, subject(), listing(), again, black, token=token)
    assert not [f for f in faults if "本站不自动列入" in f.message]


def test_three_watched_fields_are_told(ledger: Ledger, site: Site) -> None:
    fields = [
        listing(sector=sector, document_no=f"云信名〔2026〕{n}号")
        for n, sector in enumerate(("电子商务", "食品", "寄递"))
    ]
    token = tokens()
    two = load(ledger, site, subject(), *fields[:2], token=token)
    assert not [one for one in two if "大数据" in one.message]
    three = load(ledger, site, subject(), *fields, token=token)
    assert [one for one in three if "大数据" in one.message]


def test_an_order_by_id_holds_after_the_ledger_that_gave_the_id_was_lost(
    tmp_path: Path, site: Site
) -> None:
    rating = r.Rating(
        subject_name="虚构网", subject_no="wz-1", rating_name="商家信用分级", grade="B",
        rated_on=date(2026, 2, 1), rated_by="协会",
    )  # fmt: skip
    rows = (web(), subject(), penalty(), rating)
    with open_ledger(tmp_path / "lost.sqlite") as lost:
        load(lost, site, *rows)
        ids = {kind: next(entries(lost, kind))[1].record_id for kind in ("penalties", "ratings")}
        orders = [
            record_order(kind, one, key_of_record(lost, one), reason="repaired", decided_by="信用办",
                         decision_no="", decided_on=DAY)
            for kind, one in ids.items()
        ]  # fmt: skip
        gone = next(one for one in subject_ids(lost) if one.startswith("sub"))
        whole = subject_order(
            gone, number_of_subject(lost, gone), reason="revoked", decided_by="信用办", decision_no="",
            decided_on=DAY,
        )  # fmt: skip
    other = (f"zz{one}" for one in iter(tokens(), ""))
    with open_ledger(tmp_path / "new.sqlite") as new:
        load(new, site, *rows, *orders, token=lambda: next(other)[:24])
        assert sums(new) == {"published": 4, "removed": 2}
        load(new, site, *rows, whole, token=lambda: next(other)[:24])
        assert list(subject_ids(new)) == [ORANGE]


def test_the_balance_tells_what_has_ended_from_what_never_was_to_be_shown(
    ledger: Ledger, site: Site
) -> None:
    left = listing(list_kind="black", delisted_on=date(2026, 9, 1))
    secret = commitment(openness="closed", valid_until=date(2026, 9, 1))
    load(ledger, site, left, secret, penalty(decided_on=date(2027, 1, 1)))
    assert sums(ledger) == {"expired": 1, "not_shown": 2}


@pytest.mark.parametrize("day", [None, date(2026, 3, 2), date(2026, 9, 1)])
def test_what_its_source_ended_is_not_brought_back_by_a_newer_row_of_the_same_decision(
    ledger: Ledger, site: Site, day: date | None
) -> None:
    """Whenever the row that ends it was updated, and also under another spelling of the authority."""
    left = {"delisted_on": date(2026, 10, 10), "delist_reason": "整改", "delisted_by": "商务局"}
    token = tokens()
    again = {"source_updated": date(2026, 10, 20)}
    load(
        ledger, site, subject(), listing(**again), listing(**left, source_updated=day), token=token
    )
    assert list(entries(ledger, "listings")) == []
    assert len(list(exits(ledger))) == 1  # and its leaving is announced
    load(ledger, site, subject(), listing(**again), listing(list_status="revoked"), token=token)
    assert list(entries(ledger, "listings")) == []
    other = penalty(source_status="revoked", authority="市监局", source_updated=day)
    load(ledger, site, subject(), penalty(**again), other, token=token)
    assert list(entries(ledger, "penalties")) == []
    numbered = penalty(document_no="云市监处罚〔2026〕99号", **again)
    load(ledger, site, subject(), numbered, other, token=token)
    assert len(list(entries(ledger, "penalties"))) == 1


@pytest.mark.parametrize(
    ("before", "ended"),
    [
        (penalty(), {"source_status": "revoked"}),
        (penalty(), {"display_until": date(2026, 10, 20)}),
        (listing(), {"list_status": "revoked"}),
        (listing(), {"list_status": "expired"}),
        (listing(), {"list_until": date(2026, 10, 20)}),
        (
            listing(),
            {"delisted_on": date(2026, 10, 20), "delist_reason": "整改", "delisted_by": "商务局"},
        ),
    ],
)
def test_what_has_ended_stays_off_though_the_old_row_is_sent_again_later(
    ledger: Ledger, site: Site, before: Any, ended: dict[str, Any]
) -> None:
    kind = "penalties" if isinstance(before, r.Penalty) else "listings"
    token = tokens()
    load(ledger, site, subject(), before, as_of=date(2026, 10, 1), token=token)
    release(ledger, "a", date(2026, 10, 1))
    assert len(list(entries(ledger, kind))) == 1
    load(ledger, site, subject(), replace(before, **ended), token=token)
    again = replace(before, source_updated=DAY)
    load(ledger, site, subject(), again, token=token)
    assert len(list(entries(ledger, kind))) == 1  # what was never released binds nobody
    load(ledger, site, subject(), replace(before, **ended), token=token)
    release(ledger, "b")
    for day in (DAY, date(2026, 11, 20)):
        load(ledger, site, subject(), again, as_of=day, token=token)
        assert list(entries(ledger, kind)) == []
        release(ledger, f"c{day}", day)


@pytest.mark.parametrize(
    ("count", "stopped"), [(3, False), (30, True)], ids=["few", "as if a column were wrong"]
)
def test_what_rows_say_is_over_empties_a_short_list_without_being_asked(
    ledger: Ledger, site: Site, count: int, stopped: bool
) -> None:
    """Or the names stay until somebody looks; that a column is wrong shows in many at once."""
    token = tokens()
    black = [
        listing(list_kind="black", severity="serious", document_no=f"黑〔2026〕{n}号")
        for n in range(count)
    ]
    fines = [penalty(document_no=f"罚〔2026〕{n}号") for n in range(count)]
    load(ledger, site, subject(), *black, *fines, token=token)
    release(ledger, "a")
    before = tally(ledger, site)
    over = [
        *(replace(one, list_status="revoked") for one in black),
        *(replace(one, source_status="revoked") for one in fines[:-1]),
        replace(fines[-1], display_until=DAY),
    ]
    load(ledger, site, subject(), *over, token=token)
    release_staged(ledger, "b")
    assert bool(list(bounds(ledger, site, before, tally(ledger, site)))) == stopped
