"""What intake hands on: every row of every delivered file, with what became of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from creditsite.model.faults import Fault, Place
from creditsite.model.kept import Kept, record_of
from creditsite.model.kinds import kind

PARTS = 1 + len(Kept._fields)  # of a record on its way: the number of its row, and what is kept


class Outcome(StrEnum):
    """What became of a row that was read: the balance adds these up to the row."""

    PUBLISHED = "published"
    NOT_SHOWN = "not_shown"  # not yet on display, or not open to the public
    EXPIRED = "expired"  # its display has ended
    WITHHELD = "withheld"  # for privacy
    REMOVED = "removed"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


OUTCOME_LABELS = {
    Outcome.PUBLISHED: "已公示",
    Outcome.NOT_SHOWN: "未到公示期或不公开",
    Outcome.EXPIRED: "公示期满或已移出",
    Outcome.WITHHELD: "因个人信息保护不公示",
    Outcome.REMOVED: "已撤下",
    Outcome.DUPLICATE: "重复",
    Outcome.SET_ASIDE: "有误待核",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One delivered row: a record, or the reason why there is none (`outcome` and `faults`)."""

    place: Place
    kind: str
    kept: Kept | None  # the record, as it is made where it is read
    outcome: Outcome | None = None  # SET_ASIDE or WITHHELD where intake decided; None while open
    faults: tuple[Fault, ...] = ()
    withheld_key: str = ""  # whom a withheld row is about, so that no other row names the person

    @property
    def record(self) -> Any | None:
        """The record, an instance of the kind's record class."""
        return record_of(kind(self.kind), self.kept) if self.kept else None


@dataclass(frozen=True, slots=True)
class Lot:
    """Records of a sheet of which there is nothing to tell, as they are made where they are read."""

    file: str
    sheet: str
    kind: str
    parts: Sequence[str]  # of each record its row number and what `Kept` holds, one after the other

    def each(self) -> Iterator[Row]:
        """One row after the other."""
        for at in range(0, len(self.parts), PARTS):
            number, *parts = self.parts[at : at + PARTS]
            place = Place(self.file, self.sheet, int(number))
            yield Row(place, self.kind, Kept._make(parts))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivered file: where its digest has not changed, neither have its rows."""

    file: str  # relative to the content folder
    digest: str  # of all that decides its rows
    rows: Callable[
        [], Iterable[Row | Lot | Fault]
    ]  # every data row once, and the faults of file and sheets between them
