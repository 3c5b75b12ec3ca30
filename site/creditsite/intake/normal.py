"""How headers and terms are compared: width, case, brackets, dashes, spaces and line breaks do not count."""

import re
import unicodedata

_NOISE = re.compile(r"[\s_\-‐‑–—−·•.,:;*、'\"“”‘’()\[\]{}〔〕【】〈〉《》「」]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def header_form(text: str) -> str:
    """The form in which two headers are equal.

    >>> header_form("行政相对人代码＿1（统一社会\\n信用代码） *") == header_form("行政相对人代码_1(统一社会信用代码)")
    True
    """
    return _NOISE.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).casefold()


def term_form(text: str) -> str:
    """The form in which two words of a vocabulary are equal.

    >>> term_form("（重点关注 名单）")
    '重点关注名单'
    """
    return header_form(text)
