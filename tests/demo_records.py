"""Everything that departments know of the demo city, by kind of table, with what happens between records."""
# ruff: noqa: E501 -- a text stands on one line, as a cell holds it

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from creditsite.model import records as r
from creditsite.model.kinds import KINDS
from tests import city_records as make
from tests import city_texts as texts
from tests.city_people import office
from tests.city_stories import kind_of
from tests.demo_cast import AS_OF, Player, players

Table = dict[str, list[Any]]  # kind → its records
RENAMED = date(2025, 7, 1)  # firms with a former name bear it in what was decided before


def records_by_kind() -> Table:
    """Everybody's records by kind, oldest first, with what happens between records."""
    cast = list(players())
    records: Table = defaultdict(list)
    for player in cast:
        for record in player.records:
            records[kind_of(record)].append(record)
    for event in (_ungraded, _disputed, _withdrawn, _archive, _revoked_honour, _old_names):
        event(records, cast)
    records["complaint_stats"] = list(make.complaint_stats(Random("yunpu"), AS_OF.year, 9))
    for kind in KINDS:
        if kind.name not in ("subjects", "complaint_stats", "measures", "measure_feedback"):
            records[kind.name].sort(key=lambda record: _when(record, kind.dated))
    return records


def _when(record: Any, field: str) -> tuple[date, str]:
    return (getattr(record, field) or date.min, record.uscc + record.subject_no)


def _swap(rows: list[Any], old: Any, **changes: Any) -> None:
    """Put another version of a record in its place."""
    rows[rows.index(old)] = replace(old, **changes)


def _shown(records: Table, kind: str, want: Callable[[Any], bool]) -> list[Any]:
    return [record for record in records[kind] if want(record)]


def _fresh(penalty: r.Penalty) -> bool:
    return penalty.severity == "general" and date(2026, 1, 1) < (penalty.decided_on or AS_OF)


def _ungraded(records: Table, _: list[Player]) -> None:
    """Three decisions come without a class: they are reported, and not shown."""
    taken = {removal.document_no for removal in records["removals"]}
    rows = _shown(
        records, "penalties", lambda p: p.severity == "general" and p.document_no not in taken
    )
    for penalty in rows[::9][:3]:
        _swap(records["penalties"], penalty, severity="")


def _disputed(records: Table, _: list[Player]) -> None:
    """Three objections, as they stand: one runs, one was right, one was not; and two that wait or are done."""
    taken = {removal.document_no for removal in records["removals"]}
    fines = _shown(records, "penalties", lambda p: _fresh(p) and p.document_no not in taken)
    promises = _shown(
        records, "commitments", lambda c: c.fulfilment == "partly" and c.openness == "public"
    )
    watches = _shown(
        records, "listings", lambda e: e.list_kind == "watch" and e.list_status == "active"
    )
    states = (
        (fines[3], "penalties", "verifying", date(2026, 10, 26), None, "", "违法事实", "涉及订单 {} 件"),
        (watches[5], "listings", "received", date(2026, 10, 29), None, "", "列入事由", "整改材料已于期限内提交"),
        (fines[7], "penalties", "upheld", date(2026, 9, 8), date(2026, 9, 15), "upheld", "行政相对人", "账号被他人冒用"),
        (fines[10], "penalties", "rejected", date(2026, 8, 11), date(2026, 8, 17), "rejected", "罚款金额", "金额有误"),
        (promises[1], "commitments", "closed", date(2026, 7, 6), date(2026, 7, 13), "partly", "未履行的承诺内容", "赔付已完成"),
    )  # fmt: skip
    for turn, (target, kind, state, received, answered, outcome, field, claim) in enumerate(states):
        number = target.commitment_no if kind == "commitments" else target.document_no
        records["objections"].append(
            r.Objection(
                case_no=f"YY2026-{turn + 31:04d}", target_kind=kind, subject_name=target.subject_name,
                uscc=target.uscc, document_no=number, field=field, old="见原记录", new=claim.format(3),
                state=state, received_on=received, flagged_on=received + timedelta(days=1),
                answered_on=answered, outcome=outcome,
            )
        )  # fmt: skip


