"""Pages of prose: the sections they stand in, a page as it was loaded, and the bounds of its text."""

import re
from dataclasses import dataclass

from creditsite.model.config import LANGUAGES
from creditsite.model.records import Article

# Section (folder and address) → title, in the order of the site's menu.
PROSE_SECTIONS: tuple[tuple[str, str], ...] = (
    ("policies", "政策法规"),
    ("standards", "标准规范"),
    ("cases", "典型案例"),
    ("alerts", "风险提示"),
    ("reports", "监测报告"),
    ("guides", "办事指南"),
    ("campaigns", "专题活动"),
    ("news", "信用动态"),
    ("about", "关于本站"),
)

# Charts that a text may place, each by `{{chart:NAME}}` on a line of its own.
CHARTS = (
    "listings-by-district",
    "listings-by-list",
    "entries-exits-by-month",
    "misdeeds-by-kind",
    "commitments-by-fulfilment",
    "rectification-progress",
    "complaints-by-channel",
)
CHART = re.compile(r"^\{\{chart:(.*)\}\}[ \t]*$", re.MULTILINE)
CHART_LINE = re.compile(rf"<p>\{{\{{chart:({'|'.join(CHARTS)})\}}\}}</p>")  # the same as HTML

# Bounds of a text: what Markdown costs grows with the square of hostile text, of brackets above all,
# and each level of lists and quotations is a level of recursion.
LONGEST = 20_000  # characters
BRACKETS = 600
DEEPEST = 20
_LEVELS = re.compile(r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_MARKERS = re.compile(r"> ?|[-*+][ \t]|\d{1,9}[.)][ \t]|\t| {4}")


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file: `/<section>/<slug>/`; a translation `<slug>.<language>.md` belongs to it."""

    section: str
    slug: str
    article: Article
    text: str  # Markdown, not yet trusted
    language: str = LANGUAGES[0]
    translations: tuple["Page", ...] = ()  # the same page as editors wrote it in other languages
    line: int = 1  # of the file in which the text begins

    def spoken(self, language: str) -> "Page":
        """The page in a language, or as it was first written where nobody has translated it."""
        return next((one for one in self.translations if one.language == language), self)


def problem(text: str) -> str:
    """Why a text cannot be made a page, as a sentence; empty if it can.

    >>> problem("> - 两层"), problem("> " * 30)
    ('', '第 1 行的列表或引用有 30 层, 最多 20 层: 请减少层次')
    """
    if len(text) > LONGEST:
        return f"全文有 {len(text)} 个字符, 最多 {LONGEST} 个: 请分成几页"
    if (brackets := text.count("[")) > BRACKETS:
        return f"全文有 {brackets} 个方括号, 最多 {BRACKETS} 个: 请检查内容"
    for number, line in enumerate(text.split("\n"), start=1):
        if (levels := _depth(line)) > DEEPEST:
            return f"第 {number} 行的列表或引用有 {levels} 层, 最多 {DEEPEST} 层: 请减少层次"
    return _wrong_chart(CHART.findall(text))


def _wrong_chart(names: list[str]) -> str:
    for number, name in enumerate(names):
        if name not in CHARTS:
            return f"没有名为“{name[:40]}”的图: 可用 {'、'.join(CHARTS)}"
        if name in names[:number]:
            return f"图“{name}”放了两次: 请留一处"
    return ""


def _depth(line: str) -> int:
    """How many levels of lists, quotations and indents a line opens."""
    opening = _LEVELS.match(line.rstrip())
    return len(_MARKERS.findall(opening[0])) if opening else 0
