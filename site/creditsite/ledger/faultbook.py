"""The faults of one load: counted and kept on the disk, since a delivery may have as many as it has rows."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from types import TracebackType

from creditsite.model.faults import Fault, Place

LEVELS = ("refused", "error", "warning")  # the worst first
_BATCH = 1_000
_TABLE = "CREATE TABLE {name} (file, sheet, row, column, level, rank, message, value)"
_SORTED = """
INSERT INTO sorted SELECT f.* FROM fault f JOIN (
 SELECT file, SUM(rank = 0) AS refused, SUM(rank = 1) AS wrong, SUM(rank = 2) AS told FROM fault GROUP BY file
) n USING (file)
 ORDER BY n.refused DESC, n.wrong DESC, n.told DESC, f.file, f.rank, f.sheet, f.row, f.column, f.message, f.rowid
"""


class Faults:
    """The faults of one load in the order in which they come: all are counted, the first so many are kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.rows = 0
        self.levels: Counter[str] = Counter()
        self._new: list[Fault] = []
        self._db = sqlite3.connect("")  # a file that nobody sees; it goes when it is closed
        self._db.execute(_TABLE.format(name="fault"))

    def __enter__(self) -> "Faults":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def add(self, fault: Fault) -> None:
        """One more."""
        if self.levels.total() < self.most:
            self._new.append(fault)
            if len(self._new) >= _BATCH:
                self._lay_down()
        self.levels[fault.level] += 1

    def __iter__(self) -> Iterator[Fault]:
        """Those that are kept."""
        self._lay_down()
        told = "SELECT file, sheet, row, column, level, message, value FROM fault ORDER BY rowid"
        for file, sheet, row, column, level, message, value in self._db.execute(told):
            place = Place(_read(file), _read(sheet), row, _read(column))
            yield Fault(place, _read(message), _read(value), level)

    def sort(self) -> None:
        """From now on by file: first that with the worst fault, then that with most; in a file the worst first."""
        self._lay_down()
        self._db.execute(_TABLE.format(name="sorted"))
        self._db.execute(_SORTED)
        self._db.execute("DROP TABLE fault")
        self._db.execute("ALTER TABLE sorted RENAME TO fault")

    def _lay_down(self) -> None:
        self._db.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_columns, self._new)
        )
        self._new.clear()


def _columns(fault: Fault) -> tuple[bytes | int | str, ...]:
    place, rank = fault.place, LEVELS.index(fault.level)
    texts = (place.file, place.sheet, place.column, fault.message, fault.value)
    file, sheet, column, message, value = map(_kept, texts)
    return file, sheet, place.row, column, fault.level, rank, message, value


def _kept(text: str) -> bytes:
    """A text as bytes: a name of a file may be no UTF-8, and sorts as its signs do."""
    return text.encode("utf-8", "surrogatepass")


def _read(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
