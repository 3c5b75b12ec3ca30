"""Files for bulk look-up: the shops of a platform, and subjects by the beginning of their code, each with its status.

A file holds a thousand lines at most. A beginning of eight signs (kind and district of registration) always has its
file; where more subjects begin so, that file names longer beginnings that have files of their own.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from flask import Blueprint, Response, abort

from creditsite import ledger
from creditsite.ledger import Brief, Sale
from creditsite.model.standing import STANDINGS
from creditsite.render.source import Source

MOST = 1000  # lines of a file
SHORTEST = 8  # signs of the beginning of a code
CODE = 18
LABELS = {one.id: one.label for one in STANDINGS}
Files = Iterator[tuple[str, Iterator[bytes]]]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects whose codes begin alike, and how long the beginnings are that have files of their own."""

    prefix: str
    count: int
    length: int


def files(source: Source) -> Files:
    """Every file: its path under the root, and its bytes in pieces."""
    yield from _platform_files(source)
    yield from _code_files(source)


def blueprint(source: Source) -> Blueprint:
    """The same files from the running app."""
    routes = Blueprint("platforms", __name__)

    @routes.get("/api/platforms/<path:name>.json")
    @routes.get("/api/codes/<path:name>.json", defaults={"folder": "codes"})
    def file(name: str, folder: str = "platforms") -> Response:
        wanted = f"api/{folder}/{name}.json"
        for path, pieces in files(source):
            body = b"".join(pieces)  # the next file begins where this one ended
            if path == wanted:
                return Response(body, mimetype="application/json")
        abort(404)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing: `files` writes them."""
    yield from ()


def _platform_files(source: Source) -> Files:
    known = []
    for key, of_platform in groupby(ledger.sales(source.ledger), key=lambda sale: sale.platform):
        first = next(of_platform)
        parts = 0
        for shops in _parts(first, of_platform):
            parts += 1
            head = {"platform": key, "platform_name": first.platform_name, "part": parts}
            yield (
                f"api/platforms/{key}/{parts}.json",
                _body(source, head, "shops", shops, sale_json),
            )
        known.append(
            {
                "key": key,
                "name": first.platform_name,
                "code": first.platform_code,
                "parts": [f"/api/platforms/{key}/{n}.json" for n in range(1, parts + 1)],
            }
        )
    yield "api/platforms/index.json", _body(source, {}, "platforms", known, lambda one: one)


def _parts(first: Sale, rest: Iterator[Sale]) -> Iterator[list[Sale]]:
    part = [first]
    for one in rest:
        if len(part) == MOST:
            yield part
            part = []
        part.append(one)
    yield part


def _code_files(source: Source) -> Files:
    groups = list(
        _groups(source)
    )  # one for each kind and district of registration, not for each subject
    for group in groups:
        end = group.prefix + "\x7f"
        found = ledger.briefs(source.ledger, group.prefix, end)
        head: dict[str, Any] = {"prefix": group.prefix, "count": group.count}
        if group.length == SHORTEST:
            yield _at(group.prefix), _body(source, head, "subjects", found, brief_json)
            continue
        longer = []
        for prefix, subjects in groupby(found, key=lambda one: one.id[: group.length]):
            longer.append(prefix)
            yield _at(prefix), _body(source, {"prefix": prefix}, "subjects", subjects, brief_json)
        head["length"] = group.length
        yield _at(group.prefix), _body(source, head, "prefixes", longer, lambda one: one)
    said = [
        {"prefix": one.prefix, "count": one.count, "url": f"/{_at(one.prefix)}"} for one in groups
    ]
    yield "api/codes/index.json", _body(source, {}, "prefixes", said, lambda one: one)


def told_again(source: Source, data: bytes, subjects: Collection[str]) -> bytes | None:
    """One of these files with what is said of a few subjects now; nothing where it is no more.

    Of them it may hold less than before and nothing new: who asks has taken something off display. Lines stay in the
    files in which they are.
    """
    said = json.loads(data)
    name = next(one for one in ("shops", "subjects", "platforms", "prefixes") if one in said)
    if name == "shops":
        lines = list(_sold_still(source, said, subjects))
        gone = not lines and said["platform"] not in dict(ledger.selling(source.ledger))
    elif name == "subjects":
        lines = list(_shown_still(source, said, subjects))
        said |= {"count": len(lines)} if "count" in said else {}
        gone = not lines
    elif name == "platforms":
        selling = dict(ledger.selling(source.ledger))
        lines, gone = [one for one in said[name] if one["key"] in selling], False
    elif "prefix" in said:
        lines = [one for one in said[name] if _count(source, one)]
        said["count"], gone = _count(source, said["prefix"]), not lines
    else:
        lines, gone = list(_begun_still(source, said, subjects)), False
    head = {key: value for key, value in said.items() if key != name}
    head |= {"release": source.release, "as_of": source.as_of.isoformat()}
    return None if gone else b"".join(_body(source, head, name, lines, lambda one: one))


def _sold_still(source: Source, said: Line, subjects: Collection[str]) -> Iterator[Line]:
    sales = chain.from_iterable(ledger.sales(source.ledger, one) for one in subjects)
    still = defaultdict[tuple[str, ...], list[Line]](list)
    for one in sales:
        if one.platform == said["platform"]:
            still[one.subject.id, one.shop_name, one.shop_url].append(sale_json(one))
    for line in said["shops"]:
        if line["id"] not in subjects:
            yield line
        elif left := still[line["id"], line["shop_name"], line["shop_url"]]:
            yield left.pop()


def _shown_still(source: Source, said: Line, subjects: Collection[str]) -> Iterator[Line]:
    for line in said["subjects"]:
        if line["id"] not in subjects:
            yield line
        elif brief := next(ledger.briefs(source.ledger, line["id"], line["id"] + "\0"), None):
            yield brief_json(brief)


def _begun_still(source: Source, said: Line, subjects: Collection[str]) -> Iterator[Line]:
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
    codes = (one.id for one in ledger.briefs(source.ledger) if len(one.id) == CODE)
    for prefix, ids in groupby(codes, key=lambda code: code[:SHORTEST]):
        lengths = range(SHORTEST, CODE + 1)
        # of each length: the beginning, how many have it so far, the most that had one
        runs = dict.fromkeys(lengths, ("", 0, 0))
        count = 0
        for code in ids:
            count += 1
            for length in lengths:
                start, run, most = runs[length]
                run = run + 1 if code[:length] == start else 1
                runs[length] = (code[:length], run, max(most, run))
        yield Group(prefix, count, next(n for n in lengths if runs[n][2] <= MOST))


def _body(
    source: Source, head: dict[str, Any], name: str, found: Any, line: Callable[[Any], Any]
) -> Iterator[bytes]:
    """A JSON object whose last member is a list, one line for each of what was found."""
    said = {"version": 1, "release": source.release, "as_of": source.as_of.isoformat(), **head}
    yield f"{_dumps(said)[:-1]},{_dumps(name)}:[".encode()
    comma = "\n"
    for one in found:
        yield f"{comma}{_dumps(line(one))}".encode()
        comma = ",\n"
    yield b"\n]}\n"


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


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
