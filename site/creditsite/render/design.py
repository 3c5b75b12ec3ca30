"""The page that shows every component of the site in every state: what designers read and what the checkers look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from creditsite.model.standing import STANDINGS
from creditsite.render.frame import page
from creditsite.render.qr import qr
from creditsite.render.source import Source
from creditsite.render.tallies import counted

ADDRESS = "/about/design/"
COLOURS = (  # property of the style sheet → what it is for
    ("ink", "正文"),
    ("soft", "次要文字"),
    ("line", "线"),
    ("paper", "纸面"),
    ("ground", "底色"),
    ("teal", "链接和按钮"),
    ("deep", "页头"),
    ("wash", "淡底"),
    ("seal", "印章红：焦点和章节线"),
    ("warn", "提示"),
    ("warn-wash", "提示底"),
    ("chart", "图"),
)
LONG = "云浦市临江区示例名称特别特别长的电子商务与供应链管理服务（集团）股份有限公司第一分公司"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of a list that is none: its links stay on the page."""

    number: int
    last: int
    near: list[int]

    def to(self, _number: int) -> str:
        """Where the sample's links lead."""
        return "#tables"


def blueprint(source: Source) -> Blueprint:
    """The route of the page."""
    routes = Blueprint("design", __name__)

    @routes.get(ADDRESS)
    def design() -> str:
        values = {
            "colours": COLOURS,
            "standings": STANDINGS,
            "long": source.language.word(LONG),
            "some": counted(
                "tally-some",
                "各区县条数",
                "区县",
                [("甲区", 12), ("乙区", 5), ("丙区", 0)],
                source.language,
            ),
            "lacking": counted("tally-none", "没有数据的合计", "区县", [], source.language),
            "sample": Sample(number=5, last=9, near=[1, 0, 3, 4, 5, 6, 7, 0, 9]),
            "qr": qr(source.site.base_url + "/s/", "example"),
        }
        return page("design.html", ADDRESS, values)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The page."""
    yield "design.design", {}
