"""A record as the ledger keeps it: what it is joined and told apart by, and its filled fields as JSON."""

import hashlib
import json
from typing import Any, NamedTuple

from creditsite.model.conflict import NO_SUBSTANCE, version
from creditsite.model.fields import as_plain, from_plain
from creditsite.model.kinds import Kind, Plain, joined_on, natural_key, suppression_key
from creditsite.model.persons import numbered


class Kept(NamedTuple):
    """One version of a record on its way into the ledger."""

    key: str
    subject_key: str
    suppress: str
    version: str
    substance: str
    payload: str


def kept_plain(of: Kind, plain: Plain) -> Kept:
    """The filled fields of a record, in the order of its class, as the ledger keeps them."""
    plain = numbered(of.name, plain)
    stated = {name: value for name, value in plain.items() if name not in NO_SUBSTANCE}
    payload = substance = dumps(stated)
    if len(stated) < len(plain):
        rest = dumps({name: value for name, value in plain.items() if name in NO_SUBSTANCE})
        payload = f"{substance[:-1]},{rest[1:]}" if stated else rest
    return Kept(
        natural_key(of, plain),
        joined_on(plain),
        suppression_key(of, plain) if of.joins else "",
        version(of, plain),
        digest(substance),
        payload,
    )


def kept(of: Kind, record: object) -> Kept:
    """A record as the ledger keeps it."""
    return kept_plain(of, as_plain(record))


def record_of(of: Kind, one: Kept) -> Any:
    """The record that was kept."""
    return from_plain(of.record_class, json.loads(one.payload))


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    """JSON as the ledger keeps it: compact, readable, always the same for the same value."""
    return _ENCODER.encode(value)


def digest(text: str) -> str:
    """A short name for a text: equal texts have equal digests."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
