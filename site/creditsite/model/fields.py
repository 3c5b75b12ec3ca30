"""How a record's field describes itself: one `Column` per field, from which every reader, form and schema derives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar

from creditsite.model.vocabulary import Vocabulary


class Type(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    CODE = "code"  # unified social credit code, GB 32100-2015
    DATE = "date"
    MONEY = "money"  # decimal, in 万元
    INTEGER = "integer"
    TERM = "term"  # one identifier of a vocabulary
    TERMS = "terms"  # several, in one cell
    TEXTS = "texts"  # several texts in one cell


class Need(StrEnum):
    """Whether a column must be there and filled."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    OPTIONAL = "O"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a record: its header, what it may hold, and whether it may ever be published."""

    header: str
    type: Type
    need: Need
    public: bool
    help: str
    synonyms: tuple[str, ...]
    vocabulary: Vocabulary | None
    max_length: int | None  # over-length is a warning, never a cut
    example: str
    gate: str = (
        ""  # of a field that is never published itself: what it says of every record that is
    )


# What a record's field may hold, as stored and as published.
Value = str | date | Decimal | int | tuple[str, ...] | None


def column(
    header: str,
    help: str,  # noqa: A002 -- it is the name that the house gives to the text of a field
    *synonyms: str,
    type: Type = Type.TEXT,  # noqa: A002
    need: Need = Need.OPTIONAL,
    public: bool = True,
    vocabulary: Vocabulary | None = None,
    max_length: int | None = None,
    example: str = "",
    gate: str = "",
) -> Any:
    """A dataclass field that carries its `Column`; its default is the empty value of its type."""
    meta = Column(
        header=header,
        type=type,
        need=need,
        public=public,
        help=help,
        synonyms=synonyms,
        vocabulary=vocabulary,
        max_length=max_length,
        example=example,
        gate=gate,
    )
    return field(default=empty(type), metadata={"column": meta})


def empty(kind: Type) -> Value:
    """The value of a cell in which nothing stands."""
    match kind:
        case Type.TEXTS | Type.TERMS:
            return ()
        case Type.DATE | Type.MONEY | Type.INTEGER:
            return None
        case _:
            return ""


def columns(record_class: type[Any]) -> Mapping[str, Column]:
    """Field name → column, in the order in which the class names them."""
    of: object = record_class
    return _columns(of)


@cache
def _columns(record_class: Any) -> Mapping[str, Column]:
    return {f.name: f.metadata["column"] for f in fields(record_class) if "column" in f.metadata}


def plain(value: Value) -> str | int | list[str] | None:
    """A field's value as JSON holds it: dates in ISO form, money as a decimal text."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case tuple():
            return list(value)
        case _:
            return value


def as_plain(record: object) -> dict[str, str | int | list[str] | None]:
    """The filled fields of a record as JSON holds them; `from_plain` gives the record back."""
    return {
        name: plain(value)
        for name in columns(type(record))
        if (value := getattr(record, name)) not in (None, "", ())
    }


R = TypeVar("R")


def from_plain(record_class: type[R], values: Mapping[str, Any]) -> R:
    """The record that `as_plain` took apart."""
    of: object = record_class
    converters = _converters(of)
    return record_class(
        **{
            name: convert(value) if (convert := converters.get(name)) else value
            for name, value in values.items()
        }
    )


def loose(record_class: type[Any], values: Mapping[str, Any]) -> SimpleNamespace:
    """The fields of the record that `as_plain` took apart, without its class: a rule that looks at some of a million
    records needs no more, and this is made in a third of the time."""
    of: object = record_class
    nothing, converters = _nothing(of), _converters(of)
    made = {
        name: convert(value) if (convert := converters.get(name)) else value
        for name, value in values.items()
    }
    return SimpleNamespace(**nothing | made)


def read_back(record_class: type[Any], values: Mapping[str, str]) -> dict[str, Value]:
    """Some fields of the record that `as_plain` took apart, where those in which nothing stands say an empty text."""
    of: object = record_class
    nothing, converters = _nothing(of), _converters(of)
    return {
        name: nothing[name]
        if not value
        else converters[name](value)
        if name in converters
        else value
        for name, value in values.items()
    }


@cache
def _nothing(record_class: Any) -> dict[str, Value]:
    return {name: empty(one.type) for name, one in columns(record_class).items()}


@cache
def _converters(record_class: Any) -> Mapping[str, Callable[[Any], Value]]:
    """How the fields that JSON has no type for are read back."""
    of_type: dict[Type, Callable[[Any], Value]] = {
        Type.DATE: date.fromisoformat,
        Type.MONEY: Decimal,
        Type.TEXTS: tuple,
        Type.TERMS: tuple,
    }
    found = ((name, of_type.get(col.type)) for name, col in columns(record_class).items())
    return {name: convert for name, convert in found if convert}


def public_values(record: object) -> dict[str, str | int | list[str] | None]:
    """Only the fields that may be published, as JSON holds them."""
    return {
        name: plain(getattr(record, name))
        for name, col in columns(type(record)).items()
        if col.public
    }
