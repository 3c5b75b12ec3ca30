"""A sheet as every reader gives it: rows of cells with the number that a spreadsheet shows, one at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from creditsite.intake.cells import Cell

MAX_COLUMNS = 512
MAX_ROWS = 1_048_576 * 4  # of a text file; a spreadsheet ends by itself
MAX_CELL = 131_072  # characters
BATCH_ROWS, BATCH_SIZE = 500, 1 << 20  # that are read at once: rows, and about characters
Numbered = tuple[int, Sequence[Cell]]


class UnreadableError(Exception):
    """A file that cannot be read: the one sentence for the operator. It never leaves this room."""


@dataclass(slots=True)
class Hidden:
    """What of a sheet is hidden; rows are noted as they pass."""

    sheet: bool = False
    columns: set[int] = field(default_factory=set)  # from 0
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Share:
    """Which batches of a sheet one of several readers of the same file reads: the `part`-th of each `of`."""

    part: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; a text file is one sheet without a name."""

    name: str
    rows: Iterator[Numbered]
    hidden: Hidden
    epoch1904: bool = False
    serials: bool = False  # numbers in date columns may be day numbers
    fixed_width: bool = False  # each row of a text file has as many cells as the header
    # Rows that were taken already and all that follow, by the batch, of a share; where that is quicker than `rows`.
    dealt: Callable[[list[Numbered], Share], Iterator[list[Numbered]]] | None = None
