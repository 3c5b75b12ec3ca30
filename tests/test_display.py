"""The display clock against an oracle that counts day by day and knows nothing of the code under test."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from creditsite.model.config import Display, GradeRule, Period, RuleSet, Site
from creditsite.model.display import NoRuleError, add_months, capped, clock, verdict
from creditsite.model.records import Listing, Penalty
from tests.sites import tiny_site

SITE = tiny_site()


def same_day_later(day: date, months: int) -> date:
    """The oracle: walks forward a day at a time until the month is reached, then to the day or the month's end."""
    passed, walk = 0, day
    while passed < months:
        step = walk + timedelta(days=1)
        passed += step.month != walk.month
        walk = step
    while walk.day < day.day and (walk + timedelta(days=1)).month == walk.month:
        walk += timedelta(days=1)
    return walk


def random_day(chance: random.Random) -> date:
    hard = [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 3, 31),
        date(2025, 12, 31),
        date(2024, 11, 30),
    ]
    return chance.choice([*hard, date(2023, 1, 1) + timedelta(days=chance.randrange(1500))])


def check(chance: random.Random) -> None:
    severity = chance.choice(["minor", "general", "serious", ""])
    decided = (
        chance.choice([random_day(chance), None]) if chance.random() < 0.1 else random_day(chance)
    )
    stated = random_day(chance) if chance.random() < 0.3 else None
    record = Penalty(
        severity=severity, decided_on=decided, display_until=stated, authority="小城市商务局"
    )
    months = {"general": (3, 12), "serious": (12, 36)}.get(severity)
    if months is None or decided is None:
        assert not verdict("penalties", record, SITE, random_day(chance)).shown
        return
    end = min(
        e for e in (same_day_later(decided, months[1]), same_day_later(decided, 60), stated) if e
    )
    for day in (
        end - timedelta(days=1),
        end,
        end + timedelta(days=1),
        decided,
        decided - timedelta(days=1),
    ):
        found = verdict("penalties", record, SITE, day)
        assert found.shown == (decided <= day < end), (record, day)
        assert found.until == end
        assert found.repair_from == min(same_day_later(decided, months[0]), end)


def test_a_sample_of_clocks_agrees_with_the_oracle() -> None:
    chance = random.Random(1)
    for _ in range(500):
        check(chance)


@pytest.mark.slow
def test_ten_thousand_clocks_agree_with_the_oracle() -> None:
    chance = random.Random(2)
    for _ in range(10_000):
        check(chance)


def test_month_ends_and_leap_days_clamp() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def rules(*extra: RuleSet) -> Display:
    return replace(SITE.display, rule_sets=(*SITE.display.rule_sets, *extra))


def test_where_two_rules_apply_the_earlier_end_wins_and_the_later_repair_date() -> None:
    sector = replace(
        SITE.display.rule_sets[0], id="sector", title="部门规则", authority="市场监督",
        grades=(GradeRule(severity="serious", shown=True, shortest=Period(months=18), longest=Period(months=24)),),
    )  # fmt: skip
    found = clock(
        kind="penalties", authority="小城市市场监督管理局", severity="serious", decided_on=date(2026, 1, 31),
        stated_end=None, rules=rules(sector),
    )  # fmt: skip
    assert found is not None
    assert (found.until, found.repair_from) == (date(2028, 1, 31), date(2027, 7, 31))
    assert "部门规则" in found.because


def test_an_older_rule_holds_for_older_decisions_only() -> None:
    older = replace(
        SITE.display.rule_sets[0], id="old", title="旧规则", decided_until=date(2026, 4, 1),
        grades=(GradeRule(severity="serious", shown=True, shortest=Period(months=3), longest=Period(months=6)),),
    )  # fmt: skip
    ends = [
        found.until
        for day in (date(2026, 3, 31), date(2026, 4, 1))
        if (found := clock(kind="penalties", authority="", severity="serious", decided_on=day, stated_end=None,
                           rules=rules(older)))
    ]  # fmt: skip
    assert ends == [date(2026, 9, 30), date(2029, 4, 1)]


def test_a_record_that_no_rule_covers_is_not_shown_and_told() -> None:
    bare: Site = replace(SITE, display=replace(SITE.display, rule_sets=()))
    with pytest.raises(NoRuleError):
        clock(kind="penalties", authority="", severity="serious", decided_on=date(2026, 1, 1), stated_end=None,
              rules=bare.display)  # fmt: skip
    record = Penalty(severity="serious", decided_on=date(2026, 1, 1))
    found = verdict("penalties", record, bare, date(2026, 2, 1))
    assert not found.shown
    assert "规则" in found.problem


def test_later_events_never_move_an_end_outward() -> None:
    chance = random.Random(3)
    for _ in range(500):
        decided, first_end, day = (random_day(chance) for _ in range(3))
        record = Penalty(severity="serious", decided_on=decided, authority="")
        found = capped(verdict("penalties", record, SITE, day), first_end, day)
        assert found.until is not None
        assert found.until <= first_end
        assert not (found.shown and day >= first_end)


def test_nobody_is_named_on_an_archived_list_or_one_the_city_does_not_publish() -> None:
    base = {
        "decided_on": date(2026, 1, 1),
        "listed_on": date(2026, 1, 1),
        "designating_body": "某局",
    }
    archived = verdict(
        "listings", Listing(list_kind="ecommerce_black", **base), SITE, date(2026, 2, 1)
    )
    unknown = verdict(
        "listings", Listing(list_kind="customs", severity="serious", **base), SITE, date(2026, 2, 1)
    )
    assert not archived.shown
    assert not unknown.shown
    assert unknown.problem
