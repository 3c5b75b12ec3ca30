"""What may never be stored or shown: columns dropped at the door, and patterns of personal numbers in free text."""

import re
import unicodedata
from collections.abc import Iterator

from stdnum.cn import ric

# Headers whose cells are never read: identity papers, tax numbers (may hold an ID number), contacts, handlers.
NEVER_READ: tuple[str, ...] = (
    "法定代表人证件类型", "法定代表人证件号码", "法定代表人身份证号", "自然人证件类型", "自然人证件号码",
    "行政相对人代码_4（税务登记号）", "代码_4（税务登记号）", "税务登记号", "纳税人识别号",
    "行政相对人代码_5（居民身份证号）", "代码_5（居民身份证号）", "居民身份证号", "身份证号", "身份证号码", "公民身份号码",
    "证件类型", "证件号", "护照号", "出生日期", "性别", "民族",
    "联系人", "联系电话", "电话", "手机", "手机号", "手机号码", "电子邮箱", "邮箱", "家庭住址", "住址", "通讯地址",
    "银行账号", "开户行", "经办人", "承办人", "申请人", "投诉人", "举报人", "经营者",
    "XK_XDR_SWDJ", "CF_XDR_SWDJ", "XK_FR_ZJLX", "XK_FR_ZJHM", "CF_FR_ZJLX", "CF_FR_ZJHM", "XK_FR_SFZH", "CF_FR_SFZH",
    "XK_XDR_ZJLX", "XK_XDR_ZJHM", "CF_XDR_ZJLX", "CF_XDR_ZJHM", "XK_XDR_SFZ", "CF_XDR_SFZ",
)  # fmt: skip

_ID18 = re.compile(r"(?=(\d{17}[\dXx]))")
_ID15 = re.compile(r"(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62|4|5[1-5])\d{13,17}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_JOINERS = re.compile(r"(?<=\d)[\s\-.·\u200b\u200c\u200d\ufeff\u00ad]+(?=[\dXx])")


def personal_numbers(text: str) -> Iterator[tuple[str, str]]:
    """Every ID number, mobile, bank card or e-mail address in a text, in any width or spacing: (what, the digits)."""
    folded = unicodedata.normalize("NFKC", text)
    for view in {folded, _JOINERS.sub("", folded)}:
        for found in _ID18.finditer(view):
            if ric.is_valid(found[1].upper()):
                yield "居民身份证号", found[1]
        for name, pattern in (
            ("15 位身份证号", _ID15),
            ("手机号码", _MOBILE),
            ("电子邮箱", _EMAIL),
        ):
            for hit in pattern.finditer(view):
                yield name, hit[0]
        for hit in _CARD.finditer(view):
            if _luhn(hit[0]):
                yield "银行卡号", hit[0]


def _luhn(digits: str) -> bool:
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
