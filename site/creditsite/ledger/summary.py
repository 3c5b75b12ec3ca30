"""The summary of a subject: standing and level beside its name, for lists and search."""

from collections.abc import Iterator
from datetime import date

from creditsite.ledger.read import profiles
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site


def summarise(ledger: Ledger, site: Site, as_of: date) -> None:
    """Writes standing and level of every subject beside its name, for lists and search."""

    def values() -> Iterator[tuple[str, str, str, str]]:
        for one in profiles(ledger, site, as_of):
            level = one.level
            held = level is not None and not level.expired
            yield (
                one.standing.id,
                level.rating.grade if level and held else "",
                level.rating.rating_name if level and held else "",
                one.id,
            )

    ledger.db.executemany(
        "UPDATE subject SET standing = ?, level = ?, level_scheme = ? WHERE id = ?", values()
    )
