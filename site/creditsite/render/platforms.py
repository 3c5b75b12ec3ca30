"""Files for bulk look-up: the shops of a platform, and subjects by the beginning of their code, each with its status.

A file holds a thousand lines at most. A beginning of eight signs (kind and district of registration) always has its
file; where more subjects begin so, that file names longer beginnings that have files of their own.
"""

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort

from creditsite import ledger
from creditsite.render.brieflines import (
    CODE,
    Before,
    Line,
    before,
    brief_json,
    coded,
    dumps,
    sale_json,
    sold,
)
from creditsite.render.datafiles import Chunks, read_through
from creditsite.render.lasting import lasting
from creditsite.render.source import Source

MOST = 1000  # lines of a file
SHORTEST = 8  # signs of the beginning of a code
Files = Iterator[tuple[str, Chunks]]
Told = dict[str, Any]  # a line as JSON
_DATA = itemgetter(1)
_STAMP = ("release", "as_of")


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects whose codes begin alike, and how long the beginnings are that have files of their own."""

    prefix: str
    count: int
    length: int


def files(source: Source, live: Path | None = None) -> Files:
    """Every file: its path under the root, and its bytes.

    Each bears the release of its last change; one that says what it said is given as the file of `live`, the release
    that is served.
    """
    stood = before(source, live)
    if stood and not stood.changed:
        yield from ((path, stood.live / path) for path in stood.paths)
        return
    yield from _platform_files(source, stood)
    yield from _code_files(source, stood)


def blueprint(source: Source) -> Blueprint:
    """The same files from the running app."""
    routes = Blueprint("platforms", __name__)

    @routes.get("/api/platforms/<path:name>.json")
    @routes.get("/api/codes/<path:name>.json", defaults={"folder": "codes"})
    def file(name: str, folder: str = "platforms") -> Response:
        wanted = f"api/{folder}/{name}.json"
        for path, pieces in files(source):
            if path == wanted:
                return Response(read_through(pieces), mimetype="application/json")
        abort(404)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing: `files` writes them."""
    yield from ()


def _platform_files(source: Source, stood: Before | None) -> Files:
    known, named = list[Told](), ledger.platform_names(source.ledger)
    for key, shops in sold(source, stood):
        (code, name), parts = named[key], list[str]()
        for lines in _parts(shops):
            parts.append(f"api/platforms/{key}/{len(parts) + 1}.json")
            head = {"platform": key, "platform_name": name, "part": len(parts)}
            yield _file(source, stood, parts[-1], head, "shops", lines)
        if parts:
            urls = [f"/{path}" for path in parts]
            known.append({"key": key, "name": name, "code": code, "parts": urls})
    index = "api/platforms/index.json"
    yield _file(source, stood, index, {}, "platforms", _encoded(known))


def _parts(lines: Iterator[Line]) -> Iterator[list[bytes]]:
    while part := list(map(_DATA, islice(lines, MOST))):
        yield part


def _code_files(source: Source, stood: Before | None) -> Files:
    groups = {
        one.prefix: one for one in _groups(source)
    }  # few: by kind and district of registration
    for prefix, lines in groupby(coded(source, stood), key=lambda line: line[0][:SHORTEST]):
        group = groups[prefix]
        head: Told = {"prefix": prefix, "count": group.count}
        if group.length == SHORTEST:
            yield _file(source, stood, _at(prefix), head, "subjects", map(_DATA, lines))
            continue
        longer = []
        for start, some in groupby(lines, key=lambda line: line[0][: group.length]):
            longer.append(start)
            yield _file(source, stood, _at(start), {"prefix": start}, "subjects", map(_DATA, some))
        head["length"] = group.length
        yield _file(source, stood, _at(prefix), head, "prefixes", _encoded(longer))
    said = [
        {"prefix": one.prefix, "count": one.count, "url": f"/{_at(one.prefix)}"}
        for one in groups.values()
    ]
    yield _file(source, stood, "api/codes/index.json", {}, "prefixes", _encoded(said))


