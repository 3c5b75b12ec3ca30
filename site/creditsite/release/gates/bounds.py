"""A delivery that is too different from the last is a mistake until somebody says it is none.

An empty file would clear everybody, a doubled one would name strangers: both sides are fatal.
Who leaves because the period ended, or because somebody ordered it, is no mistake and is not counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from creditsite import ledger
from creditsite.ledger import Ledger
from creditsite.model.config import Site
from creditsite.model.kinds import KINDS, Kind
from creditsite.release.gates.finding import Finding

GATE = "幅度"
FEW = 10  # below it a list may double by one busy day
LATE = 15  # days by which the newest record never gets older by itself
MANY = 20  # from here on half of all subjects is a number that no ordinary day moves


@dataclass(frozen=True, slots=True)
class Shift:
    """How a count moved between two releases; `lawful` left because a rule or an order said so."""

    what: str
    before: int
    now: int
    lawful: int = 0


def tally(held: Ledger, site: Site) -> dict[str, int]:
    """The counts that the next release is measured by."""
    found = Counter(subjects=ledger.subject_count(held))
    for one in site.lists:
        found[f"list {one.kind}"] = ledger.total(held, "listings", list_kind=one.kind, persons=True)
    for kind in KINDS:
        if kind.register:
            found[f"kind {kind.name}"] = ledger.total(held, kind.name)
    for line in ledger.balance(held):
        found[f"removed {line.kind}"] += line.removed
        found[f"hidden {line.kind}"] += line.not_shown + line.expired
    for kind in KINDS:
        if kind.register and (day := ledger.newest(held, kind.name)):
            found[f"newest {kind.name}"] = date.fromisoformat(day).toordinal()
    return dict(sorted(found.items()))


def bounds(
    held: Ledger, site: Site, before: Mapping[str, int], now: Mapping[str, int]
) -> Iterator[Finding]:
    """A finding for every list, kind or total that moved further than an ordinary day moves it."""
    for one in _shifts(held, site, before, now):
        if one.before and one.now == 0 and one.before > one.lawful:
            yield Finding(
                GATE,
                "",
                f"{one.what}从 {one.before} 条变为空, 其中到期或依令撤下的只有 {one.lawful} 条",
            )
        elif _too_many(one):
            yield Finding(GATE, "", f"{one.what}从 {one.before} 条增至 {one.now} 条, 约一倍或更多")
    was, is_ = before.get("subjects", 0), now["subjects"]
    if was >= MANY and not was <= 2 * is_ <= 3 * was:
        yield Finding(GATE, "", f"主体总数从 {was} 变为 {is_}, 变动超过一半")
    for sentence in (*_moved(held, before, now), *_repeated(held)):
        yield Finding(GATE, "", sentence)


def earlier(before: str, as_of: date) -> Iterator[Finding]:
    """A finding where a release speaks for a day before that of the one it follows: what ended between comes back."""
    if str(as_of) < before:
        sentence = (
            f"发布日期从 {before} 退到 {as_of}, 其间已到期的会重新公示: 请核对 as_of 和机器的时钟;"
            " 如果确要如此, 用 --as-of 写明日期"
        )
        yield Finding(GATE, "", sentence)


def _too_many(one: Shift) -> bool:
    """About double is too much, and of few more than double."""
    if one.before < FEW:
        return one.now >= FEW and 0 < 2 * one.before < one.now
    return 5 * one.now >= 9 * one.before


def _moved(held: Ledger, before: Mapping[str, int], now: Mapping[str, int]) -> Iterator[str]:
    """What no ordinary delivery does to the records of a kind: lose, alter or age many of them at once."""
    moved = ledger.movements(held)
    for kind in KINDS:
        was = before.get(f"kind {kind.name}", 0)
        if was < FEW:
            continue
        lost = moved[kind.name, "removed", "source"]
        changed = moved[kind.name, "corrected", "source"]
        if 3 * lost > was:
            yield f"{kind.title}的 {was} 条中有 {lost} 条没有再报送或不能再公示, 超过三分之一: 请核对是否漏报或错列"
        if 2 * changed > was:
            yield f"{kind.title}的 {was} 条中有 {changed} 条内容同时变动, 超过一半: 请核对是否错列"
        name = f"newest {kind.name}"
        if lost and before.get(name, 0) - now.get(name, 0) >= LATE:
            days = [date.fromordinal(one[name]) for one in (before, now) if name in one]
            yield f"{kind.title}最新一条的日期从 {' 退到 '.join(map(str, days))}: 请核对是否误报了以前的文件"


def _repeated(held: Ledger) -> Iterator[str]:
    """Files that hold nearly everything twice."""
    for file, rows, more in ledger.repeated(held):
        if rows >= 2 * FEW and 5 * more >= 2 * rows:
            yield f"{file} 的 {rows} 行中有 {more} 行重复: 请核对是否重复粘贴"


def _shifts(
    held: Ledger, site: Site, before: Mapping[str, int], now: Mapping[str, int]
) -> Iterator[Shift]:
    left = {kind.name: _left(held, kind, before, now) for kind in KINDS if kind.register}
    for one in site.lists:
        name = f"list {one.kind}"
        yield Shift(one.name, before.get(name, 0), now[name], left["listings"])
    for kind in KINDS:
        if kind.register and kind.name != "listings":
            name = f"kind {kind.name}"
            yield Shift(kind.title, before.get(name, 0), now[name], left[kind.name])


def _left(held: Ledger, kind: Kind, before: Mapping[str, int], now: Mapping[str, int]) -> int:
    """How many records of a kind this release lets go because of the clock, an announced exit, a rule, an order, or a
    row that says they are over.

    An adverse record that is hidden for want of a class or date is not among them: a lost column clears nobody.
    """
    ordered = _more(f"removed {kind.name}", before, now)
    if not kind.adverse:
        return ordered + _more(f"hidden {kind.name}", before, now)
    today = max((day for _, day, state in ledger.releases(held) if state == "staged"), default=None)
    left = ledger.events(held, kind=kind.name, ops=("expired", "exited", "removed"))
    now_left = takewhile(lambda one: one.published.date() == today, left)
    by_rule = sum(1 for one in now_left if one.op != "removed" or one.cause == "rule")
    return ordered + by_rule + ledger.ended_by_source(held, kind.name)


def _more(name: str, before: Mapping[str, int], now: Mapping[str, int]) -> int:
    return max(0, now.get(name, 0) - before.get(name, 0))
