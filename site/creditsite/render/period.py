"""The guide that computes a display period: the rules as tables, worked examples, and data for the browser."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint

from creditsite.model import vocabulary as v
from creditsite.model.config import Display, RuleSet
from creditsite.model.display import Clock, NoRuleError, clock
from creditsite.model.kinds import kind
from creditsite.render.dashboard import here
from creditsite.render.frame import page
from creditsite.render.prose import prose
from creditsite.render.source import Source

ADDRESS = "/guides/period/"
TITLE = "公示期计算"
SUMMARY = "输入决定日期和分级，算出最早什么时候可以申请修复、公示到哪一天为止。"
EXAMPLES = (date(2026, 5, 20), date(2026, 11, 30), date(2028, 2, 29))  # plain, month end, leap day


def blueprint(source: Source) -> Blueprint:
    """The route of the guide."""
    routes = Blueprint("period", __name__)

    @routes.get(ADDRESS)
    def period() -> str:
        display = source.site.display
        written = source.written("guides", "period")
        values = {
            "title": written.article.title if written else TITLE,
            "summary": written.article.summary if written else SUMMARY,
            "body": here(prose(written.text, source.language), source) if written else "",
            "rule_sets": display.rule_sets,
            "local": display.local_limit,
            "kinds": _kinds(display),
            "authorities": _authorities(display),
            "severities": [(t.id, t.label) for t in v.SEVERITY.terms],
            "severity_labels": {t.id: t.label for t in v.SEVERITY.terms},
            "rules": rules_json(display),
            "examples": _examples(display),
        }
        return page("period.html", ADDRESS, values)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The guide's address, whatever the city has written."""
    yield "period.period", {}


def rules_json(display: Display) -> dict[str, Any]:
    """The rules as `static/period.js` reads them: all that the display clock knows."""
    return {
        "local_months": display.local_limit.months,
        "local_words": display.local_limit.words,
        "rule_sets": [_rule_set(one) for one in display.rule_sets],
    }


def _rule_set(one: RuleSet) -> dict[str, Any]:
    return {
        "title": one.title,
        "from": one.decided_from.isoformat() if one.decided_from else "",
        "until": one.decided_until.isoformat() if one.decided_until else "",
        "authority": one.authority,
        "kinds": list(one.kinds),
        "grades": [
            {
                "severity": g.severity,
                "shown": g.shown,
                "shortest": g.shortest.months,
                "longest": g.longest.months,
                "words": g.longest.words,
            }
            for g in one.grades
        ],
    }


def _kinds(display: Display) -> list[tuple[str, str]]:
    """The kinds of record that any rule covers, in words."""
    found = dict.fromkeys(name for one in display.rule_sets for name in one.kinds)
    return [(name, kind(name).title) for name in found]


def _authorities(display: Display) -> list[str]:
    """The parts of authorities' names for which there are rules of their own."""
    return sorted({one.authority for one in display.rule_sets if one.authority})


def _examples(display: Display) -> list[tuple[date, str, str, str, Clock]]:
    """Worked examples: each rule's kinds of case, on days that fall hard."""
    found = []
    for name, title in _kinds(display):
        for authority in ("", *_authorities(display)):
            if authority and not _has_own(display, authority, name):
                continue
            for severity in v.SEVERITY.terms:
                for day in EXAMPLES:
                    try:
                        told = clock(
                            kind=name,
                            authority=authority,
                            severity=severity.id,
                            decided_on=day,
                            stated_end=None,
                            rules=display,
                        )
                    except NoRuleError:
                        continue
                    if told:
                        found.append((day, title, authority or "其他机关", severity.label, told))
    return found


def _has_own(display: Display, authority: str, name: str) -> bool:
    return any(one.authority == authority and name in one.kinds for one in display.rule_sets)
