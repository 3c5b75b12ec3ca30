"""Totals of complaints, with small numbers hidden: nobody may be told from a total."""

from collections.abc import Callable

from creditsite import ledger
from creditsite.model import vocabulary as v
from creditsite.model.records import ComplaintStat
from creditsite.render.charts import bars
from creditsite.render.languages import SIMPLIFIED, Language
from creditsite.render.source import Source
from creditsite.render.tallies import Tally

MEASURED = ("received", "closed", "upheld", "satisfied")
HEAD = ("受理", "办结", "属实", "满意")


def complaints(source: Source) -> list[Tally]:
    """Complaints by channel, by misdeed, by period and by district."""
    site = source.site
    ways: tuple[tuple[str, str, str, Callable[[ComplaintStat], str]], ...] = (
        ("channel", "投诉举报：按渠道", "渠道", lambda r: v.CHANNEL.label(r.channel)),
        ("misdeed", "投诉举报：按问题类型", "问题类型", lambda r: v.MISDEED.label(r.misdeed)),
        ("period", "投诉举报：按期间", "期间", lambda r: r.period),
        ("region", "投诉举报：按区县", "区县", lambda r: site.district_name(r.region_code)),
    )
    sums: dict[str, dict[str, list[int]]] = {name: {} for name, *_ in ways}
    for _, entry in ledger.entries(source.ledger, "complaint_stats"):
        for name, _title, _head, label in ways:
            word = source.language.word(label(entry.record))
            line = sums[name].setdefault(word, [0] * len(MEASURED))
            for number, field in enumerate(MEASURED):
                line[number] += getattr(entry.record, field) or 0
    return [
        _table(name, title, head, sums[name], source, by_name=name == "period")
        for name, title, head, _ in ways
        if sums[name]
    ]


def _table(
    name: str, title: str, head: str, sums: dict[str, list[int]], source: Source, *, by_name: bool
) -> Tally:
    small, language = source.site.small_count, source.language
    found = sorted(sums.items(), key=lambda pair: pair[0] if by_name else (-pair[1][0], pair[0]))
    drawn = [(label, numbers[0]) for label, numbers in found if numbers[0] >= small]
    return Tally(
        id=f"complaints-{name}",
        title=title,
        head=(head, *HEAD),
        rows=tuple(
            (label, *(_told(n, small, language) for n in numbers)) for label, numbers in found
        ),
        chart=bars(language.say("{title}（受理件数）", title=language.word(title)), drawn),
    )


def _told(number: int, small: int, language: Language = SIMPLIFIED) -> str:
    """A total as it may be told: small ones are hidden, zero is not.

    >>> _told(0, 5), _told(3, 5), _told(12, 5)
    ('0', '少于 5', '12')
    """
    if number == 0 or number >= small:
        return language.number(number)
    return language.say("少于 {small}", small=small)
