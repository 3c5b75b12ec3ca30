"""One normal form in which names and document numbers are compared; what is shown stays as it was sent."""

import re
import unicodedata

_BRACKETS = str.maketrans(
    {
        "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")", "【": "(", "】": ")",
        "〈": "(", "〉": ")", "《": "(", "》": ")", "—": "-", "–": "-", "‐": "-", "−": "-", "_": "-",
        "•": "·", "・": "·", "‧": "·", "∙": "·",
    }
)  # fmt: skip


_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")
_FRAME = str.maketrans("", "", "第号年字")


def number_form(text: str) -> str:
    """The number of a decision in the form that tells it from others: letters and figures, not what parts them.

    >>> number_form("云市监处罚〔２０２６〕第012号"), number_form("云市监处罚 2026-1-2")
    ('云市监处罚|2026|12', '云市监处罚|2026|1|2')
    """
    folded = unicodedata.normalize("NFKC", text).translate(_FRAME).casefold()
    return "|".join(piece.lstrip("0") or piece for piece in _PIECES.findall(folded))


def normal_form(text: str) -> str:
    """NFKC, one kind of bracket, dash and middle dot, no white space, case folded.

    >>> normal_form("云市监处罚〔２０２６〕 12号") == normal_form("云市监处罚[2026]12号")
    True
    """
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    return "".join(folded.split())
