"""What may never be stored or shown: columns dropped at the door, and patterns of personal numbers in free text."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from creditsite.model.codes import is_valid
from creditsite.model.figures import visible

# Headers whose cells are never read: identity papers, tax numbers (may hold an ID number), contacts, handlers.
NEVER_READ: tuple[str, ...] = (
    "法定代表人证件类型", "法定代表人证件号码", "法定代表人身份证号", "自然人证件类型", "自然人证件号码",
    "行政相对人代码_4（税务登记号）", "代码_4（税务登记号）", "税务登记号", "纳税人识别号",
    "行政相对人代码_5（居民身份证号）", "代码_5（居民身份证号）",
    "居民身份证号", "身份证号", "身份证号码", "公民身份号码",
    "证件类型", "证件号", "护照号", "出生日期", "性别", "民族",
    "联系人", "联系电话", "电话", "手机", "手机号", "手机号码", "电子邮箱", "邮箱", "家庭住址", "住址", "通讯地址",
    "银行账号", "开户行", "经办人", "承办人", "申请人", "投诉人", "举报人", "经营者",
    "XK_XDR_SWDJ", "CF_XDR_SWDJ", "XK_FR_ZJLX", "XK_FR_ZJHM", "CF_FR_ZJLX", "CF_FR_ZJHM", "XK_FR_SFZH", "CF_FR_SFZH",
    "XK_XDR_ZJLX", "XK_XDR_ZJHM", "CF_XDR_ZJLX", "CF_XDR_ZJHM", "XK_XDR_SFZ", "CF_XDR_SFZ",
)  # fmt: skip

# Province codes of GB/T 2260: an ID number begins with one.
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)  # fmt: skip
# Countries of ISO 3166-1 by number: of one of them is the holder of a foreign permanent resident's card.
_COUNTRIES = (
    " 004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 070 072 074 076 084 086 090"
    " 092 096 100 104 108 112 116 120 124 132 136 140 144 148 152 156 158 162 166 170 174 175 178 180 184 188 191 192"
    " 196 203 204 208 212 214 218 222 226 231 232 233 234 238 239 242 246 248 250 254 258 260 262 266 268 270 275 276"
    " 288 292 296 300 304 308 312 316 320 324 328 332 334 336 340 344 348 352 356 360 364 368 372 376 380 384 388 392"
    " 398 400 404 408 410 414 417 418 422 426 428 430 434 438 440 442 446 450 454 458 462 466 470 474 478 480 484 492"
    " 496 498 499 500 504 508 512 516 520 524 528 531 533 534 535 540 548 554 558 562 566 570 574 578 580 581 583 584"
    " 585 586 591 598 600 604 608 612 616 620 624 626 630 634 638 642 643 646 652 654 659 660 662 663 666 670 674 678"
    " 682 686 688 690 694 702 703 704 705 706 710 716 724 728 729 732 740 744 748 752 756 760 762 764 768 772 776 780"
    " 784 788 792 795 796 798 800 804 807 818 826 831 832 833 834 840 850 854 858 860 862 876 882 887 894"
)

# Anything without a letter from a digit to a digit; what it holds is looked at more closely.
_SUSPECT = re.compile(r"[0-9][0-9\W_]{9,}[0-9Xx]")
_SHORT = 128  # signs
# Digits as people part them: by spaces, dots, dashes, middle dots.
_BETWEEN = r"[\s.\-‐‑‒–—―−_·•‧∙⋅・、]"
_GAP = rf"(?:{_BETWEEN}{{0,3}}|[ \t]{{0,9}}\r?\n\s{{0,40}})"  # the end of a line may be followed by an indent
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9]){{10,}}(?:{_GAP}[Xx])?")
_GROUP = re.compile(r"[0-9]*[Xx]|[0-9]+")
_ODD = r"(?:[^\w\n]|_)"
# Digits parted by anything else (commas, slashes, quotes): judged only where they are one ID number and no more.
_ODD_RUN = re.compile(
    rf"(?<![0-9])(?<![0-9]{_ODD})[0-9](?:{_ODD}{{0,3}}[0-9]){{16}}{_ODD}{{0,3}}[0-9Xx](?!{_ODD}{{0,3}}[0-9])"
)
_MOBILE = re.compile(r"(?:0{0,2}86|0)?(1[3-9][0-9]{9})")
# Amounts in 万元 to the cent and less: 13912.345678 is no mobile, 139.12345678 may be one.
_AMOUNT = re.compile(r"[0-9]{5}\.[0-9]{6}|[0-9]{7}\.[0-9]{4}")
_MOBILE_SHAPES = {(3, 4, 4), (3, 8), (7, 4), (5, 6), (6, 5), (4, 3, 4), (3, 3, 5), (1,) * 11}
_CARD = re.compile(r"62|60|4|5[1-5]|9558|35")
# Papers of those who have no ID number, known by what is said before their number.
_PAPERS = ("护照", "護照", "通行证", "通行證", "台胞证", "臺胞證", "回乡证", "回鄉證", "assport")
_PAPER_NO = re.compile(
    r"(?:护照|護照|[Pp]assport|(?P<island>台胞证|臺胞證|(?:台湾|臺灣)[^，。；\s]{0,9}通行[证證])|回[乡鄉][证證]"
    r"|(?:来往|往来|來往|往來|港澳)[^，。；\s]{0,6}通行[证證])"
    r"(?:\s?(?:号码|编号|號碼|編號|号|號|[Nn]umber|[Nn]o\.?))?[\s:：为為是(（]{0,4}"
    r"(?P<no>[A-Za-z]{1,2} ?[0-9]{7,10}|(?(island)[0-9]{8,10}|(?!)))(?![0-9A-Za-z])"
)
# The last figures of an ID number, told as such: beside what else is known of a person they are the rest of it.
_TAIL_NO = re.compile(
    r"(?:身[份分][证證]|公民身份)[^，。；\s0-9]{0,6}?(?:尾[号號]|[后後末][四五六4-6]位)[^0-9，。；]{0,4}(?P<no>[0-9]{3,6}[Xx]?)(?![0-9])"
)
# An ID number of which some signs are covered: what is left of two such masks is the whole number.
_COVERS = "*＊×●○•"
_COVERED = re.compile(
    rf"(?<![0-9A-Za-z{_COVERS}])[0-9{_COVERS}xX]{{15}}(?:[0-9{_COVERS}xX]{{3}})?(?![0-9A-Za-z{_COVERS}])"
)
_COVERING = tuple(sign * 4 for sign in f"{_COVERS}xX")
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})(?![0-9A-Za-z])"
)
_REACH = 129  # signs beyond the longest hash
# Ids that the ledger gives out may end in a figure, and the next cell of a table begin with one.
_OWN_ID = re.compile(r"(?<![0-9A-Za-z])(?:rec|row|sub|per)[a-z2-7]{24}(?![0-9A-Za-z])")
# Codes of social organisations and a few more begin as bank cards do (GB 32100: who registers, then a province).
_CODE = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-F]{2}))(?:35|4[19]|5[1239])[1-8][0-9][0-9A-HJ-NPQRTUWXY]{14}(?![0-9A-Za-z])"
)
# A commitment's number: a region, a day since 2014, a serial of six. Eighteen of its figures may be like an ID number,
# and twenty like an old tax number (one and two more), but nobody born since 2014 has had such a one.
_COMMITMENT_NO = re.compile(r"[0-9]{6}20(?:1[4-9]|[2-9][0-9])(?:0[1-9]|1[0-2])[0-3][0-9]{7}")
_HOST = re.compile(r"@[\w-]+(?:\.[\w-]+)+")  # begins with one certain sign: found many times faster
_MAILBOX = re.compile(r"[\w.+-]+$")


def personal_numbers(text: str) -> Iterator[tuple[str, str]]:
    """Every number of a person and e-mail address in a text, in any width or spacing: (what, what was found).

    Each is told once.

    >>> list(personal_numbers("电话 138-0013-8000, 统一社会信用代码 91990102MA0000001P"))
    [('手机号码', '13800138000')]
    """
    yield from numbers_in(visible(text))


def numbers_in(plain: str) -> Iterator[tuple[str, str]]:
    """The same of a text that `visible` gave."""
    yield from dict.fromkeys(_found(plain))


def _found(plain: str) -> Iterator[tuple[str, str]]:
    for part in _SUSPECT.finditer(plain):
        if (_short_holds if len(part[0]) <= _SHORT else _holds)(part[0]):
            first, last = max(0, part.start() - _REACH), part.end() + _REACH
            around = _OWN_ID.sub(_blot, _HASH.sub(_blot, plain[first:last]))
            around = _CODE.sub(lambda m: _blot(m) if is_valid(m[0]) else m[0], around)
            yield from _in_part(around[part.start() - first : part.end() - first])
    if any(cover in plain for cover in _COVERING):
        yield from _covered(plain)
    if any(paper in plain for paper in _PAPERS):
        yield from (("护照或通行证号码", found["no"]) for found in _PAPER_NO.finditer(plain))
    if "身" in plain or "公民" in plain:
        yield from (("身份证号的一部分", found["no"]) for found in _TAIL_NO.finditer(plain))
    for host in _HOST.finditer(plain):
        if mailbox := _MAILBOX.search(plain[max(0, host.start() - _REACH) : host.start()]):
            yield "电子邮箱", mailbox[0] + host[0]


def _blot(found: re.Match[str]) -> str:
    """As many letters as were found: no number is seen in them, nor over them."""
    return "h" * len(found[0])


def _covered(plain: str) -> Iterator[tuple[str, str]]:
    for run in _COVERED.finditer(plain):
        left = sum(map(str.isdigit, run[0]))
        if left > 1 and any(cover in run[0] for cover in _COVERING):
            yield "遮掩了一部分的身份证号", run[0]


def _holds(part: str) -> bool:
    return any(_in_part(part))


# Most are two days or a time of day, and stand in many texts.
_short_holds = lru_cache(32_768)(_holds)


def _in_part(part: str) -> Iterator[tuple[str, str]]:
    for run in _RUN.finditer(part):
        lines = run[0].upper().split("\n")  # over the end of a line, and each line for itself
        for text in dict.fromkeys((run[0].upper(), *lines)):
            if _AMOUNT.fullmatch(text):
                continue
            groups = _GROUP.findall(text)
            abroad = groups[:1] in (["86"], ["086"], ["0086"])
            yield from _in_groups(groups[1:] if abroad else groups)
    for run in _ODD_RUN.finditer(part):
        digits = "".join(_GROUP.findall(run[0].upper()))
        if is_id_number(digits):
            yield "居民身份证号", digits


def _in_groups(groups: list[str]) -> Iterator[tuple[str, str]]:
    """What the digits of one run are: each group for itself, then groups side by side as if nothing parted them.

    Inside a group an ID number is found at every offset, since tax numbers hold them; across groups only from the
    beginning of one to the end of another, else a row of dates would be full of them.
    """
    for group in groups:
        windows = 0 if _COMMITMENT_NO.fullmatch(group) else len(group) - 17
        for start in range(windows):
            if is_id_number(group[start : start + 18]):
                yield "居民身份证号", group[start : start + 18]
        yield from _whole(group)
    for first in range(len(groups) - 1):
        joined = groups[first]
        for last in range(first + 1, len(groups)):
            joined += groups[last]
            if len(joined) > 19:
                break
            yield from _joined(joined, tuple(map(len, groups[first : last + 1])), groups)


def _whole(digits: str) -> Iterator[tuple[str, str]]:
    """What an unparted run of digits is as a whole."""
    if found := _MOBILE.fullmatch(digits):
        yield "手机号码", found[1]
    elif len(digits) == 15 and _is_old_id(digits):
        yield "15 位身份证号", digits
    elif _is_card(digits):
        yield "银行卡号", digits


def _joined(digits: str, shape: tuple[int, ...], groups: list[str]) -> Iterator[tuple[str, str]]:
    """What digits in groups are, if nothing parted them; mobiles and cards only where no group is left over."""
    alone = len(shape) == len(groups)
    if len(digits) == 18 and is_id_number(digits):
        yield "居民身份证号", digits
    elif len(digits) == 15 and alone and _is_old_id(digits):
        yield "15 位身份证号", digits
    elif alone and shape in _MOBILE_SHAPES and _MOBILE.fullmatch(digits):
        yield "手机号码", digits
    elif alone and len(set(shape[:-1])) == 1 and _is_card(digits):
        yield "银行卡号", digits


def is_id_number(digits: str) -> bool:
    """Whether 18 signs are a number of GB 11643 (province, date of birth, check digit) or of a foreigner's card.

    Counties are not looked up: their list changes, and a number that is only nearly right is a leak all the same.
    A foreign permanent resident has 9, a province, a country, and the same. Enterprises begin with 91 to 93: a valid
    credit code that names no country there is nobody's number.

    >>> is_id_number("911840199001010018"), is_id_number("911101191406045279")
    (True, False)
    """
    if len(digits) != 18 or digits[6:8] not in ("19", "20"):
        return False
    abroad = digits[0] == "9" and int(digits[1:3]) in _PROVINCES
    if not abroad and int(digits[:2]) not in _PROVINCES:
        return False
    if not _is_day(digits[6:14]) or _check_sign(digits[:17]) != digits[17]:
        return False
    return digits[0] != "9" or (abroad and digits[3:6] in _COUNTRIES) or not is_valid(digits)


def _is_old_id(digits: str) -> bool:
    return int(digits[:2]) in _PROVINCES and _is_day("19" + digits[6:12])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _check_sign(body: str) -> str:
    """ISO 7064 MOD 11-2."""
    return "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def _is_card(digits: str) -> bool:
    return (
        16 <= len(digits) <= 19
        and digits.isdigit()
        and _CARD.match(digits) is not None
        and _luhn(digits)
        and not _is_dated(digits)
    )


def _is_dated(digits: str) -> bool:
    """Whether they are a document's number as many departments make it: a region, a day of this century, a serial."""
    return (
        len(digits) == 18
        and digits[6:8] == "20"
        and int(digits[:2]) in _PROVINCES
        and _is_day(digits[6:14])
    )


def _luhn(digits: str) -> bool:
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
