"""What one release speaks from: everything a view may read, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from creditsite.ledger import Ledger
from creditsite.model.config import Site
from creditsite.model.prose import Page
from creditsite.render.languages import SIMPLIFIED, Language, language


@dataclass(frozen=True, slots=True)
class Source:
    """The ledger, the configuration and the prose of one release, with its id and date."""

    ledger: Ledger
    site: Site
    pages: tuple[Page, ...]
    release: str  # release id, stamped on every artefact
    as_of: date
    language: Language = SIMPLIFIED  # of the pages; files are the same in every language

    def translations(self) -> Iterator["Source"]:
        """The same release for each other language that the city publishes."""
        for tag in self.site.languages:
            if tag != self.language.tag:
                yield replace(self, language=language(tag))

    def written(self, section: str, slug: str) -> Page | None:
        """The page of prose that this city has written at an address, if it has."""
        return next((p for p in self.pages if (p.section, p.slug) == (section, slug)), None)

    def guide(self, slug: str) -> str:
        """The address of a guide, or of all guides where this city has not written that one."""
        return f"/guides/{slug}/" if self.written("guides", slug) else "/guides/"
