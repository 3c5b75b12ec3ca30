"""A record as the ledger keeps it: what it is joined and told apart by, and its filled fields as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from creditsite.model.citing import citing, may_cite
from creditsite.model.conflict import NO_SUBSTANCE, version
from creditsite.model.display import LOOKED_AT, LOOKED_AT_IF
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
from creditsite.model.persons import PERSON, numbered


class Kept(NamedTuple):
    """One version of a record on its way into the ledger."""

    key: str
    subject_key: str
    suppress: str
    version: str
    substance: str
    told: str  # what rules look at, where that is enough to rule on it; else empty, and all of it must be read
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
        _told(of, plain),
        payload,
    )


_PARTS = "\x1f"  # begins what is told, and parts it
_DISPUTED = ("source_status", "list_status")  # where a source says so; since when, stands elsewhere


def _told(of: Kind, plain: Plain) -> str:
    fields = LOOKED_AT.get(of.name)
    if fields is None or plain.get("entity_kind") == PERSON:
        return ""
    if any(plain.get(name) == "disputed" for name in _DISPUTED):
        return ""
    if any(may_cite(str(plain.get(name, ""))) for name in citing(of.name)):
        return ""
    told = _PARTS.join(["", *(_looked(name, plain) for name in fields)])
    return told if told.count(_PARTS) == len(fields) else ""


def _looked(name: str, plain: Plain) -> str:
    decides, words = LOOKED_AT_IF.get(name, ("", ()))
    return str(plain.get(name) or "") if not decides or plain.get(decides) in words else ""


def _told_columns(of: Kind, values: Mapping[str, Sequence[Any]], count: int) -> Sequence[str]:
    """The same of several rows, none of which is about a person."""
    none = [""] * count
    fields = LOOKED_AT.get(of.name)
    if fields is None:
        return none
    looked = [_looked_columns(name, values, none) for name in fields]
    told = list(map(_PARTS.join, zip(none, *looked, strict=True)))
    for name in _DISPUTED:
        if "disputed" in values.get(name, ()):
            told = ["" if s == "disputed" else t for s, t in zip(values[name], told, strict=True)]
    for name in citing(of.name):
        texts = values.get(name, ())
        if may_cite("\n".join(texts)):
            told = ["" if may_cite(s) else t for s, t in zip(texts, told, strict=True)]
    return told


def _looked_columns(
    name: str, values: Mapping[str, Sequence[Any]], none: Sequence[str]
) -> Sequence[str]:
    found = [value or "" for value in values.get(name, none)]
    decides, words = LOOKED_AT_IF.get(name, ("", ()))
    if not decides or not any(found):
        return found
    deciding = values.get(decides, none)
    return [f if d in words else "" for f, d in zip(found, deciding, strict=True)]


def looked_at(of: Kind, told: str) -> dict[str, str]:
    """The fields that rules look at, as `Kept.told` says them."""
    return dict(zip(LOOKED_AT[of.name], told.split(_PARTS)[1:], strict=True))


def piece(name: str, value: object) -> str:
    """What a field says in the JSON of its record, with a comma; nothing where it is not filled."""
    if not value and value != 0:
        return ""
    told = encode_basestring(value) if type(value) is str else dumps(value)
    return f'"{name}":{told},'


def kept_columns(
    of: Kind, values: Mapping[str, Sequence[Any]], pieces: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """What `kept_plain` gives for each of several rows, told column by column: values, and what `piece` says of them.

    Not for entries of natural persons. Codes must be valid or empty; the fields stand in the order of the class.
    """
    count = len(next(iter(pieces.values())))
    subjects = joined_by(values, count)
    stated = _joined([one for name, one in pieces.items() if name not in NO_SUBSTANCE], count)
    rest = _joined([one for name, one in pieces.items() if name in NO_SUBSTANCE], count)
    none = [""] * count
    updated, dated = values.get("source_updated", none), values.get(of.dated, none)
    return zip(
        natural_keys(of, values, subjects, count),
        subjects,
        suppression_keys(of, values, subjects, count) if of.joins else none,
        [str(one or other or "") for one, other in zip(updated, dated, strict=True)],
        [digest(f"{{{state[:-1]}}}") for state in stated],
        _told_columns(of, values, count),
        [f"{{{(state + more)[:-1]}}}" for state, more in zip(stated, rest, strict=True)],
        strict=True,
    )


def _joined(columns: Sequence[Sequence[str]], count: int) -> list[str]:
    filled = [column for column in columns if any(column)]
    return list(map("".join, zip(*filled, strict=True))) if filled else [""] * count


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
    return sha256(text.encode()).hexdigest()[:32]
