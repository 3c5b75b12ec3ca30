"""Which release this is: a name made from what it says, so that the same city on the same day has the same name."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path

from creditsite import ledger
from creditsite.ledger import Ledger
from creditsite.model.config import Site
from creditsite.model.kinds import KINDS
from creditsite.model.profile import entry_json
from creditsite.model.prose import Page
from creditsite.model.rows import Outcome

LETTERS = 8
_FOR_ALL = ("measures", "measure_feedback")  # tables that pages of all subjects speak from
LIBRARIES = (
    "flask",
    "fonttools",
    "resvg-py",
    "jinja2",
    "markdown",
    "nh3",
    "feedgen",
    "lxml",
    "segno",
    "opencc",
    "pypinyin",
    "polib",
    "pyarrow",
    "openpyxl",
)


def state_of(held: Ledger, site: Site, pages: tuple[Page, ...], as_of: date) -> str:
    """A digest of everything the city says on that day; the order of rows and files does not show in it."""
    sha = sha256()
    for part in _parts(held, site, pages, as_of):
        sha.update(json.dumps(part, ensure_ascii=False, sort_keys=True, default=str).encode())
        sha.update(b"\n")
    return sha.hexdigest()


def _parts(held: Ledger, site: Site, pages: tuple[Page, ...], as_of: date) -> Iterator[object]:
    yield asdict(site), as_of.isoformat()
    yield from (asdict(page) for page in pages)
    yield ledger.digest_of_subjects(held)
    for kind in KINDS:
        if not kind.joins and kind.register:
            yield from (entry_json(entry) for _, entry in ledger.entries(held, kind.name))
    yield sorted(_sums(held).items())
    yield ledger.rectification_tallies(held)
    yield from ledger.removed(held, date.min)


def _sums(held: Ledger) -> Counter[str]:
    """The balance by kind: in which file a row came does not matter."""
    sums: Counter[str] = Counter()
    for line in ledger.balance(held):
        for outcome in ("read", *map(str, Outcome)):
            sums[f"{line.kind} {outcome}"] += getattr(line, outcome)
    return sums


def inputs_of(packages: Iterable[Path]) -> str:
    """A digest of what turns the state into bytes: code, templates, rules, and the libraries that draw and write."""
    sha = sha256()
    for package in packages:
        for path in sorted(package.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                sha.update(f"{path.relative_to(package)}\0{path.stat().st_size}\0".encode())
                sha.update(path.read_bytes())
    sha.update(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    return sha.hexdigest()


def hand_of(held: Ledger, site: Site, pages: tuple[Page, ...], inputs: str) -> str:
    """A digest of all that subjects' files depend on beside the subject: code, configuration, guides, measures."""
    parts = (
        inputs,
        asdict(site),
        [one.slug for one in pages if one.section == "guides"],
        [[entry_json(e) for _, e in ledger.entries(held, kind)] for kind in _FOR_ALL],
    )
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def release_id(held: Ledger, as_of: date, state: str, stale: str) -> str:
    """The name of the release that says this; `stale` is the current one where other code made it.

    A name that another release of the ledger had is not given again: a city may come back to what it said before.
    """
    states = {name: kept for name, _, kept in ledger.releases(held)}
    for number in count():
        name = _name(as_of, f"{state}{number or ''}")
        if name != stale and states.get(name) in (None, "current"):
            return name
    raise AssertionError


def _name(as_of: date, text: str) -> str:
    letters = base64.b32encode(sha256(text.encode()).digest()).decode().lower()
    return f"{as_of.isoformat()}-{letters[:LETTERS]}"
