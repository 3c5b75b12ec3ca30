"""Faults of content as values: where, what, and how to mend it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

_ROW = re.compile(r"(.*?\.\w+)(?:\[(.*)\])? 第(\d+)行")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the content something stands; `row` counts from 1 as a spreadsheet shows it, 0 means the whole file."""

    file: str  # relative to the content folder
    sheet: str = ""
    row: int = 0
    column: str = ""  # the header as delivered

    def __str__(self) -> str:
        """`file[sheet] row column`, leaving out what is not known.

        >>> str(Place("tables/penalties/a.xlsx", "行政处罚", 4, "处罚决定日期"))
        'tables/penalties/a.xlsx[行政处罚] 第4行 处罚决定日期'
        """
        sheet = f"[{self.sheet}]" if self.sheet else ""
        row = f" 第{self.row}行" if self.row else ""
        return f"{self.file}{sheet}{row}{' ' + self.column if self.column else ''}"

    @classmethod
    def told(cls, text: str) -> Self:
        """The place of a row as `str` gave it; any other text is taken for a file.

        >>> Place.told("tables/penalties/a[1].xlsx[行政处罚] 第4行")
        Place(file='tables/penalties/a[1].xlsx', sheet='行政处罚', row=4, column='')
        """
        found = _ROW.fullmatch(text)
        return cls(found[1], found[2] or "", int(found[3])) if found else cls(text)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the content, with the sentence that tells an operator what to do."""

    place: Place
    message: str
    value: str = ""  # the cell as delivered, for the report to the department; never an ID number
    level: str = "error"  # error: the row is set aside · refused: the whole file or sheet · warning: only told

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ContentRefusedError(Exception):
    """The content cannot be released; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
