"""Prose that may be shown: a text that names what is no longer on display waits until an editor has changed it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from creditsite import intake, ledger
from creditsite.ledger import Ledger
from creditsite.model.faults import Fault, Place
from creditsite.model.privacy import visible
from creditsite.model.prose import Page
from creditsite.release.gates.traces import finder, likely
from creditsite.render.proseaddresses import file_of

NAMED = "文中提到已撤下或到期的主体或文书, 全文暂不公示: 请修改后再发布"


def pages_of(content: Path, held: Ledger) -> tuple[tuple[Page, ...], tuple[Fault, ...]]:
    """The prose but for what names somebody or something that is no longer shown: no text may hold a removal up."""
    pages, faults = intake.load_pages(content)
    named = naming(pages, ledger.traces(held))
    told = tuple(Fault(Place(file_of(one)), NAMED) for one in named)
    return tuple(one for one in pages if one not in named), (*faults, *told)


def naming(pages: Iterable[Page], texts: Iterable[str]) -> tuple[Page, ...]:
    """The pages of prose that hold any of the texts, in any of their languages."""
    said = {one: visible(json.dumps(asdict(one), ensure_ascii=False, default=str)) for one in pages}
    holds = finder(filter(likely(said.values()), texts))  # of all that a large city has, hardly one
    return tuple(one for one, text in said.items() if holds(text))
