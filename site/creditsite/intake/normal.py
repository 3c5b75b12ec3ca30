"""How headers and terms are compared: width, case, brackets, dashes, spaces and line breaks do not count."""

import re
import unicodedata

_NOISE = re.compile(r"[\s_\-‐‑–—−·•.,:;*、'\"“”‘’()\[\]{}〔〕【】〈〉《》「」]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


# What forms write beside a header to say how the column is filled; anything else in brackets is part of the name.
_HINT = re.compile(
    r"[(【\[]\s*(?:(?:条件|非)?必[填选]项?|[选可]填项?|可选|全称|[单多]选|(?:文本|日期|数字)(?:格式)?|格式[^)]*"
    r"|如有|yyyy[^)]*|\d+[个位]?字?以内)\s*[)】\]][\s*]*$",
    re.I,
)
_IN_UNIT = re.compile(r"\(\s*(?:金额)?单位\s*:?\s*(?=万?元\s*\))")
_NUMBER = re.compile(r"^\s*\d{1,2}\s*[.、]\s*(?=[^\W\d])")


def header_form(text: str) -> str:
    """The form in which two headers are equal; its number and hints on how to fill the column do not count.

    >>> header_form("行政相对人代码＿1（统一社会\\n信用代码） *") == header_form("行政相对人代码_1(统一社会信用代码)")
    True
    >>> header_form("3、决定日期（必填）"), header_form("金额（单位：万元）"), header_form("机关（统一社会信用代码）")
    ('决定日期', '金额万元', '机关统一社会信用代码')
    """
    plain = unicodedata.normalize("NFKC", text)
    return _compared(_HINT.sub("", _IN_UNIT.sub("(", _NUMBER.sub("", plain))))


def term_form(text: str) -> str:
    """The form in which two words of a vocabulary are equal.

    >>> term_form("（重点关注 名单）")
    '重点关注名单'
    """
    return _compared(unicodedata.normalize("NFKC", text))


def _compared(plain: str) -> str:
    return _NOISE.sub("", _INVISIBLE.sub("", plain)).casefold()
