"""One normal form in which names and document numbers are compared; what is shown stays as it was sent."""

import unicodedata

_BRACKETS = str.maketrans(
    {
        "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")", "【": "(", "】": ")",
        "〈": "(", "〉": ")", "《": "(", "》": ")", "—": "-", "–": "-", "‐": "-", "−": "-", "_": "-",
        "•": "·", "・": "·", "‧": "·", "∙": "·",
    }
)  # fmt: skip


def normal_form(text: str) -> str:
    """NFKC, one kind of bracket, dash and middle dot, no white space, case folded.

    >>> normal_form("云市监处罚〔２０２６〕 12号") == normal_form("云市监处罚[2026]12号")
    True
    """
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    return "".join(folded.split())
