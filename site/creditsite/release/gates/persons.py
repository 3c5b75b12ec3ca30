"""Natural persons stand on their page and their list only, and nowhere under their full name."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from creditsite.model.config import Site
from creditsite.model.persons import ID, spelled

_ID = re.compile(ID.pattern.encode())
GATE = "自然人"
ALLOWED = ("s", "lists", "search")  # pages and data of subjects, lists, the look-up by full name
SHORTEST = 2  # a name of one character stands in any text


def spoken(root: Path, site: Site) -> str:
    """What pages say whoever they are about: a name that is a word of it cannot be looked for."""
    frame = root / "404.html"
    said = json.dumps(asdict(site), ensure_ascii=False, default=str)
    return said + (frame.read_text(encoding="utf-8") if frame.is_file() else "")


def names_of(persons: tuple[tuple[str, str], ...], said: str) -> Mapping[str, str]:
    """Id → full name of those whose name can be looked for."""
    found = {one: name for one, name in persons if len(name) >= SHORTEST and name not in said}
    return MappingProxyType(found)


def misplaced(path: str, data: bytes, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each way in which a file says more of a person than it may."""
    if not (_ID.search(data) or ID.search(path)):
        return
    text = f"{path}\n{data.decode('utf-8', 'replace')}"
    told = dict.fromkeys(ID.findall(text))
    if not any(part in ALLOWED for part in path.split("/")[:2]):
        yield "含有自然人的编号"
    if any(spelled(names[one]).search(text) for one in told if one in names):
        yield "含有自然人的全名"
