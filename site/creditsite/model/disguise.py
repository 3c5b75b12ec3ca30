"""Layers under which a text may say something: what a browser, a program or a mail takes off again."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from creditsite.model.figures import UNSEEN

# An entity that may hide something: not those without which no page can be written.
_ENTITY = re.compile(r"&(?:amp;)*(?:#(?!3[49];)|(?!amp;|quot;|gt;)[A-Za-z])")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(  # of a script, of JSON, of a style sheet, octal; each perhaps escaped again
    r"\\\\{0,7}(?:u\{([0-9A-Fa-f]{1,6})\}|(u[0-9A-Fa-f]{4}(?:\\\\{0,7}u[0-9A-Fa-f]{4})*)|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})"
    r"|0{0,4}(3[0-9]|[57]8) ?|(06[0-7]|07[01]|1[37]0)|([nrt/]))"
)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# A pattern that begins with one certain sign is looked for many times faster than any other.
_QUOTED = re.compile(r"=(?:[0-9A-F]{2}(?:=[0-9A-F]{2}){2,}|\r?\n)")
_TAG = (
    r"(?:!--(?:[^<]|<(?!!--)){0,500}?--|/?(?:a|abbr|b|bdi|bdo|big|code|data|del|em|font|i|ins|kbd|mark|q|r|s|samp|small|span"
    r"|strong|sub|sup|t|time|tspan|tt|u|var|wbr)(?:\s[^<>]{0,300})?/?)>"
)
_IN_A_WORD = rf"[\w{UNSEEN}]"  # one that is set in parts
_INLINE = re.compile(rf"<(?<={_IN_A_WORD}<){_TAG}(?:<{_TAG}){{0,5}}(?={_IN_A_WORD})", re.DOTALL)
_HEX_DIGITS = re.compile(r"3[0-9](?:(?:[ :,]|\\x|0x)?3[0-9]){10,}(?:(?:[ :,]|\\x|0x)?[57]8)?")
_HEX_PAIR = re.compile(r"3[0-9]|[57]8")
_BETWEEN_HEX = re.compile(r"0x|[^0-9]")


def undisguised(text: str) -> str:
    """The text with one layer of entities, percent signs, escapes and inline tags taken off."""
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if "%" in text and _PERCENT.search(text):
        text = unquote(text, errors="replace")
    if "\\" in text and (bare := _ESCAPE.sub(_character, text)) != text:
        text = _SURROGATES.sub(_pair, bare)
    if "=" in text and any(sign in text for sign in ("=3", "=E", "=\n", "=\r")):
        text = _QUOTED.sub(_quoted, text)
    if "<" in text:
        text = _INLINE.sub("", text)
    return text


def _character(escape: re.Match[str]) -> str:
    if several := escape[2]:
        units = bytes.fromhex(several.replace("\\", "").replace("u", ""))
        return units.decode("utf-16-be", "surrogatepass")
    if octal := escape[6]:
        return chr(int(octal, 8))
    if plain := escape[7]:
        return "/" if plain == "/" else "\n"
    number = int(next(group for group in escape.groups() if group), 16)
    return chr(number) if number < 0x110000 else escape[0]


def _pair(surrogates: re.Match[str]) -> str:
    return surrogates[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _quoted(run: re.Match[str]) -> str:
    return bytes.fromhex(re.sub(r"[=\r\n]", "", run[0])).decode("utf-8", "replace")


def hexadecimal(text: str) -> Iterator[str]:
    """What runs of hexadecimal pairs say, where they are digits of which there may be a number of a person."""
    for run in _HEX_DIGITS.finditer(text):
        pairs = _HEX_PAIR.findall(_BETWEEN_HEX.sub("", run[0]))
        yield bytes.fromhex("".join(pairs)).decode("ascii")
