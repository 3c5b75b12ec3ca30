"""A finished page in another language: links stay in it, days are in form, quoted Chinese is marked or converted."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from opencc import OpenCC

from creditsite.render.languages import Language

_CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# A link to a page: its path ends with a slash. All else is a file, which every language shares. A link that names the
# language it leads to (`hreflang`, written first) is the switch between them; `alternate` is one to another version.
_LINK = re.compile(
    r'(<(?!\w+ (?:hreflang|rel="alternate"))[a-z][^<>]*?\s(?:href|action)=")(/(?:[^"?#<>]*/)?(?:[?#][^"<>]*)?)"'
)
_DAY = re.compile(r"<time>(\d{4}-\d\d-\d\d)</time>")
_QUOTED = re.compile(r'<(\w+)\b[^<>]*\slang="zh-Hans"[^<>]*>')  # marked already
_TEXT = re.compile(rf"(<[^<>]*>)([^<>]*[{_CJK}][^<>]*)(?=<)")
_WORDS = re.compile(rf"[^\s<>]*[{_CJK}][^\s<>]*(?:\s+[^\s<>]*[{_CJK}][^\s<>]*)*")
_LEAF = re.compile(r"<(?:option|textarea|text)\b")  # may hold no element
_UNREAD = re.compile(r"<(?:script|style|title)\b")  # a title holds no element, and says two things
_BORDER = "\x1f"  # stands in no page: what is converted at one go does not reach across it
_AS_IT_IS = re.compile(
    r'(<script\b.*?</script>|<code\b.*?</code>|<(?P<e>\w+)\b[^<>]*\slang="zh-Hans"[^<>]*>.*?</(?P=e)>'
    r"|\s(?:href|src|action|id|for|name|value|data-copy|data-rules|data-home|data-query)="
    r"""(?:"[^"]*"|'[^']*')|(?<=class="url")[^<>]*>[^<]*)""",
    re.DOTALL,
)


def translated(page: str, language: Language) -> str:
    """The page as it is published in a language other than that of its sources."""
    page = _LINK.sub(lambda found: found[1] + _within(found[2], language.prefix) + '"', page)
    if language.tag == "zh-Hant":
        return converted(page)
    page = _DAY.sub(lambda found: _day(found[1], language), page)
    return _outside_quotations(page)


def _within(address: str, prefix: str) -> str:
    return address if address.startswith(prefix + "/") else prefix + address


def _day(iso: str, language: Language) -> str:
    return f'<time datetime="{iso}">{language.day(date.fromisoformat(iso))}</time>'


def _outside_quotations(page: str) -> str:
    """Every run of Chinese words in an element that says so."""
    done, at = [], 0
    for opening in _QUOTED.finditer(page):
        if opening.start() >= at:
            end = _end(page, opening)
            done += [_TEXT.sub(_marked, page[at : opening.start()]), page[opening.start() : end]]
            at = end
    return "".join((*done, _TEXT.sub(_marked, page[at:])))


def _end(page: str, opening: re.Match[str]) -> int:
    """Where the element that begins here ends."""
    depth = 0
    for tag in re.finditer(rf"<(/?){opening[1]}\b[^<>]*>", page[opening.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return opening.start() + tag.end()
    return len(page)


def _marked(found: re.Match[str]) -> str:
    tag, text = found.groups()
    if _UNREAD.match(tag):
        return found[0]
    if _LEAF.match(tag):
        return f'{tag[:-1]} lang="zh-Hans">{text}'
    return tag + _WORDS.sub(r'<span lang="zh-Hans">\g<0></span>', text)


def converted(page: str) -> str:
    """A page in traditional script; addresses, codes and what is marked as simplified stay."""
    kept, said, at = [], [], 0
    for one in _AS_IT_IS.finditer(page):
        said.append(page[at : one.start()])
        kept.append(one[0])
        at = one.end()
    said = traditional()(_BORDER.join((*said, page[at:]))).split(_BORDER)
    return "".join(part for pair in zip(said, (*kept, ""), strict=True) for part in pair)


@cache  # its dictionaries are read once in each process
def traditional() -> Callable[[str], str]:
    """What gives a text in traditional script, in the forms that Taiwan's and Hong Kong's readers share most."""
    return OpenCC("s2tw").convert
