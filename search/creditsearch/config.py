"""`/search/config.json`: which engine answers, how the static files are cut, and the words of the filters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from creditsite.model.standing import STANDINGS
from creditsite.model.vocabulary import ENTITY_KIND, LIST_KIND, ROLE, Vocabulary

VERSION = 1
_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def signs(vocabulary: Vocabulary) -> dict[str, str]:
    """One letter per term, by its place: terms are only ever added at the end."""
    return dict(zip(vocabulary.ids(), _DIGITS, strict=False))


@dataclass(slots=True)
class Facets:
    """The words that occur, gathered while the documents pass; their number does not follow that of the subjects."""

    lists: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def add(self, document: Any) -> None:
        """Note the words of one more document."""
        self.lists |= dict(zip(document.lists, document.list_labels, strict=True))
        self.kinds.update((document.entity_kind, *document.roles))
        if document.district:
            self.districts[document.district] = document.district_name
        if document.level:
            self.levels[document.level] = document.level_label

    def meta(self, document: Any) -> str:
        """Standing, district, lists, kinds, level: as an entry of the static files holds them."""
        lists, kinds = signs(LIST_KIND), signs(ENTITY_KIND) | _roles()
        return "|".join(
            (
                document.standing[0],
                document.district,
                "".join(lists.get(one, "") for one in document.lists),
                "".join(kinds.get(one, "") for one in (document.entity_kind, *document.roles)),
                document.level,
            )
        )

    def words(self) -> dict[str, Any]:
        """What the page calls each of them, by the signs that entries use."""
        lists, kinds = signs(LIST_KIND), signs(ENTITY_KIND) | _roles()
        labels = {t.id: t.label for t in (*ENTITY_KIND.terms, *ROLE.terms)}
        return {
            "standings": {s.id[0]: [s.id, s.label] for s in STANDINGS},
            "lists": {lists[i]: [i, n] for i, n in sorted(self.lists.items()) if i in lists},
            "kinds": {kinds[i]: [i, labels[i]] for i in kinds if i in self.kinds},
            "districts": dict(sorted(self.districts.items())),
            "levels": dict(sorted(self.levels.items())),
        }


def _roles() -> dict[str, str]:
    return dict(zip(ROLE.ids(), _DIGITS[26:], strict=False))


def config_bytes(lookup: Mapping[str, Any], facets: Facets) -> bytes:
    """The configuration of a release that has no search server."""
    content = {
        "version": VERSION,
        "engine": "static",
        "lookup": dict(lookup),
        "words": facets.words(),
    }
    return _encoded(content)


def search_config(static: bytes, *, url: str, key: str, index: str) -> bytes:
    """The configuration of a release, with a search server before the static files; `key` may only be a search key."""
    content = json.loads(static)
    if not url:
        content["engine"] = "static"
        content.pop("server", None)
    else:
        content["engine"] = "meilisearch"
        content["server"] = {"url": url.rstrip("/"), "key": key, "index": index}
    return _encoded(content)


def use_server(folder: Path, url: str, key: str, index: str = "subjects") -> None:
    """Make a look-up ask the server first; the file is replaced, as other releases may share its bytes.

    `url` is what a browser asks: best a path from the root of the site's own host, which the page's policy allows.
    """
    path = folder / "config.json"
    fresh = path.with_name(".config.json")
    fresh.write_bytes(search_config(path.read_bytes(), url=url, key=key, index=index))
    fresh.replace(path)


def _encoded(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
