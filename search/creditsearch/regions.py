"""Where the regional part of a company name ends, from the national table of divisions that python-stdnum carries."""

import re
from functools import cache
from importlib.resources import files

_SUFFIXES = (
    "维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区",
    "新区", "省", "市", "盟", "县", "区", "旗", "州",
)  # fmt: skip
_NAMED = re.compile(r'(province|prefecture|county)="([^"]*)"')
_YEARS = re.compile(r"\[[^\]]*\]")
_PEOPLES = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}族)+$"
)  # 湘西土家族苗族自治州 is called 湘西 in names
_PLACES = re.compile(
    r"^.{1,4}?(?:经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|高新区|开发区|工业园区?|街道|"
    r"新区|社区|镇|乡|村|路|街|巷|区|县|市|州|旗)"
)
_TOWN = re.compile(r"^.{2,3}?(?:街道|社区|镇|乡)")  # after a region, nearly always a place
LONGEST = 12


@cache
def _divisions() -> tuple[frozenset[str], frozenset[str]]:
    """Names that surely are a region wherever they stand first, and those that are one only after another."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    sure: set[str] = {"中国", "全国"}
    maybe: set[str] = set()
    for level, values in _NAMED.findall(text):
        for name in _YEARS.sub(",", values).split(","):
            short = _short(name)
            if len(name) > 1:
                sure.add(name)
            (maybe if level == "county" and not _is_seat(name) else sure).add(short)
    ordinary = {"", "市辖区", "市辖", "县", "省直辖县级行政区划"}
    return (
        frozenset(n for n in sure - ordinary if len(n) > 1),
        frozenset(n for n in maybe - ordinary if len(n) > 1),
    )


def _is_seat(name: str) -> bool:
    return name.endswith(("市", "自治州", "地区", "盟")) and len(name) >= 3


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            bare = name[: -len(suffix)]
            people = _PEOPLES.sub("", bare)
            return people if len(people) >= 2 else bare
    return name


@cache
def own_regions(names: tuple[str, ...]) -> frozenset[str]:
    """The regions of a city, each also as it is called for short.

    >>> sorted(own_regions(("云浦市", "临江区")))
    ['临江', '临江区', '云浦', '云浦市']
    """
    return frozenset({*names, *map(_short, names)} - {""})


def region_ends(form: str, own: frozenset[str] = frozenset()) -> tuple[int, tuple[int, ...]]:
    """Where the brand most likely begins in a compared name, and every other place where it may begin.

    >>> region_ends("宁夏银川市青橙优品商贸有限公司")[0]
    5
    """
    sure, maybe = _divisions()
    at, starts = 0, [0]
    for _ in range(4):
        step = _longest(form, at, sure, own)
        if not step:
            break
        at += step
        starts.append(at)
    if at and (town := _TOWN.match(form[at:])) and len(form) - at - town.end() >= 4:
        at += town.end()
        starts.append(at)
    starts += [start + _longest(form, start, maybe, frozenset()) for start in starts]
    others = set(starts)
    for start in starts:
        for _ in range(2):  # a town, and a road in it
            place = _PLACES.match(form[start:])
            if not place or len(form) - start - place.end() < 4:
                break
            start += place.end()
            others.add(start)
    return at, tuple(sorted(others - {at}))


@cache
def _heads(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name[:2] for name in names)


def _longest(form: str, at: int, known: frozenset[str], own: frozenset[str]) -> int:
    head = form[at : at + 2]
    if head not in _heads(known) and head not in _heads(own):
        return 0  # nearly always
    for size in range(min(LONGEST, len(form) - at - 2), 1, -1):
        part = form[at : at + size]
        if part in known or part in own:
            end = at + size
            return (
                size + 1
                if form[end : end + 1] in ("省", "市", "县", "区") and len(form) > end + 3
                else size
            )
    return 0