def _withdrawn(records: Table, cast: list[Player]) -> None:
    """Records leave for every reason; and one that was repaired is sent again in another spelling."""
    right = next(one for one in records["objections"] if one.outcome == "upheld")
    whose = {player.who.subject.uscc: player.who for player in cast if player.who.subject.uscc}
    fined = next(
        p
        for p in records["penalties"]
        if (p.uscc, p.document_no) == (right.uscc, right.document_no)
    )
    watch = _shown(
        records,
        "listings",
        lambda e: e.list_kind == "watch" and e.list_status == "active" and e.uscc,
    )[2]
    promise = _shown(
        records, "commitments", lambda c: c.fulfilment == "unfulfilled" and c.openness == "public"
    )[1]
    void = _shown(
        records, "penalties", lambda p: p.severity == "general" and p.authority == office("post")
    )[0]
    for target, kind, day, why in (
        (fined, "penalties", date(2026, 9, 16), "objection"),
        (watch, "listings", date(2026, 10, 12), "repaired"),
        (promise, "commitments", date(2026, 8, 20), "source_correction"),
        (void, "penalties", date(2026, 9, 28), "revoked"),
    ):
        records["removals"].append(make.removal(whose[target.uscc], kind, target, day, why))
    gone = next(
        o
        for o in records["removals"]
        if o.target_kind == "penalties" and o.reason_code == "repaired"
    )
    old = next(
        p for p in records["penalties"] if (p.uscc, p.document_no) == (gone.uscc, gone.document_no)
    )
    records["resent"].append(
        replace(
            old,
            document_no=" " + old.document_no.replace("〔", "[").replace("〕", "] "),
            uscc=old.uscc.translate({code: code + 0xFEE0 for code in range(33, 127)}),
            source_updated=date(2026, 10, 29),
        )
    )


def _archive(records: Table, cast: list[Player]) -> None:
    """Two entries of the years 2016 to 2018, long over."""
    for player, day in zip(
        (p for p in cast if p.story == "past"), (date(2017, 6, 20), date(2018, 4, 11)), strict=False
    ):
        records["listings"].append(
            make.listing(
                player.who, "watch", day, "专项治理期间查实有刷单行为，按当时的国家通知推送，整改后期满。",
                list_kind="ecommerce_black", legal_basis="发改办财金〔2018〕87号（历史依据）",
                document_no=f"云电商治理〔{day.year}〕{player.who.serial}号", severity="",
                designating_body=office("reform"), designating_body_code="", list_status="expired",
                list_until=date(2018, 12, 31), measures=(), conduct=("brushing",),
            )
        )  # fmt: skip


def _revoked_honour(records: Table, cast: list[Player]) -> None:
    """An award is taken back from a firm that was struck."""
    who = next(p.who for p in cast if p.story == "struck" and p.who.role == "merchant")
    records["honours"].append(
        replace(
            make.honour(who, date(2024, 12, 6), revoked=date(2026, 5, 20)),
            title="云浦市诚信经营示范网店", level="city", issued_by=office("commerce"),
        )
    )  # fmt: skip
    for level, title, giver in texts.HONOURS[:1]:
        best = next(p.who for p in cast if p.story == "model" and p.who.role == "platform")
        records["honours"].append(
            replace(make.honour(best, date(2025, 9, 18)), title=title, level=level, issued_by=giver)
        )


def _old_names(records: Table, cast: list[Player]) -> None:
    """Permits of before bear the name of before; and brackets come in either width."""
    former = {
        p.who.subject.uscc: p.who.subject.former_names for p in cast if p.who.subject.former_names
    }
    for kind in ("permits", "penalties", "listings"):
        for record in list(records[kind]):
            name = record.subject_name
            if kind == "permits" and record.uscc in former and record.decided_on < RENAMED:
                _swap(records[kind], record, subject_name=former[record.uscc][0])
            elif "（" in name and kind != "listings":
                _swap(
                    records[kind], record, subject_name=name.replace("（", "(").replace("）", ")")
                )