def told_again(source: Source, data: bytes, subjects: Collection[str]) -> bytes | None:
    """One of these files with what is said of a few subjects now; nothing where it is no more.

    Of them it may hold less than before and nothing new: who asks has taken something off display. Lines stay in the
    files in which they are.
    """
    said, named = json.loads(data), ledger.platform_names(source.ledger)
    name = next(one for one in ("shops", "subjects", "platforms", "prefixes") if one in said)
    if name == "shops":
        lines = list(_sold_still(source, said, subjects))
        key = said["platform"]
        gone = not lines and key not in dict(ledger.selling(source.ledger))
        said |= {"platform_name": named[key][1]} if key in named else {}
    elif name == "subjects":
        lines = list(_shown_still(source, said, subjects))
        said |= {"count": len(lines)} if "count" in said else {}
        gone = not lines
    elif name == "platforms":
        selling = dict(ledger.selling(source.ledger))
        still, gone = [one for one in said[name] if one["key"] in selling], False
        lines = [one | dict(zip(("code", "name"), named[one["key"]], strict=True)) for one in still]
    elif "prefix" in said:
        lines = [one for one in said[name] if _count(source, one)]
        said["count"], gone = _count(source, said["prefix"]), not lines
    else:
        lines, gone = list(_begun_still(source, said, subjects)), False
    head = {key: value for key, value in said.items() if key not in (*_STAMP, name)}
    return None if gone else _body(source, head, name, b",\n".join(_encoded(lines)))


def _sold_still(source: Source, said: Told, subjects: Collection[str]) -> Iterator[Told]:
    sales = chain.from_iterable(ledger.sales(source.ledger, one) for one in subjects)
    still = defaultdict[tuple[str, ...], list[Told]](list)
    for one in sales:
        if one.platform == said["platform"]:
            still[one.subject.id, one.shop_name, one.shop_url].append(sale_json(one))
    for line in said["shops"]:
        if line["id"] not in subjects:
            yield line
        elif left := still[line["id"], line["shop_name"], line["shop_url"]]:
            yield left.pop()


def _shown_still(source: Source, said: Told, subjects: Collection[str]) -> Iterator[Told]:
    for line in said["subjects"]:
        if line["id"] not in subjects:
            yield line
        elif brief := next(ledger.briefs(source.ledger, line["id"], line["id"] + "\0"), None):
            yield brief_json(brief)


def _begun_still(source: Source, said: Told, subjects: Collection[str]) -> Iterator[Told]:
    """The lines of the directory of beginnings; those of the subjects are counted anew."""
    for line in said["prefixes"]:
        if not any(one.startswith(line["prefix"]) for one in subjects):
            yield line
        elif count := _count(source, line["prefix"]):
            yield line | {"count": count}


def _count(source: Source, prefix: str) -> int:
    found = ledger.briefs(source.ledger, prefix, f"{prefix}\x7f")
    return sum(1 for one in found if len(one.id) == CODE)


def _at(prefix: str) -> str:
    return f"api/codes/{prefix}.json"


def _groups(source: Source) -> Iterator[Group]:
    """Every beginning of the shortest length that a code has, with the length at which its files are small enough."""
    for prefix, codes in groupby(ledger.codes(source.ledger), key=lambda code: code[:SHORTEST]):
        count, length = 0, SHORTEST
        last = deque[str](maxlen=MOST)
        for code in codes:
            if len(last) == MOST:
                while code[:length] == last[0][:length]:  # those between begin so, too
                    length += 1
            last.append(code)
            count += 1
        yield Group(prefix, count, length)


def _file(
    source: Source, stood: Before | None, path: str, head: Told, name: str, lines: Iterable[bytes]
) -> tuple[str, Chunks]:
    """A JSON object whose last member is a list, one line for each of some: as it is served, where it says the same."""
    rows = b",\n".join(lines)  # a thousand
    of = sha256(f"{dumps(head)} {name}\n".encode() + rows).hexdigest()
    signed = lasting(source, path, of)
    if stood and signed is not source:
        return path, stood.live / path
    return path, iter((_body(signed, head, name, rows),))


def _body(source: Source, head: Told, name: str, rows: bytes) -> bytes:
    said = {"version": 1, "release": source.release, "as_of": source.as_of.isoformat(), **head}
    begun = f"{dumps(said)[:-1]},{dumps(name)}:[".encode()
    return begun + (b"\n" + rows if rows else b"") + b"\n]}\n"


def _encoded(found: Iterable[object]) -> Iterator[bytes]:
    return (dumps(one).encode() for one in found)
