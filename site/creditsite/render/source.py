"""What one release speaks from: everything a view may read, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from creditsite.ledger import Ledger, Stamp
from creditsite.model.config import Site
from creditsite.model.prose import Page
from creditsite.render.languages import SIMPLIFIED, Language, language
from creditsite.render.spoken import spoken


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
                pages = tuple(page.spoken(tag) for page in self.pages)
                own = dict(dict(self.site.words).get(tag, ()))
                yield replace(
                    self,
                    language=language(tag).knowing(own),
                    pages=pages,
                    site=spoken(self.site, own),
                )

    lookup: str = "/search"  # where the scripts of the look-up stand
    hand: str = ""  # digest of what draws the subjects' files beside the subjects
    data: str = ""  # the release in whose folder the open data lies, where it is another
    withdrawn: frozenset[str] = frozenset()  # tables of the open data that a takedown leaves out

    def stamped(self, stamp: Stamp) -> "Source":
        """The source as a subject's files speak from it: with the release and the day of their last change."""
        if not stamp.release or stamp.as_of is None:
            return self
        return replace(self, release=stamp.release, as_of=stamp.as_of)

    def written(self, section: str, slug: str) -> Page | None:
        """The page of prose that this city has written at an address, if it has."""
        return next((p for p in self.pages if (p.section, p.slug) == (section, slug)), None)

    def guide(self, slug: str) -> str:
        """The address of a guide, or of all guides where this city has not written that one."""
        return f"/guides/{slug}/" if self.written("guides", slug) else "/guides/"
