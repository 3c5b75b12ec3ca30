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


def rule_of(drawn: tuple[str, date | None, date | None, bool, int, int, str]) -> RuleSet:
    who, since, until, shown, short, long, title = drawn
    grade = GradeRule(
        severity="serious", shown=shown, shortest=Period(months=short), longest=Period(months=long)
    )
    return replace(
        SITE.display.rule_sets[0], id=title, title=title, authority=who, decided_from=since, decided_until=until,
        grades=(grade,),
    )  # fmt: skip


def check_rules(chance: random.Random) -> None:
    """A record, a class and a set of rules, all drawn by lot; the oracle counts the days by itself."""
    made = []
    for number in range(chance.randrange(1, 4)):
        longest = chance.choice((1, 3, 6, 11, 12, 24, 36, 60))
        made.append((
            chance.choice(("", "", "市场监督", "邮政")), chance.choice((None, random_day(chance))),
            chance.choice((None, random_day(chance))), chance.random() < 0.9, chance.randrange(longest + 1), longest,
            f"规则{number}",
        ))  # fmt: skip
    local = chance.choice((0, 12, 60))
    sets = tuple(map(rule_of, made))
    site = replace(
        SITE, display=replace(SITE.display, rule_sets=sets, local_limit=Period(months=local))
    )
    decided, stated = random_day(chance), chance.choice((None, random_day(chance)))
    authority = chance.choice(("小城市市场监督管理局", "小城市邮政管理局", "小城市商务局"))
    record = Penalty(
        severity="serious", decided_on=decided, display_until=stated, authority=authority
    )
    rules_of = [
        one for one in made
        if one[0] in authority and (one[1] is None or decided >= one[1]) and (one[2] is None or decided < one[2])
    ]  # fmt: skip
    days = [decided + timedelta(days=chance.randrange(-40, 2000)) for _ in range(3)]
    if not rules_of or not all(one[3] for one in rules_of):
        assert not any(verdict("penalties", record, site, day).shown for day in days)
        return
    ends = [same_day_later(decided, one[5]) for one in rules_of]
    ends += [same_day_later(decided, local)] if local else []
    ends += [stated] if stated else []
    repair = max(same_day_later(decided, one[4]) for one in rules_of)
    for day in (*days, min(ends) - timedelta(days=1), min(ends)):
        found = verdict("penalties", record, site, day)
        assert found.until == min(ends), (record, sets)
        assert found.shown == (decided <= day < min(ends)), (record, day)
        assert found.repair_from == min(repair, min(ends)), (record, sets)


def test_a_sample_of_rules_agrees_with_the_oracle() -> None:
    chance = random.Random(4)
    for _ in range(300):
        check_rules(chance)


@pytest.mark.slow
def test_ten_thousand_rules_agree_with_the_oracle() -> None:
    chance = random.Random(5)
    for _ in range(10_000):
        check_rules(chance)


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
