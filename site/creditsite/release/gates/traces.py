"""No trace of what was removed: its names, codes and document numbers."""

from collections.abc import Iterator

from creditsite.model.needles import Finder

GATE = "撤下"


def traces(text: str, holds: Finder | None) -> Iterator[str]:
    """What is wrong with a text, as `visible` gives it."""
    if holds and holds(text):
        yield "含有已撤下的主体或文书"
