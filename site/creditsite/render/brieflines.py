"""Lines of the files for bulk look-up, in order: shops by platform, subjects by code, each with its status.

Lines of those of whom nothing else is said are taken from the files of the release before, and the ledger is asked
about the others only.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

from creditsite import ledger
from creditsite.ledger import Brief, Sale
from creditsite.model.standing import STANDINGS
from creditsite.render.lasting import same_hand, stays
from creditsite.render.source import Source

CODE = ledger.CODE
MANY = 20_000  # subjects; where more have changed, all lines come from the ledger
LABELS = {one.id: one.label for one in STANDINGS}
Line = tuple[str, bytes]  # the id of a subject, and what is said of it
_ID = itemgetter(0)

# as compact as can be, without an encoder for each of a million lines
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Before:
    """The files of the live release whose lines stand, but for those of the subjects that changed."""

    live: Path
    paths: tuple[str, ...]
    changed: frozenset[str]

    def lines(self, paths: Iterable[str]) -> Iterator[Line]:
        """The lines of some files that stand."""
        for path in paths:
            head, *lines = (self.live / path).read_bytes().split(b"\n")
            if not head.endswith((b'"shops":[', b'"subjects":[')):
                continue  # it names other files
            for line in lines[:-2]:
                subject = _id_of(line)
                if subject not in self.changed:
                    yield subject, line.removesuffix(b",")

    def of_platforms(self) -> dict[str, list[str]]:
        """The files of each platform, in their order."""
        found = defaultdict[str, list[str]](list)
        for path in self.paths:
            _, folder, name, *part = path.split("/")
            if folder == "platforms" and part:
                found[name].append(path)
        return {key: sorted(paths, key=_part) for key, paths in found.items()}

    def of_codes(self) -> list[str]:
        """The files of beginnings of codes, in the order of codes."""
        return [path for path in self.paths if path.startswith("api/codes/")]


def _part(path: str) -> int:
    return int(path.rpartition("/")[2].removesuffix(".json"))


def _id_of(line: bytes) -> str:
    """Whom a line is about; within a text such quotes are escaped.

    >>> _id_of(b'{"shop_name":"\\\\"id\\\\":\\\\"x\\\\"","id":"subb","name":"x"}')
    'subb'
    """
    return line.partition(b'"id":"')[2].partition(b'"')[0].decode()


def before(source: Source, live: Path | None) -> Before | None:
    """What stands of the live release; nothing where all is to be asked of the ledger.

    A shop that says the same stands in the files of another platform if others say of it that it has another code.
    """
    held, live = source.ledger, same_hand(source, live)
    paths = tuple(ledger.printed_below(held, "api/")) if live else ()
    drawn = [live / path for path in paths] if live else []
    those = islice(ledger.who_changed(held), MANY + 1) if live else ()
    changed = frozenset(one for one, _ in those)
    if live and drawn and not changed and all(map(Path.is_file, drawn)):
        ledger.keep_prints(
            held, "api"
        )  # where nobody says anything else, no platform is called otherwise
        return Before(live, paths, changed)
    named = ledger.digest_of_rows(ledger.platform_keys(held))
    stand = stays(source, "api", named, drawn) and len(changed) <= MANY
    return Before(live, paths, changed) if live and stand else None


def sold(source: Source, before: Before | None) -> Iterator[tuple[str, Iterator[Line]]]:
    """The lines of each platform, by its key, in the order of subjects and records."""
    if before is None:
        for key, sales in groupby(ledger.sales(source.ledger), key=attrgetter("platform")):
            yield key, map(_sale_line, sales)
        return
    fresh = defaultdict[str, list[Line]](list)
    for one in ledger.sales(source.ledger, changed=True):
        fresh[one.platform].append(_sale_line(one))
    stood = before.of_platforms()
    for key in sorted({*fresh, *stood}):
        yield key, merge(before.lines(stood.get(key, ())), fresh.get(key, ()), key=_ID)


def coded(source: Source, before: Before | None) -> Iterator[Line]:
    """The lines of all subjects that have a code, in the order of codes."""
    found = ledger.briefs(source.ledger, changed=before is not None)
    fresh = ((one.id, brief_line(one)) for one in found if len(one.id) == CODE)
    return merge(before.lines(before.of_codes()), fresh, key=_ID) if before else fresh


def brief_line(one: Brief) -> bytes:
    """A subject as a line of these files."""
    return dumps(brief_json(one)).encode()


def _sale_line(one: Sale) -> Line:
    return one.subject.id, dumps(sale_json(one)).encode()


def brief_json(one: Brief) -> dict[str, Any]:
    """A subject as a line of these files, version 1."""
    return {
        "id": one.id,
        "name": one.name,
        "standing": one.standing,
        "standing_label": LABELS.get(one.standing, ""),
        "disputed": one.disputed,
        "level": one.level or None,
        "level_scheme": one.level_scheme or None,
        "url": f"/s/{one.id}/index.json",
    }


def sale_json(one: Sale) -> dict[str, Any]:
    """A shop as a line of these files, version 1: the shop, then its subject."""
    return {"shop_name": one.shop_name, "shop_url": one.shop_url, **brief_json(one.subject)}
