"""Records as the rows of a delivered file, for tests that begin behind the intake."""

from collections.abc import Iterable
from typing import Any

from creditsite.ledger import Ledger, enter
from creditsite.model.faults import Place
from creditsite.model.kept import kept
from creditsite.model.kinds import kind
from creditsite.model.rows import Delivery, Row


def row(place: Place, kind_name: str, record: Any) -> Row:
    """A row that a department delivered without a fault."""
    return Row(place, kind_name, kept(kind(kind_name), record))


def enter_rows(ledger: Ledger, rows: Iterable[Row]) -> None:
    """A load of one file, in place of the last one."""
    delivered = list(rows)
    enter(ledger, [Delivery("t.csv", repr(delivered), lambda: delivered)], lambda fault: None)
