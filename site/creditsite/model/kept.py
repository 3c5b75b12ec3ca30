"""A record as the ledger keeps it: what it is joined and told apart by, and its filled fields as JSON."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from creditsite.model.conflict import NO_SUBSTANCE, version
from creditsite.model.fields import as_plain, from_plain
from creditsite.model.kinds import (
    Kind,
    Plain,
    joined_by,
    joined_on,
    natural_key,
    natural_keys,
    suppression_key,
    suppression_keys,
)
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


def piece(name: str, value: object) -> str:
    """What a field says in the JSON of its record, with a comma; nothing where it is not filled."""
    if not value and value != 0:
        return ""
    told = encode_basestring(value) if type(value) is str else dumps(value)
    return f'"{name}":{told},'


def said(payload: str, name: str) -> str:
    """What a text field says in the JSON of its record, told without reading all of it; nothing where it is not filled.

    Only of JSON without a backslash: there no text reads like the name of a field.
    """
    start = payload.find(f'"{name}":"') + len(name) + 4
    return payload[start : payload.index('"', start)] if start > len(name) + 3 else ""


def kept_columns(
    of: Kind, values: Mapping[str, Sequence[Any]], pieces: Mapping[str, Sequence[str]]
) -> Iterator[Kept]:
    """What `kept_plain` gives for each of several rows, told column by column: values, and what `piece` says of them.

    Not for entries of natural persons. Codes must be valid or empty; the fields stand in the order of the class.
    """
    count = len(next(iter(pieces.values())))
    subjects = joined_by(values, count)
    stated = _joined([one for name, one in pieces.items() if name not in NO_SUBSTANCE], count)
    rest = _joined([one for name, one in pieces.items() if name in NO_SUBSTANCE], count)
    none = [""] * count
    updated, dated = values.get("source_updated", none), values.get(of.dated, none)
    parts = zip(
        natural_keys(of, values, subjects, count),
        subjects,
        suppression_keys(of, values, subjects, count) if of.joins else none,
        updated,
        dated,
        stated,
        rest,
        strict=True,
    )
    for key, subject, suppress, by_update, by_date, state, more in parts:
        payload = f"{{{state[:-1]}}}" if not more else f"{{{state}{more[:-1]}}}"
        substance = digest(f"{{{state[:-1]}}}")
        yield Kept(key, subject, suppress, str(by_update or by_date or ""), substance, payload)


def _joined(columns: Sequence[Sequence[str]], count: int) -> list[str]:
    return list(map("".join, zip(*columns, strict=True))) if columns else [""] * count


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
