"""The city's own words in other languages: `site.en.toml` and `levels.en.toml` repeat what they translate."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from creditsite.intake.keys import Keys
from creditsite.model.config import Scheme, Site
from creditsite.model.faults import Fault, Place

Pair = tuple[str, str]  # a text of the city, and the same in the language
# Array of tables → the key that says which one is meant, and the texts that may be translated.
_PARTS = {
    "districts": ("code", ("name",)),
    "hotlines": ("number", ("name", "purpose")),
    "links": ("url", ("name",)),
    "lists": ("kind", ("name", "criteria", "legal_basis", "kept_by", "procedure")),
    "schemes": ("id", ("name", "evaluator", "version", "description")),
    "grades": ("grade", ("label", "meaning", "improve")),
}
_TOP = (
    "name", "city", "office", "description", "contact_phone", "contact_address", "service_hours", "data_licence",
    "site_code", "icp", "police_filing",
)  # fmt: skip


def words_of(
    content: Path, site: Site, faults: list[Fault]
) -> tuple[tuple[str, tuple[Pair, ...]], ...]:
    """Language → pairs, for each language of the city's pages but the first; a city need not translate anything."""
    return tuple(
        (
            tag,
            tuple(
                dict(
                    chain(_city(content, tag, site, faults), _levels(content, tag, site, faults))
                ).items()
            ),
        )
        for tag in site.languages[1:]
    )


def _city(content: Path, tag: str, site: Site, faults: list[Fault]) -> Iterator[Pair]:
    k = _file(content, f"site.{tag}.toml", faults)
    yield from _texts(k, site, _TOP)
    for part in ("districts", "hotlines", "links", "lists"):
        yield from _each(k, part, getattr(site, part))
    k.close()


def _levels(content: Path, tag: str, site: Site, faults: list[Fault]) -> Iterator[Pair]:
    k = _file(content, f"levels.{tag}.toml", faults)
    yield from _each(k, "schemes", site.schemes, _grades)
    k.close()


def _grades(k: Keys, scheme: object) -> Iterator[Pair]:
    assert isinstance(scheme, Scheme)
    yield from _each(k, "grades", scheme.grades)


def _nothing(_k: Keys, _one: object) -> Iterator[Pair]:
    yield from ()


def _each(
    k: Keys,
    part: str,
    made: Iterable[object],
    inside: Callable[[Keys, object], Iterator[Pair]] = _nothing,
) -> Iterator[Pair]:
    key, texts = _PARTS[part]
    known = {getattr(one, key): one for one in made}

    def pairs(one: Keys) -> list[Pair]:
        name = one.text(key)
        if name and name not in known:
            one.fault(key, f"原文里没有 {key} 为“{name}”的一项: 请改正或删去")
        found = known.get(name)
        one.known.update((*texts, "grades") if found is None else texts)
        return [*_texts(one, found, texts), *inside(one, found)] if found else []

    for found in k.each(part, pairs, unique=key):
        yield from found


def _texts(k: Keys, of: object, names: Iterable[str]) -> Iterator[Pair]:
    for name in names:
        said = k.text(name, "")
        if said:
            yield getattr(of, name), said


def _file(content: Path, name: str, faults: list[Fault]) -> Keys:
    try:
        text = (content / name).read_text(encoding="utf-8")
        return Keys(name, "", tomllib.loads(text), faults)
    except FileNotFoundError:
        pass  # not translated
    except UnicodeDecodeError:
        faults.append(Fault(Place(name), "不是 UTF-8 编码: 请用 UTF-8 保存", level="refused"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(Place(name), f"不是合法的 TOML: {error}", level="refused"))
    return Keys(name, "", {}, faults)
