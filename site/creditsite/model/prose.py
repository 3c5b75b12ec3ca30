"""Pages of prose: the sections they stand in, and a page as it was loaded."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file: `/<section>/<slug>/`."""

    section: str
    slug: str
    article: Article
    text: str  # Markdown, not yet trusted
