"""Which part of a company name is its brand (字号): what stands between region, trade and legal form."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from creditsearch.names import key
from creditsearch.regions import region_ends

_LEGAL = re.compile(
    r"(?:股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|控股有限公司|有限公司|股份公司|集团公司|"
    r"总公司|分公司|公司|集团|农民专业合作社联合社|农民专业合作社|专业合作社|合作社|家庭农场|农场|"
    r"个人独资企业|普通合伙|有限合伙|特殊普通合伙|合伙企业|个体工商户|"
    r"经营部|营业部|服务部|经销部|销售部|商行|商店|商场|超市|便利店|专卖店|门市部|网店|店铺|小店|店|"
    r"工作室|服务中心|服务站|中心|协会|商会|学会|研究院|研究所|事务所|俱乐部|农家乐|招待所|诊所|旅馆|客栈|民宿|超市|"
    r"包子铺|铺|收购站|厂|馆|坊|(?<!银)行|社|站|部|室|吧|院|所)$"
)
_WITHIN = re.compile(r"..+?(?:有限责任公司|有限公司|专业合作社|合伙企业)")


@cache
def _trade() -> re.Pattern[str]:
    """The words of `trades.txt` where a name ends with one."""
    words = files("creditsearch").joinpath("trades.txt").read_text(encoding="utf-8").split()
    return re.compile(rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})$")


@dataclass(frozen=True, slots=True)
class Brand:
    """Where the brand stands in the compared form of a name, and where else it may begin."""

    start: int
    length: int
    other_starts: tuple[int, ...]


def brand(name: str, own: frozenset[str] = frozenset()) -> Brand:
    """The brand of a name; `own` are names of regions of this city.

    >>> b = brand("银川市青橙优品商贸有限公司")
    >>> key("银川市青橙优品商贸有限公司")[b.start : b.start + b.length]
    '青橙优品'
    """
    form = key(name)
    start, others = region_ends(form, own)
    opened = re.search(r"[(（]", name)  # 青橙(云浦)商贸有限公司
    head = key(name[: opened.start()]) if opened else form
    body = head[start:] if len(head) - start >= 2 else form[start:]
    if branch := _WITHIN.match(body):  # 青橙商贸有限公司滨江分公司
        body = branch.group()
    rest = _stripped(_stripped(body, _LEGAL, 2), _trade(), 4)
    return Brand(start, len(rest), others)


def _stripped(text: str, ending: re.Pattern[str], times: int) -> str:
    for _ in range(times):
        found = ending.search(text)
        if not found or found.start() < 2:
            break
        text = text[: found.start()]
    return text
