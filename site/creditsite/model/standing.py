"""Standing: what is now on display about a subject, in one word. Derived, never a score, never mixed with a level."""

from collections.abc import Iterable
from dataclasses import dataclass

from creditsite.model.config import Site
from creditsite.model.records import Listing


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing with the words that page, badge and JSON use."""

    id: str
    label: str
    meaning: str


BLACK = Standing("black", "严重失信/黑名单", "当前在公示的失信名单上")
WATCH = Standing("watch", "重点关注", "当前在公示的重点关注名单上")
PENALTY = Standing("penalty", "有公示的处罚", "当前有公示期内的行政处罚")
RED = Standing("red", "守信激励", "当前在公示的守信激励名单上")
NONE = Standing("none", "未见公示失信信息", "本站当前没有公示其失信信息; 这不等于信用良好")
STANDINGS = (BLACK, WATCH, PENALTY, RED, NONE)  # gravest first


def standing(listings: Iterable[Listing], has_penalty: bool, site: Site) -> Standing:
    """The gravest thing now on display."""
    effects = {d.effect for one in listings if (d := site.list_definition(one.list_kind))}
    if "black" in effects:
        return BLACK
    if "watch" in effects:
        return WATCH
    if has_penalty:
        return PENALTY
    return RED if "red" in effects else NONE
