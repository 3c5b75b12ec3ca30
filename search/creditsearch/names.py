"""How a name or a code is compared; the same rules stand in `static/names.js`, held together by shared vectors."""

import re
import unicodedata
from dataclasses import dataclass

from creditsite.model.codes import PLACEHOLDER, compact, fault_of
from creditsite.model.text import simplified

CODE_LENGTH = 18
_LATE_PLANES = range(0x20000, 0x40000)  # ideographs that one side's Unicode may not know yet
_CODE_SIGNS = re.compile(r"[0-9A-HJ-NPQRTUWXY]+")
_ALNUM = re.compile(r"[0-9A-Z]+")
_LATIN = re.compile(r"[0-9a-z]+")
_CODE_LABEL = (
    "统一社会信用代码|社会信用代码|统一信用代码|信用代码|纳税人识别号|纳税识别号|组织机构代码|"
    "机构代码|营业执照号|营业执照注册号|注册号|税号|代码"
)
_NAME_LABEL = (
    "信用主体名称|主体名称|企业名称|公司名称|单位名称|机构名称|商户名称|商家名称|店铺名称|店铺名|网店名称|"
    "纳税人名称|行政相对人名称|当事人名称|当事人|曾用名|字号|名称"
)
_LABEL = re.compile(
    rf"\s*(?:(?:(?:{_CODE_LABEL})(?:\s*[/、]\s*(?:{_CODE_LABEL}))*(?:\([^()]{{0,12}}\))?\s*[:：]?"
    rf"(?=[\s:：0-9A-Za-z]))|(?:(?:{_NAME_LABEL})\s*[:：]))\s*"
)
_INNER_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_SPACES = r"[\s\x1c-\x1f\x85\ufeff]+"  # what either language calls a space
_EDGES = re.compile(f"^{_SPACES}|{_SPACES}$")
_APART = re.compile(_SPACES)
LONGEST = 100  # signs of a query; what comes after is not read, and the reader is told
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9a-z]*")
han_table = simplified  # the script writes the same table
_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))


def plain(text: str) -> str:
    """NFKC and simplified script; everything else as it was typed."""
    return unicodedata.normalize("NFKC", text).translate(han_table())


def key(text: str) -> str:
    """What of a name is compared: letters and digits in one width, case and script, nothing between them.

    >>> key("雲浦市 青橙（集團）有限公司") == key("云浦市青橙(集团)有限公司")
    True
    """
    if _PLAIN.fullmatch(text):  # nearly every name: nothing to do but the script
        return text.translate(han_table())
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return "".join(c for c in lowered.translate(han_table()) if _kept(c))


def is_latin(form: str) -> bool:
    """Whether a compared form is Latin letters and digits only: pinyin, initials, a Latin name."""
    return _LATIN.fullmatch(form) is not None


def without_tones(form: str) -> str:
    """Pinyin as it is typed, from pinyin as it is printed.

    >>> without_tones("qīngchénglǜ")
    'qingchenglv'
    """
    parts = unicodedata.normalize("NFD", form.translate(_UMLAUT))
    return "".join(c for c in parts if unicodedata.category(c)[0] != "M")


def _kept(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" or ord(sign) in _LATE_PLANES


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, understood."""

    kind: str  # empty | code | bad_code | code_part | latin | name
    text: str  # the code, or the compared form of the name
    fault: str = ""  # of a bad code: length | signs | check | placeholder
    parts: tuple[str, ...] = ()  # of a name: the words between spaces, where there are several
    without: tuple[str, ...] = ()  # words that no name found may hold: those after a minus sign
    cut: bool = False  # more was typed than is read


def query(text: str) -> Query:
    """A query, told apart by what it can mean.

    >>> query("统一社会信用代码：91990102ma000000 1p").text
    '91990102MA0000001P'
    >>> query("青橙 商贸 -物流").without
    ('物流',)
    """
    start = _EDGES.sub("", plain(text))
    label = _LABEL.match(start)
    rest = start[label.end() :] if label else start
    code = _as_code(rest)
    if code is not None:
        return code
    first, *others = _APART.split(rest)
    unwanted = [word for word in others if _is_unwanted(word)]
    words = [first, *(word for word in others if not _is_unwanted(word))]
    whole = key("".join(words))
    form, cut = whole[:LONGEST], len(whole) > LONGEST
    without = tuple(map(key, unwanted))
    if not form:
        return Query("empty", "")
    if is_latin(bare := without_tones(form)):
        return Query("latin", bare, "", (), without, cut)
    parts = tuple(filter(None, map(key, words)))
    return Query("name", form, "", parts if len(parts) > 1 and not cut else (), without, cut)


def _is_unwanted(word: str) -> bool:
    return word[0] in "-\u2212" and key(word) != "" if word else False


def _as_code(rest: str) -> Query | None:
    signs = compact(rest.strip("\"'“”‘’()[]【】<>《》「」『』,，。.;；:："))
    digits = sum(c.isdigit() for c in signs)
    if _ALNUM.fullmatch(signs) and digits:
        if len(signs) == CODE_LENGTH:
            fault = code_fault(signs)
            return Query("bad_code", signs, fault) if fault else Query("code", signs)
        if len(signs) > CODE_LENGTH and digits >= CODE_LENGTH // 2:
            return Query("bad_code", signs, "length")
        if len(signs) >= 2 and len(signs) < CODE_LENGTH and _CODE_SIGNS.fullmatch(signs):
            return Query("code_part", signs)
        return None
    inner = _INNER_CODE.search(rest.upper())
    if not inner or sum(c.isdigit() for c in inner.group()) < CODE_LENGTH // 2:
        return None
    fault = code_fault(inner.group())
    return Query("bad_code" if fault else "code", inner.group(), fault)


def code_fault(code: str) -> str:
    """Why 18 signs are no unified social credit code, in a word; empty if they are one."""
    if not fault_of(code):
        return ""
    if code == PLACEHOLDER:
        return "placeholder"
    if len(code) != CODE_LENGTH:
        return "length"
    return "check" if _CODE_SIGNS.fullmatch(code) else "signs"
