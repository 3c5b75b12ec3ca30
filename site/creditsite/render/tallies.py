"""Totals as pages show them: a caption, two or more columns, and the bars that can be drawn from them."""

from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from creditsite import ledger
from creditsite.model.fields import columns
from creditsite.model.kinds import kind as kind_of
from creditsite.model.vocabulary import RECTIFICATION_STATE
from creditsite.render.charts import bars
from creditsite.render.languages import Language
from creditsite.render.source import Source
from creditsite.render.words import labels_of

SOON = timedelta(days=30)  # deadlines that a district is reminded of


@dataclass(frozen=True, slots=True)
class Tally:
    """A table of totals: its first column names, the others count; `chart` draws the same."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Markup | None = None
    data: str = ""  # address of its data file


def counted(
    name: str,
    title: str,
    head: str,
    rows: list[tuple[str, int]],
    language: Language,
) -> Tally:
    """A table of names and counts with its bars."""
    told = [(language.word(label), count) for label, count in rows]
    return Tally(
        id=name,
        title=title,
        head=(head, "条数"),
        rows=tuple((label, language.number(count)) for label, count in told),
        chart=bars(language.word(title), told) if rows else None,
    )


def tallies_of(kind: str, source: Source) -> list[Tally]:
    """The totals that stand at the head of a register."""
    match kind:
        case "commitments":
            return [
                by_field(kind, "commitment_kind", "按承诺类型", source),
                by_field(kind, "fulfilment", "按履行状态", source),
            ]
        case "ratings":
            return _grades(source)
        case "rectifications":
            return [districts(source), by_field(kind, "misdeed", "按问题类型", source)]
        case "permits":
            return [by_field(kind, "permit_kind", "按许可类别", source)]
        case "honours":
            return [by_field(kind, "level", "按表彰等级", source)]
        case _:
            return []


def by_field(kind: str, field: str, title: str, source: Source) -> Tally:
    """Records of a kind counted by a field, labels in words."""
    of: type = kind_of(kind).record_class
    column = columns(of)[field]
    labels = labels_of(column)
    rows = [
        (labels.get(value, value) or "未注明", count)
        for value, count in ledger.tallies(source.ledger, kind, field)
    ]
    return counted(f"{kind}-{field.replace('_', '-')}", title, column.header, rows, source.language)


def _grades(source: Source) -> list[Tally]:
    """Grades counted scheme by scheme, best first: grades of two schemes are never added up."""
    counts = {(name, grade): count for name, grade, count in ledger.grades(source.ledger)}
    found = []
    for number, name in enumerate(sorted({name for name, _ in counts}), start=1):
        scheme = source.site.scheme(name)
        order = [g.grade for g in scheme.grades] if scheme else []
        given = sorted(
            ((grade, count) for (of, grade), count in counts.items() if of == name),
            key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[0]),
        )
        found.append(counted(f"ratings-{number}", name, "等级", given, source.language))
    return found


def districts(source: Source) -> Tally:
    """Cases of the rectification ledger by district and stage, named or not."""
    cells = {(c, s): n for c, s, n in ledger.rectification_tallies(source.ledger)}
    states = [
        s
        for s in RECTIFICATION_STATE.ids()
        if s == "overdue" or any(state == s for _, state in cells)
    ]
    soon = ledger.rectifications_due(source.ledger, source.as_of, source.as_of + SOON)
    rows: list[tuple[str, ...]] = []
    shares: list[tuple[str, int]] = []
    for county in sorted({county for county, _ in cells}):
        numbers = [cells.get((county, state), 0) for state in states]
        done = sum(cells.get((county, s), 0) for s in ("rectified", "withdrawn"))
        share = f"{done * 100 / sum(numbers):.1f}%"
        name = source.site.district_name(county)
        shares.append((name, round(done * 100 / sum(numbers))))
        rows.append((name, *map(str, numbers), str(sum(numbers)), str(soon.get(county, 0)), share))
    return Tally(
        id="rectification-districts",
        title="各县区整改进度",
        head=(
            "责任县区",
            *map(RECTIFICATION_STATE.label, states),
            "合计",
            source.language.say("{count} 日内到期", count=SOON.days),
            "整改到位比例",
        ),
        rows=tuple(rows),
        chart=bars(source.language.word("各县区整改到位比例（%）"), shares, 100, "%")
        if shares
        else None,
    )
