"""Open data after a takedown: tables that changed are left out until the next whole build, and every index says so."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from creditsite.render.catalogue import dcat, json_ld, turtle
from creditsite.render.dataindex import balance, removed_lines
from creditsite.render.packaging import MEDIA, Written, dump
from creditsite.render.source import Source
from creditsite.render.tables import count, tables

WHY = "紧急撤下后正在重新制作, 下一期恢复"
Read = Callable[[str], bytes]  # a file of the release that is served, by its path under the root


def without_tables(kinds: tuple[str, ...], index: dict[str, Any]) -> frozenset[str]:
    """The tables in which records of these kinds stand, and those that were left out already."""
    changed = {"subjects", "profiles", *kinds} | ({"exits"} if "listings" in kinds else set())
    return frozenset({*changed, *index.get("withdrawn", {}).get("tables", ())})


def folder_of(index: dict[str, Any]) -> str:
    """The release whose folder holds the data."""
    return str(index["package_url"]).split("/")[-2]


def fate(name: str, folder: str, left_out: frozenset[str]) -> str:
    """What becomes of a file: "stay" or "go" as it is known by its name, or "look" into it."""
    if not name.startswith("data/"):
        return "go" if name == "release.json" else "look"
    home, _, file = name.removeprefix("data/").partition("/")
    table, _, form = file.partition(".")
    if home == folder and form in MEDIA:
        return "go" if table in left_out else "stay"
    speaks = home == folder and file.startswith(("datapackage.json", "SHA256SUMS"))
    told = not file and name.startswith(("data/index.json", "data/dcat.", "data/removed.jsonl"))
    return "go" if speaks or told or home == "delta" else "look"


def data_files(source: Source, read: Read, index: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The files that speak of the others: path under the root, and bytes. `source` knows what is left out."""
    left_out, home = source.withdrawn, f"data/{source.data}/"
    package = json.loads(read(f"{home}datapackage.json"))
    package["resources"] = [r for r in package["resources"] if r["name"] not in left_out]
    data = dump(package)
    yield f"{home}datapackage.json", data
    kept = [r for r in index["resources"] if r["table"] not in left_out or r["form"] not in MEDIA]
    written = [
        Written(r["table"] or "", r["form"], r["path"], r["bytes"], r["sha256"]) for r in kept
    ]
    place = next(n for n, one in enumerate(written) if one.path == f"{home}datapackage.json")
    written[place] = replace(written[place], bytes=len(data), sha256=sha256(data).hexdigest())
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in written).encode()
    yield f"{home}SHA256SUMS", sums
    nodes = dcat(replace(source, release=source.data), written)
    yield "data/dcat.jsonld", dump(json_ld(nodes))
    yield "data/dcat.ttl", "".join(turtle(nodes)).encode()
    yield "data/removed.jsonl", b"".join(removed_lines(source))
    sizes = {one.path: one for one in written}
    told = [{**r, "bytes": sizes[r["path"]].bytes, "sha256": sizes[r["path"]].sha256} for r in kept]
    yield (
        "data/index.json",
        dump(
            {
                **index,
                "release": source.release,
                "as_of": source.as_of.isoformat(),
                "counts": {table.name: count(table, source) for table in tables()},
                "balance": balance(source),
                "resources": told,
                "deltas": [],
                "windows": [],
                "withdrawn": {"tables": sorted(left_out), "why": WHY},
            }
        ),
    )
