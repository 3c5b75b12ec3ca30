"""The ledger's promises: rows add up, records join by code only, removal holds, events come once and forget."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from creditsite.ledger import (
    Ledger,
    balance,
    buried,
    entries,
    events,
    exits,
    finish_release,
    misnamed,
    open_ledger,
    profile,
    profiles,
    recover,
    releases,
    removed,
    settle,
    slices,
    stage_release,
    subject_ids,
    traces,
    unname,
)
from creditsite.model import records as r
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.rows import Outcome, Row
from tests.rows import enter_rows, row
from tests.sites import code, tokens

DAY = date(2026, 10, 31)
ORANGE, PLUM = code("91990102MA0000001"), code("92990102MA0000002")


def subject(**values: Any) -> r.Subject:
    return r.Subject(
        **{"subject_name": "青橙商贸", "uscc": ORANGE, "entity_kind": "organization", **values}
    )


def penalty(**values: Any) -> r.Penalty:
    base = {
        "subject_name": "青橙商贸", "uscc": ORANGE, "document_no": "云市监处罚〔2026〕12号", "facts": "虚构的事实",
        "legal_basis": "虚构的依据", "penalty_kinds": ("fine",), "content": "罚款", "fine_wan": Decimal("0.2"),
        "decided_on": date(2026, 5, 20), "severity": "general", "authority": "云浦市市场监督管理局",
    }  # fmt: skip
    return r.Penalty(**{**base, **values})


def listing(**values: Any) -> r.Listing:
    base = {
        "list_kind": "watch", "subject_name": "青橙商贸", "uscc": ORANGE, "reason": "虚构的事由",
        "legal_basis": "虚构的依据",
        "document_no": "云信名〔2026〕3号", "decided_on": date(2026, 3, 1), "listed_on": date(2026, 3, 1),
        "designating_body": "云浦市商务局",
    }  # fmt: skip
    return r.Listing(**{**base, **values})


def load(ledger: Ledger, site: Site, *records: Any, as_of: date = DAY, token: Any = None) -> Any:
    """Enters records as rows of one file and settles them."""
    kinds = {r.Subject: "subjects", r.Penalty: "penalties", r.Listing: "listings", r.Removal: "removals",
             r.Objection: "objections", r.Rating: "ratings", r.Commitment: "commitments",
             r.Rectification: "rectifications"}  # fmt: skip
    rows = [row(Place("t.csv", "", n + 2), kinds[type(one)], one) for n, one in enumerate(records)]
    enter_rows(ledger, rows)
    faults = list[Fault]()
    settle(ledger, site, as_of, token or tokens(), faults.append)
    return faults


def release(ledger: Ledger, name: str, as_of: date = DAY) -> None:
    stage_release(ledger, name, as_of)
    finish_release(ledger, name)


def sums(ledger: Ledger) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in balance(ledger):
        parts = {str(outcome): int(getattr(line, outcome)) for outcome in Outcome}
        assert line.read == sum(parts.values())
        for name, number in parts.items():
            found[name] = found.get(name, 0) + number
    return {name: number for name, number in found.items() if number}


def test_records_join_by_equal_code_and_never_by_name(ledger: Ledger, site: Site) -> None:
    faults = load(
        ledger,
        site,
        subject(),
        subject(uscc=PLUM),
        penalty(),
        penalty(uscc="", document_no="无码〔2026〕1号"),
    )
    found = {one.id: one for one in profiles(ledger, site, DAY)}
    assert set(found) == {ORANGE, PLUM}
    assert len(found[ORANGE].penalties) == 1
    assert found[PLUM].penalties == ()
    assert [f for f in faults if "不归集" in f.message]
    assert sums(ledger) == {"published": 3, "set_aside": 1}


def test_a_subject_without_a_code_keeps_a_random_id(ledger: Ledger, site: Site) -> None:
    web = subject(uscc="", subject_no="wz-1", subject_name="虚构网", entity_kind="digital")
    token = tokens()
    load(ledger, site, web, listing(uscc="", subject_no="ＷＺ-1"), token=token)
    first = list(subject_ids(ledger))
    load(ledger, site, web, token=token)
    assert list(subject_ids(ledger)) == first
    assert first[0].startswith("sub")
    assert len(first[0]) == 27


def test_a_number_that_no_subjects_row_declares_is_set_aside(ledger: Ledger, site: Site) -> None:
    load(ledger, site, listing(uscc="", subject_no="WZ-9"))
    assert sums(ledger) == {"set_aside": 1}


def test_exact_repeats_count_once_and_the_newer_version_wins(ledger: Ledger, site: Site) -> None:
    newer = penalty(content="罚款, 已更正", source_updated=date(2026, 7, 1))
    load(ledger, site, penalty(), penalty(document_no="云市监处罚[2026] 12号"), newer)
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.record.content == "罚款, 已更正"
    assert sums(ledger) == {"published": 1, "duplicate": 2}


@pytest.mark.parametrize("turned", [False, True])
def test_an_undecidable_conflict_shows_the_milder_version_marked(
    ledger: Ledger, site: Site, turned: bool
) -> None:
    both = [penalty(fine_wan=Decimal("0.1")), penalty(fine_wan=Decimal("9"))]
    load(ledger, site, *(reversed(both) if turned else both))
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.record.fine_wan == Decimal("0.1")
    assert entry.mark


def test_a_penalty_without_class_is_not_shown_and_told(ledger: Ledger, site: Site) -> None:
    faults = load(ledger, site, penalty(severity=""))
    assert sums(ledger) == {"not_shown": 1}
    assert "分级" in faults[0].message


def test_the_last_day_of_display_is_not_shown(ledger: Ledger, site: Site) -> None:
    load(ledger, site, penalty(), as_of=date(2027, 5, 19))
    assert sums(ledger) == {"published": 1}
    load(ledger, site, penalty(), as_of=date(2027, 5, 20))
    assert sums(ledger) == {"expired": 1}


def removal(**values: Any) -> r.Removal:
    base = {"target_kind": "penalties", "uscc": ORANGE, "document_no": "云市监处罚〔2026〕12号",
            "decided_by": "云浦市信用办", "decided_on": date(2026, 9, 1), "reason_code": "repaired"}  # fmt: skip
    return r.Removal(**{**base, **values})


def test_a_removed_record_stays_removed_in_any_spelling_until_a_new_number_comes(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), removal(), token=token)
    assert sums(ledger) == {"published": 2, "removed": 1}
    again = penalty(document_no="云市监处罚 [２０２６]12号", authority="市场监管局")
    load(ledger, site, subject(), again, token=token)
    assert sums(ledger) == {"published": 1, "removed": 1}
    assert "云市监处罚 [２０２６]12号" in set(traces(ledger))
    load(ledger, site, subject(), penalty(document_no="云市监处罚〔2026〕99号"), token=token)
    assert sums(ledger) == {"published": 2}
    left = list(removed(ledger, date(2026, 8, 1)))
    assert {(i[:3], on, why) for i, on, why in left} == {("rec", date(2026, 9, 1), "repaired")}


def test_a_subject_that_was_removed_is_named_in_no_record_of_others(
    ledger: Ledger, site: Site
) -> None:
    gone, token = "紫藤信用服务(小城)有限公司", tokens()
    others = (
        subject(subject_name=gone, uscc=PLUM), subject(),
        penalty(facts="经紫藤信用服务（小城）有限公司查证", source_unit=gone),
        r.Rating(subject_name="青橙商贸", uscc=ORANGE, rating_name="示例评价", grade="A", rated_on=date(2026, 5, 1),
                 rated_by=gone),
    )  # fmt: skip
    load(ledger, site, *others, token=token)
    assert gone in str([*profiles(ledger, site, DAY)])
    load(
        ledger,
        site,
        *others,
        removal(target_kind="subjects", uscc=PLUM, document_no=""),
        token=token,
    )
    (one,) = profiles(ledger, site, DAY)
    assert "紫藤" not in str(one)
    assert "名称从略" in one.penalties[0].mark
    assert {gone, PLUM} <= set(either_way(ledger))
    branch = subject(subject_name=f"{gone}第一分公司", uscc=code("91990102MA0000005"))
    load(
        ledger,
        site,
        *others,
        branch,
        removal(target_kind="subjects", uscc=PLUM, document_no=""),
        token=token,
    )
    assert gone in str(profile(ledger, site, DAY, branch.uscc))
    # What a name has in common with one that stays betrays nobody.
    assert gone not in set(either_way(ledger))


def either_way(ledger: Ledger) -> list[str]:
    """The traces, found name by name or by first signs: both ways tell the same."""
    module = import_module("creditsite.ledger.traces")  # the package has a function of that name
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for few in (0, 1000):
            patch.setattr(module, "_FEW", few)
            found.append(list(traces(ledger)))
    assert found[0] == found[1]
    return found[0]


def test_a_short_name_of_a_removed_subject_that_others_share_is_no_trace(
    ledger: Ledger, site: Site
) -> None:
    whole = removal(target_kind="subjects", uscc=PLUM, document_no="")
    gone = subject(subject_name="一家紫藤店", uscc=PLUM, aliases=("青橙商",))
    load(ledger, site, subject(), gone, whole, token=tokens())
    found = set(either_way(ledger))
    assert "一家紫藤店" in found
    assert "青橙商" not in found


def test_a_removal_by_public_id_and_of_a_whole_subject(ledger: Ledger, site: Site) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), token=token)
    ((_, entry),) = entries(ledger, "penalties")
    by_id = removal(uscc="", document_no="", target_id=entry.record_id)
    load(ledger, site, subject(), penalty(), by_id, token=token)
    assert sums(ledger)["removed"] == 1
    whole = removal(target_kind="subjects", document_no="")
    load(ledger, site, subject(), penalty(), listing(), whole, token=token)
    assert list(subject_ids(ledger)) == []
    everything = either_way(ledger)
    assert {ORANGE, "青橙商贸"} <= set(everything)
    for asked in ("青橙".__contains__, ORANGE.__eq__, str.isascii, str):
        assert list(traces(ledger, asked)) == list(filter(asked, everything))


def objection(**values: Any) -> r.Objection:
    base = {"case_no": "YY-1", "target_kind": "penalties", "uscc": ORANGE, "document_no": "云市监处罚〔2026〕12号",
            "state": "verifying", "received_on": date(2026, 10, 1)}  # fmt: skip
    return r.Objection(**{**base, **values})


def test_an_objection_marks_then_removes_or_clears(ledger: Ledger, site: Site) -> None:
    load(ledger, site, penalty(), objection())
    found = profile(ledger, site, DAY, ORANGE)
    assert found is not None
    assert found.disputed
    assert found.penalties[0].disputed_on == date(2026, 10, 1)
    closed = objection(state="rejected", answered_on=date(2026, 10, 9))
    load(ledger, site, penalty(), closed)
    assert not next(profiles(ledger, site, DAY)).disputed
    load(ledger, site, penalty(), objection(state="upheld", answered_on=date(2026, 10, 9)))
    assert sums(ledger)["removed"] == 1


def test_a_red_entry_is_withheld_while_its_subject_is_watched(ledger: Ledger, site: Site) -> None:
    red = listing(list_kind="red", document_no="云信红〔2026〕1号")
    faults = load(ledger, site, red, listing())
    assert [entry.record.list_kind for _, entry in entries(ledger, "listings")] == ["watch"]
    assert any("守信激励条目暂不公示" in f.message for f in faults)


def test_an_exit_is_announced_without_the_reason_and_then_forgotten(
    ledger: Ledger, site: Site
) -> None:
    left = listing(
        delisted_on=date(2026, 10, 20), delist_reason="整改完成", delisted_by="云浦市商务局"
    )
    load(ledger, site, left)
    ((ref, entry),) = exits(ledger, "watch")
    assert ref.id == ORANGE
    assert entry.record.reason == ""
    assert entry.record.delist_reason == "整改完成"
    load(ledger, site, left, as_of=date(2026, 12, 1))
    assert list(exits(ledger)) == []


def test_each_change_is_one_event_and_departures_name_nobody(ledger: Ledger, site: Site) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), listing(), token=token)
    release(ledger, "a")
    assert sorted(e.op for e in events(ledger)) == ["listed", "penalised"]
    load(ledger, site, subject(), penalty(content="更正"), token=token)
    release(ledger, "b")
    ops = {e.op: e for e in events(ledger)}
    assert set(ops) == {"penalised", "corrected", "removed"}
    assert ops["removed"].entry is None
    assert ops["removed"].subject.name == ""
    load(ledger, site, subject(), penalty(content="更正"), token=token)
    release(ledger, "c")
    assert len(list(events(ledger))) == 3


def test_expiry_is_an_event_of_the_rules(ledger: Ledger, site: Site) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), token=token)
    release(ledger, "a")
    later = date(2027, 6, 1)
    load(ledger, site, subject(), penalty(), as_of=later, token=token)
    release(ledger, "b", later)
    assert [(e.op, e.cause) for e in events(ledger)] == [("expired", "rule")]


def test_a_run_that_was_cut_off_counts_only_if_it_was_switched_to(
    ledger: Ledger, site: Site
) -> None:
    load(ledger, site, subject(), penalty())
    stage_release(ledger, "a", DAY)
    recover(ledger, current="")
    assert releases(ledger) == ()
    assert list(events(ledger)) == []
    stage_release(ledger, "a", DAY)
    recover(ledger, current="a")
    assert releases(ledger) == (("a", DAY, "current"),)


def test_slices_cover_every_subject_once(ledger: Ledger, site: Site) -> None:
    several = [subject(uscc=code(f"91990102MA{n:07d}"), subject_name=f"虚构{n}") for n in range(11)]
    load(ledger, site, *several)
    for parts in (1, 3, 11, 20):
        found = [p.id for a, b in slices(ledger, parts) for p in profiles(ledger, site, DAY, a, b)]
        assert found == list(subject_ids(ledger))


def test_the_order_of_rows_changes_nothing(tmp_path: Path, site: Site) -> None:
    several = [
        subject(),
        penalty(),
        penalty(document_no="云〔2026〕2号"),
        listing(),
        penalty(fine_wan=Decimal(1)),
    ]
    seen = []
    for turn in range(3):
        with open_ledger(tmp_path / f"{turn}.sqlite") as ledger:
            load(ledger, site, *several[turn:], *several[:turn])
            seen.append(list(profiles(ledger, site, DAY)))
    assert seen[0] == seen[1] == seen[2]


def test_one_code_with_two_names_keeps_both(ledger: Ledger, site: Site) -> None:
    load(ledger, site, subject(), penalty(subject_name="青橙贸易 (旧名)"))
    found = profile(ledger, site, DAY, ORANGE)
    assert found is not None
    assert found.names == (("青橙贸易 (旧名)", date(2026, 5, 20)),)


def test_persons_have_no_page(ledger: Ledger, site: Site) -> None:
    load(ledger, site, replace(subject(), entity_kind="natural_person"))
    assert list(subject_ids(ledger)) == []
    assert sums(ledger) == {"withheld": 1}


def test_a_later_event_never_moves_the_end_outward(ledger: Ledger, site: Site) -> None:
    token = tokens()
    load(ledger, site, penalty(), token=token)
    release(ledger, "a")
    later = penalty(
        decided_on=date(2026, 9, 1), severity="serious", source_updated=date(2026, 10, 30)
    )
    load(ledger, site, later, token=token)
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.publish_until == date(2027, 5, 20)
    load(
        ledger,
        site,
        penalty(document_no="云市监处罚〔2026〕77号", decided_on=date(2026, 9, 1)),
        token=token,
    )
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.publish_until == date(2027, 9, 1)


def test_nobody_who_is_a_person_in_any_row_is_named_anywhere(ledger: Ledger, site: Site) -> None:
    person = listing(subject_name="张虚构", uscc="", subject_no="P-1", entity_kind="natural_person")
    load(ledger, site, subject(), penalty(entity_kind="natural_person"), listing(), person)
    assert list(profiles(ledger, site, DAY)) == []
    assert list(entries(ledger, "listings")) == []
    assert list(entries(ledger, "penalties")) == []


def test_a_removed_subject_stays_removed_after_its_order_is_gone(
    ledger: Ledger, site: Site
) -> None:
    whole, token = removal(target_kind="subjects", document_no=""), tokens()
    load(ledger, site, subject(), penalty(), whole, token=token)
    load(ledger, site, subject(), penalty(), token=token)
    assert list(subject_ids(ledger)) == []
    assert len(list(removed(ledger, date(2026, 8, 1)))) == 1


@pytest.mark.parametrize(
    "number",
    ["云市监处罚〔2026〕第12号", "云市监处罚〖2026〗012号", "云市监处罚2026-12号",
     "云市监处罚（2026年）12号。", "云市监处罚<2026>12"],
)  # fmt: skip
def test_a_removed_number_is_known_in_every_dress(ledger: Ledger, site: Site, number: str) -> None:
    load(ledger, site, subject(), penalty(document_no=number), removal())
    assert sums(ledger) == {"published": 2, "removed": 1}


def test_an_order_that_hits_nothing_is_told(ledger: Ledger, site: Site) -> None:
    faults = load(ledger, site, subject(), penalty(), removal(document_no="云市监处罚〔2026〕1号"))
    assert any("没有找到" in f.message for f in faults)
    faults = load(ledger, site, subject(), penalty(), removal(target_kind="ratings"))
    assert any("没有指明" in f.message for f in faults)
    assert sums(ledger)["set_aside"] == 1


def test_a_rating_that_was_removed_by_its_id_stays_removed_under_another_spelling_of_the_body(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    rating = r.Rating(subject_name="青橙商贸", uscc=ORANGE, rating_name="商家信用分级", grade="B",
                      rated_on=date(2026, 1, 10), rated_by="电商协会")  # fmt: skip
    load(ledger, site, subject(), rating, token=token)
    ((_, entry),) = entries(ledger, "ratings")
    order = removal(target_kind="ratings", target_id=entry.record_id, uscc="", document_no="")
    load(ledger, site, subject(), replace(rating, rated_by="小城市电商协会"), order, token=token)
    assert list(entries(ledger, "ratings")) == []


def test_who_was_not_shown_is_not_named_for_leaving(ledger: Ledger, site: Site) -> None:
    left = {
        "delisted_on": date(2026, 10, 20),
        "delist_reason": "整改完成",
        "delisted_by": "云浦市商务局",
    }
    minor = listing(severity="minor", **left)
    old = listing(
        decided_on=date(2020, 3, 1), listed_on=date(2020, 3, 1), document_no="旧〔2020〕1号", **left
    )
    archived = listing(list_kind="ecommerce_black", document_no="旧〔2018〕1号", **left)
    revoked = listing(list_status="revoked", document_no="撤〔2026〕1号", **left)
    load(ledger, site, subject(), minor, old, archived, revoked)
    assert list(exits(ledger)) == []


@pytest.mark.parametrize("turned", [False, True])
def test_among_undecidable_versions_what_is_over_is_milder(
    ledger: Ledger, site: Site, turned: bool
) -> None:
    both = [penalty(source_status="revoked"), penalty()]
    load(ledger, site, subject(), *(reversed(both) if turned else both))
    assert list(entries(ledger, "penalties")) == []


def test_rows_that_belong_to_nobody_are_each_set_aside(ledger: Ledger, site: Site) -> None:
    faults = load(ledger, site, *(penalty(uscc="", subject_name=f"无码{n}") for n in range(3)))
    assert sums(ledger) == {"set_aside": 3}
    assert len(faults) == 3


def test_an_objection_to_the_register_removes_nothing_and_the_newest_row_of_a_case_counts(
    ledger: Ledger, site: Site
) -> None:
    about = objection(target_kind="subjects", state="upheld", outcome="upheld")
    older = objection(case_no="YY-2")
    newer = objection(case_no="YY-2", state="rejected", answered_on=date(2026, 10, 9))
    load(ledger, site, subject(), penalty(), about, newer, older)
    found = profile(ledger, site, DAY, ORANGE)
    assert found is not None
    assert not found.disputed


def test_what_comes_back_is_told_once_and_an_announced_exit_gets_its_grave(
    ledger: Ledger, site: Site
) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), token=token)
    release(ledger, "a")
    load(ledger, site, subject(), token=token)
    release(ledger, "b")
    load(ledger, site, subject(), penalty(), token=token)
    release(ledger, "c")
    assert [e.op for e in events(ledger)] == ["penalised"]
    watched = listing(listed_on=date(2026, 3, 1))
    load(ledger, site, subject(), watched, token=token)
    release(ledger, "d")
    gone = replace(
        watched, delisted_on=date(2026, 10, 20), delist_reason="整改", delisted_by="商务局"
    )
    load(ledger, site, subject(), gone, token=token)
    release(ledger, "e")
    exit_event = next(e for e in events(ledger) if e.op == "exited")
    later = date(2026, 12, 1)
    load(ledger, site, subject(), gone, as_of=later, token=token)
    release(ledger, "f", later)
    assert exit_event.id in {one.id for one in buried(ledger, "all", date(2026, 1, 1), 100)}
    assert all(e.entry is None for e in events(ledger) if e.kind == "listings")


def test_the_second_release_of_a_day_stands_above_the_first(ledger: Ledger, site: Site) -> None:
    token = tokens()
    load(ledger, site, subject(), penalty(), token=token)
    release(ledger, "a")
    load(ledger, site, subject(), penalty(content="更正一"), token=token)
    release(ledger, "b")
    load(ledger, site, subject(), penalty(content="更正二"), listing(), token=token)
    release(ledger, "c")
    stamps = [e.published for e in events(ledger, limit=3)]
    assert stamps == sorted(set(stamps), reverse=True)


def test_the_number_of_a_hidden_decision_is_left_out_of_what_cites_it(
    ledger: Ledger, site: Site
) -> None:
    old = penalty(decided_on=date(2024, 1, 1), document_no="云市监处罚〔2024〕7号")
    other = penalty(document_no="云市监处罚〔2026〕17号")
    citing = listing(reason="因云市监处罚[2024] 7 号、云市监处罚〔2026〕17号所列行为再次违法")
    token = tokens()
    load(ledger, site, subject(), old, other, citing, token=token)
    assert list(traces(ledger)) == ["云市监处罚〔2024〕7号"]
    ((_, entry),) = entries(ledger, "listings")
    assert entry.record.reason == "因〔文书号略〕、云市监处罚〔2026〕17号所列行为再次违法"
    assert "文书号从略" in entry.mark
    shown = replace(old, decided_on=date(2026, 1, 1))
    load(ledger, site, subject(), shown, other, citing, token=token)
    ((_, entry),) = entries(ledger, "listings")
    assert "〔2024〕 7 号" in entry.record.reason.replace("[2024]", "〔2024〕")
    assert not entry.mark


def test_a_row_that_intake_withheld_hides_the_person_in_every_other_row(
    ledger: Ledger, site: Site
) -> None:
    withheld = Row(Place("t.csv", "", 2), "subjects", None, Outcome.WITHHELD, (), ORANGE)
    enter_rows(ledger, [withheld, row(Place("t.csv", "", 3), "penalties", penalty())])
    settle(ledger, site, DAY, tokens(), lambda _: None)
    assert list(entries(ledger, "penalties")) == []
    assert sums(ledger) == {"withheld": 2}


@pytest.mark.parametrize("written", ["紫梅(小城)百货", "紫 梅（小城）百貨"])
@pytest.mark.parametrize("at_once", [1, 20_000])
def test_a_record_with_one_subjects_code_and_anothers_name_is_set_aside(
    ledger: Ledger, site: Site, monkeypatch: pytest.MonkeyPatch, at_once: int, written: str
) -> None:
    """A slipped line would show one subject for what another did; a name that is its own is no contradiction."""
    monkeypatch.setattr(misnamed, "_AT_ONCE", at_once)
    plum = subject(uscc=PLUM, subject_name="紫梅（小城）百货", former_names=("旧名商贸",))
    slipped = penalty(subject_name=written)
    faults = load(ledger, site, subject(), plum, slipped, listing(subject_name="从未听说的商贸"))
    assert [f.message[:4] for f in faults if f.level == "error"] == ["名称是另"]
    assert sums(ledger) == {"published": 3, "set_aside": 1}
    found = {one.id: one for one in profiles(ledger, site, DAY)}
    assert found[ORANGE].penalties == ()
    assert "紫梅" not in str(found[ORANGE])
    for own in ({"subject_name": "紫梅（小城）百货"}, {"former_names": ("紫梅（小城）百货",)}):
        load(ledger, site, subject(**own), plum, slipped)
        assert len(list(entries(ledger, "penalties"))) == 1, own


@pytest.mark.parametrize("at_once", [1, 20_000])
@pytest.mark.parametrize("ended", ["expired", "removed", "removed as a whole"])
def test_who_has_no_page_any_more_is_no_trace_in_what_is_told_of_others(
    ledger: Ledger, site: Site, monkeypatch: pytest.MonkeyPatch, ended: str, at_once: int
) -> None:
    """Else the gates would refuse every release, and what has ended would stay."""
    monkeypatch.setattr(unname, "_AT_ONCE", at_once)
    gone, token = "紫藤信用服务（小城）有限公司", tokens()
    last = penalty(subject_name=gone, uscc=PLUM, document_no="云市监处罚〔2026〕77号")
    other = penalty(facts=f"与{gone}（统一社会信用代码{PLUM}）共同虚构交易")
    rating = r.Rating(subject_name="青橙商贸", uscc=ORANGE, rating_name="示例评价", grade="A",
                      rated_on=date(2026, 5, 1), rated_by=gone)  # fmt: skip
    load(ledger, site, subject(), other, last, rating, token=token)
    order = {
        "expired": replace(last, display_until=DAY),
        "removed": removal(uscc=PLUM, document_no=last.document_no),
        "removed as a whole": removal(target_kind="subjects", uscc=PLUM, document_no=""),
    }[ended]
    kept = () if ended == "expired" else (last,)
    for rows in ((other, rating), (other,)):
        load(ledger, site, subject(), *rows, *kept, order, token=token)
        (one,) = profiles(ledger, site, DAY)
        ((_, entry),) = entries(ledger, "penalties")
        assert PLUM not in entry.record.facts
        named = rating in rows and ended != "removed as a whole"  # as the body that rates
        assert (gone in entry.record.facts) == named
        if not named:
            assert "名称从略" in one.penalties[0].mark
        assert [text for text in traces(ledger) if text in str(one)] == []


@pytest.mark.parametrize(
    "cited", ["雲市監處罰〔2024〕7號", "(2024)云市监处罚7号", "云市监处罚［２０２４］第07号"]
)
def test_a_hidden_number_is_left_out_in_every_way_of_writing_it(
    ledger: Ledger, site: Site, cited: str
) -> None:
    old = penalty(decided_on=date(2024, 1, 1), document_no="云市监处罚〔2024〕7号")
    load(ledger, site, old, listing(reason=f"因{cited}所列行为再次违法"))
    ((_, entry),) = entries(ledger, "listings")
    assert "7" not in entry.record.reason
    assert "文书号从略" in entry.mark
