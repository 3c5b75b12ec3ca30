"""One normal form in which names and document numbers are compared; what is shown stays as it was sent."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc

_BRACKETS = str.maketrans(
    {
        "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")", "【": "(", "】": ")",
        "〈": "(", "〉": ")", "《": "(", "》": ")", "—": "-", "–": "-", "‐": "-", "−": "-", "_": "-",
        "•": "·", "・": "·", "‧": "·", "∙": "·",
    }
)  # fmt: skip


_BRACKET = re.compile(f"[{re.escape(''.join(map(chr, _BRACKETS)))}]")
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")
_FRAME = str.maketrans("", "", "第号年字")
_PARTED = re.compile(r"(?<=[^\W\d_])[\W_]+(?=[^\W\d_])")  # between two letters
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s+(?=[0-9])")
_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SPACE = re.compile(r"[0-9]\s+[0-9]")
_FIGURES_APART = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_HAN_FIGURES = "〇零一二三四五六七八九"
_HAN_RUN = re.compile(f"[{_HAN_FIGURES}]{{2,}}")
_HAN_TENS = re.compile(f"([{_HAN_FIGURES[2:]}]?)十([{_HAN_FIGURES[2:]}]?)(?=号|$)")
_IDEOGRAPHS = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))


@lru_cache(maxsize=16_384)  # bounded; each number and each authority is asked about several times
def number_form(text: str) -> str:
    """The number of a decision in the form that tells it from others: letters and figures, not what parts them.

    Width, script, case, brackets, spaces, leading zeros and figures written in characters do not show in it.

    >>> number_form("云市监处罚〔２０２６〕第012号"), number_form("云市监处罚 2026-1-2")
    ('云市监处罚|2026|12', '云市监处罚|2026|1|2')
    >>> number_form("雲市監 處罰〔二〇二六〕十二號")
    '云市监处罚|2026|12'
    >>> number_form("(2026)云市监处罚12号"), number_form("12号(2026)云市监处罚")
    ('云市监处罚|2026|12', '云市监处罚|2026|12')
    """
    folded = unicodedata.normalize("NFKC", text)
    if folded.isascii() and folded.isdigit():
        return folded.lstrip("0") or folded
    folded = one_script(folded)
    if "十" in folded:
        folded = _HAN_TENS.sub(lambda m: f"{_figure(m[1] or '一')}{_figure(m[2] or '零')}", folded)
    folded = _HAN_RUN.sub(lambda m: "".join(map(_figure, m[0])), folded)
    folded = _PARTED.sub("", folded.translate(_FRAME).casefold())
    if _SPACE.search(folded):
        folded = _FIGURES_APART.sub("", _YEAR.sub(r"\1|", folded))
    return "|".join(_in_order([piece.lstrip("0") or piece for piece in _PIECES.findall(folded)]))


def _in_order(pieces: list[str]) -> list[str]:
    """The letters, the year, the figure, also where a sender writes the year or the figure first."""
    letters = [piece for piece in pieces if not piece.isdigit()]
    years = [piece for piece in pieces if _A_YEAR.fullmatch(piece)]
    if len(pieces) != 3 or len(letters) != 1 or len(years) != 1:
        return pieces
    return [*letters, *years, *(one for one in pieces if one not in (*letters, *years))]


def _figure(sign: str) -> str:
    return str(max(0, _HAN_FIGURES.index(sign) - 1))


def one_script(text: str) -> str:
    """A text with each traditional sign as the simplified one.

    >>> one_script("紫梅百貨")
    '紫梅百货'
    """
    # Asked first: most have none, and translating is slow.
    return text if _traditional().isdisjoint(text) else text.translate(simplified())


@cache
def simplified() -> dict[int, str]:
    """Traditional sign → simplified sign, one to one, as OpenCC converts it when it stands alone."""
    converter = opencc.OpenCC("t2s")
    pairs = ((c, converter.convert(chr(c))) for c in _IDEOGRAPHS)
    return {c: s for c, s in pairs if s != chr(c) and len(s) == 1 and ord(s) < 0x10000}


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, simplified()))


@lru_cache(maxsize=16_384)
def normal_form(text: str) -> str:
    """NFKC, one kind of bracket, dash and middle dot, no white space, case folded.

    >>> normal_form("云市监处罚〔２０２６〕 12号") == normal_form("云市监处罚[2026]12号")
    True
    """
    folded = unicodedata.normalize("NFKC", text)
    if _BRACKET.search(folded):  # asked first: most have none, and translating is slow
        folded = folded.translate(_BRACKETS)
    return "".join(folded.casefold().split())


def normal_forms(texts: Sequence[str]) -> Sequence[str]:
    """The normal forms of several texts: all at once, which is quicker, unless one has several lines.

    >>> normal_forms(["云市监处罚〔２０２６〕 12号", "", "ＡB"]) == ["云市监处罚(2026)12号", "", "ab"]
    True
    """
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return list(map(normal_form, texts))
    folded = _BRACKET.sub(_bracket, unicodedata.normalize("NFKC", joined)).casefold()
    return ["".join(text.split()) for text in folded.split("\n")]


def _bracket(sign: re.Match[str]) -> str:
    return sign[0].translate(_BRACKETS)
