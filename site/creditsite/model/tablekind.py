"""What a kind of table says of itself."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of table (a folder under `content/tables/`)."""

    name: str  # folder, JSON list and open-data file
    title: str
    record_class: type[Any]
    key: tuple[str, ...]  # natural key; with the subject where `joins`
    dated: str  # field by which rows are ordered, newest first
    joins: bool = True  # belongs to a subject
    adverse: bool = False  # the display clock of NDRC Order 36 applies
    register: bool = True  # rows are published as such
    document: str = ""  # field that holds the number of the decision, if the kind has one
    held: tuple[
        str, ...
    ] = ()  # what a removal holds back where there is no number: fields hard to spell otherwise
