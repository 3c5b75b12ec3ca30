"""What one release speaks from: everything a view may read, and nothing else."""

from dataclasses import dataclass
from datetime import date

from creditsite.ledger import Ledger
from creditsite.model.config import Site
from creditsite.model.prose import Page


@dataclass(frozen=True, slots=True)
class Source:
    """The ledger, the configuration and the prose of one release, with its id and date."""

    ledger: Ledger
    site: Site
    pages: tuple[Page, ...]
    release: str  # release id, stamped on every artefact
    as_of: date

    def guide(self, slug: str) -> str:
        """The address of a guide, or of all guides where this city has not written that one."""
        found = any(p.section == "guides" and p.slug == slug for p in self.pages)
        return f"/guides/{slug}/" if found else "/guides/"
